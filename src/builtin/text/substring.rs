//! `str substring`: take some characters out of a text.

use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use unicode_segmentation::UnicodeSegmentation;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str substring",
        summary: "take some characters out of a text",
        details: "Characters are counted from 0.",
        input: Input::Text,
        params: &[
            Param {
                name: "start",
                shape: Shape::Count,
                arity: Arity::One,
                doc: "the first character, from 0",
            },
            Param {
                name: "count",
                shape: Shape::Count,
                arity: Arity::Optional,
                doc: "how many, all when it is left out",
            },
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "from a place to the end",
                text: "\"web01.example.org\" | str substring 6",
                prints: "\"example.org\"",
            },
            Example {
                doc: "so many",
                text: "\"2026-03-01\" | str substring 5 2",
                prints: "\"03\"",
            },
            Example {
                doc: "what people see as one character counts as one",
                text: "\"👩‍🚀né\" | str substring 1 1",
                prints: "\"n\"",
            },
            Example {
                doc: "past the end there is nothing",
                text: "\"ab\" | str substring 5",
                prints: "\"\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let start = args.count("start").unwrap_or(0);
    let count = args.count("count").unwrap_or(usize::MAX);
    Ok(scalar::text(text.graphemes(true).skip(start).take(count).collect::<String>()))
}
