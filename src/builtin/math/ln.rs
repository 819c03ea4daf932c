//! `math ln`: compute the natural logarithm of a number.

use super::number;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math ln",
        summary: "compute the natural logarithm of a number",
        details: "A number that has none is an error, and not NaN.",
        input: Input::Number,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example { doc: "a number", text: "1 | math ln", prints: "0.0" }],
    },
    output: &|_| Type::Float,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let value = number::float(&input)?;
    number::existing(value.ln(), value, "natural logarithm").map(scalar::float)
}
