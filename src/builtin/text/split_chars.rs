//! `split chars`: split a text into its characters.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use unicode_segmentation::UnicodeSegmentation;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "split chars",
        summary: "split a text into its characters",
        details: "",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "what people see as one character stays whole",
            text: "\"aé👩‍🚀\" | split chars | length",
            prints: "3",
        }],
    },
    output: &|_| Type::List(Box::new(Type::String)),
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    Ok(scalar::list(text.graphemes(true).map(scalar::text).collect()))
}
