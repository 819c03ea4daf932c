//! `math exp`: compute e to the power of a number.

use super::number;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math exp",
        summary: "compute e to the power of a number",
        details: "A number that has none is an error, and not NaN.",
        input: Input::Number,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example { doc: "a number", text: "0 | math exp", prints: "1.0" }],
    },
    output: &|_| Type::Float,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let value = number::float(&input)?;
    number::existing(value.exp(), value, "power of e").map(scalar::float)
}
