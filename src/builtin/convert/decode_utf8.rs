//! `decode utf-8`: read bytes as text in UTF-8.

use super::outcome;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "decode utf-8",
        summary: "read bytes as text in UTF-8",
        details: "",
        input: Input::Binary,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "bytes that were written in Base64",
            text: "\"bsOp\" | decode base64 | decode utf-8",
            prints: "\"né\"",
        }],
    },
    output: &|checking| outcome::output(checking, Type::String, &[Type::Binary]),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = match &input {
        Value::Binary { val, .. } => String::from_utf8(val.to_vec()).ok().map(scalar::text),
        _ => None,
    };
    outcome::or_else(text, &input, "text in UTF-8", args, "keep the bytes as they are")
}
