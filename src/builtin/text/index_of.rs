//! `str index-of`: find the place of a part in a text.

use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use unicode_segmentation::UnicodeSegmentation;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str index-of",
        summary: "find the place of a part in a text",
        details: "Characters are counted from 0. A part that is not there has no place: the \
result is null, and not -1 as in Nushell.",
        input: Input::Text,
        params: &[Param {
            name: "part",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what to look for",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "counted from 0", text: "\"web01\" | str index-of \"01\"", prints: "3" },
            Example {
                doc: "null when it is not there",
                text: "[\"a-b\" \"c\"] | str index-of \"-\" | to json",
                prints: "\"[1,null]\"",
            },
        ],
    },
    output: &|_| Type::Int.nullable(),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let part = args.text("part").unwrap_or_default();
    let before = text.find(part).and_then(|at| text.get(..at));
    let place = before.and_then(|before| i64::try_from(before.graphemes(true).count()).ok());
    Ok(scalar::or_null(place, scalar::int))
}
