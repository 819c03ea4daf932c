//! `str starts-with`: tell whether a text begins with another one.

use super::holds::{IGNORE_CASE, holds};
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str starts-with",
        summary: "tell whether a text begins with another one",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "beginning",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what to look for",
        }],
        flags: &[IGNORE_CASE],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a beginning",
                text: "\"web01\" | str starts-with \"web\"",
                prints: "true",
            },
            Example {
                doc: "with either case",
                text: "\"Web01\" | str starts-with \"web\" -i",
                prints: "true",
            },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    holds(&input, args, "beginning", |text, beginning| text.starts_with(beginning))
}
