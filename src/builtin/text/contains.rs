//! `str contains`: tell whether a text has another one in it.

use super::holds::{IGNORE_CASE, holds};
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str contains",
        summary: "tell whether a text has another one in it",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "part",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what to look for",
        }],
        flags: &[IGNORE_CASE],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a part",
                text: "\"web01.example.org\" | str contains \"example\"",
                prints: "true",
            },
            Example {
                doc: "with either case",
                text: "\"ERROR: disk\" | str contains \"error\" --ignore-case",
                prints: "true",
            },
            Example {
                doc: "the items of a list are taken one by one",
                text: "[\"web01\" null \"db01\"] | str contains \"web\" | to json",
                prints: "\"[true,null,false]\"",
            },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    holds(&input, args, "part", |text, part| text.contains(part))
}
