//! `str reverse`: turn a text round.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use unicode_segmentation::UnicodeSegmentation;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str reverse",
        summary: "turn a text round",
        details: "",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "what people see as one character stays whole",
                text: "\"abé👩‍🚀\" | str reverse",
                prints: "\"👩‍🚀éba\"",
            },
            Example { doc: "an empty text", text: "\"\" | str reverse", prints: "\"\"" },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    Ok(scalar::text(text.graphemes(true).rev().collect::<String>()))
}
