//! `math sqrt`: compute the square root of a number.

use super::number;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math sqrt",
        summary: "compute the square root of a number",
        details: "A number that has none is an error, and not NaN.",
        input: Input::Number,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a list",
            text: "[4 2.25] | math sqrt | to json",
            prints: "\"[2.0,1.5]\"",
        }],
    },
    output: &|_| Type::Float,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let value = number::float(&input)?;
    number::existing(value.sqrt(), value, "square root").map(scalar::float)
}
