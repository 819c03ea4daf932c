//! `split words`: split a text into its words.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use unicode_segmentation::UnicodeSegmentation;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "split words",
        summary: "split a text into its words",
        details: "Words are what Unicode takes for one (UAX 29): letters and digits, with what \
stands within such as in `can't`. To split at blanks use `split row --regex \" \
+\"`.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "without punctuation",
            text: "\"disk /dev/sda1: 90% full!\" | split words | to json",
            prints: "\"[\\\"disk\\\",\\\"dev\\\",\\\"sda1\\\",\\\"90\\\",\\\"full\\\"]\"",
        }],
    },
    output: &|_| Type::List(Box::new(Type::String)),
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    Ok(scalar::list(text.unicode_words().map(scalar::text).collect()))
}
