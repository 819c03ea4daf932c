//! `math floor`: turn a number into the greatest whole number that is not above it.

use super::number;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math floor",
        summary: "turn a number into the greatest whole number that is not above it",
        details: "",
        input: Input::Number,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a list",
            text: "[1.7 -1.2 3] | math floor | to json",
            prints: "\"[1,-2,3]\"",
        }],
    },
    output: &|_| Type::Int,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    Ok(match input {
        Value::Int { .. } => input,
        other => scalar::int(number::whole(number::float(&other)?.floor())?),
    })
}
