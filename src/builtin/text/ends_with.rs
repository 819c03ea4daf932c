//! `str ends-with`: tell whether a text ends with another one.

use super::holds::{IGNORE_CASE, holds};
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str ends-with",
        summary: "tell whether a text ends with another one",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "end",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what to look for",
        }],
        flags: &[IGNORE_CASE],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "an end",
                text: "\"backup.tar.gz\" | str ends-with \".gz\"",
                prints: "true",
            },
            Example {
                doc: "every text ends with nothing",
                text: "\"a\" | str ends-with \"\"",
                prints: "true",
            },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    holds(&input, args, "end", |text, end| text.ends_with(end))
}
