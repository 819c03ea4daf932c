//! `str pad-right`: fill a text up on the right to a length.

use super::fill::{missing, output};
use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str pad-right",
        summary: "fill a text up on the right to a length",
        details: "",
        input: Input::Text,
        params: &[
            Param {
                name: "length",
                shape: Shape::Count,
                arity: Arity::One,
                doc: "how many characters there should be",
            },
            Param {
                name: "fill",
                shape: Shape::Text,
                arity: Arity::Optional,
                doc: "the character to fill up with, a blank when it is left out",
            },
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "with blanks",
                text: "\"ab\" | str pad-right 4 \".\"",
                prints: "\"ab..\"",
            },
            Example {
                doc: "a longer text stays as it is",
                text: "[\"n\" \"node\"] | str pad-right 2 | to json",
                prints: "\"[\\\"n \\\",\\\"node\\\"]\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let missing = missing(text, args)?;
    Ok(scalar::text(format!("{text}{missing}")))
}
