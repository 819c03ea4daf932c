//! `into string`: turn a value into a text.

use super::outcome;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, plain_scalar, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into string",
        summary: "turn a value into a text",
        details: "Filesizes and durations are written exactly, in the largest unit in which they \
are whole; dates by RFC 3339 in UTC; bytes as hexadecimal digits. `format \
date`, `format filesize` and `format duration` write them in other ways.",
        input: Input::Plain,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a number",
                text: "[1 2] | into string | str join \"-\"",
                prints: "\"1-2\"",
            },
            Example {
                doc: "exact, and read back as the same",
                text: "[4KiB 1500B] | into string | to json",
                prints: "\"[\\\"4KiB\\\",\\\"1500B\\\"]\"",
            },
            Example { doc: "a duration", text: "90s | into string", prints: "\"90s\"" },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    outcome::output(
        checking,
        Type::String,
        &[
            Type::String,
            Type::Int,
            Type::Float,
            Type::Bool,
            Type::Filesize,
            Type::Duration,
            Type::Date,
            Type::Binary,
        ],
    )
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = plain_scalar(&input).map(scalar::text);
    outcome::or_else(converted, &input, "text", args, "leave it out")
}
