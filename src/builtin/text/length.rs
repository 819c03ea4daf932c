//! `str length`: count the characters of a text.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Flag, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use unicode_segmentation::UnicodeSegmentation;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str length",
        summary: "count the characters of a text",
        details: "Nushell counts bytes unless it is told otherwise; here that is `--bytes`.",
        input: Input::Text,
        params: &[],
        flags: &[Flag {
            name: "bytes",
            short: Some('b'),
            shape: None,
            doc: "count the bytes of its UTF-8 form",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "what people see as one character counts as one",
                text: "\"né👩‍🚀\" | str length",
                prints: "3",
            },
            Example { doc: "bytes", text: "\"né\" | str length --bytes", prints: "3" },
            Example {
                doc: "the items of a list are taken one by one",
                text: "[\"a\" \"abc\" \"\"] | str length | to json",
                prints: "\"[1,3,0]\"",
            },
        ],
    },
    output: &|_| Type::Int,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let length = if args.switch("bytes") { text.len() } else { text.graphemes(true).count() };
    Ok(scalar::int(i64::try_from(length).unwrap_or(i64::MAX)))
}
