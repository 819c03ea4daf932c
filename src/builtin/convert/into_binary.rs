//! `into binary`: turn a value into bytes of data.

use super::outcome;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into binary",
        summary: "turn a value into bytes of data",
        details: "Bytes are shown as hexadecimal digits; `decode hex` reads such digits.",
        input: Input::Plain,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the bytes of a text in UTF-8",
            text: "\"né\" | into binary",
            prints: "\"6ec3a9\"",
        }],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    outcome::output(checking, Type::Binary, &[Type::String, Type::Binary])
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => Some(scalar::binary(val.clone().into_bytes())),
        Value::Binary { .. } => Some(input.clone()),
        _ => None,
    };
    outcome::or_else(converted, &input, "of data", args, "give a text")
}
