//! `str capitalize`: turn the first letter into a capital.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str capitalize",
        summary: "turn the first letter into a capital",
        details: "The other letters stay as they are.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a text",
                text: "\"élan vital\" | str capitalize",
                prints: "\"Élan vital\"",
            },
            Example {
                doc: "the items of a list are taken one by one",
                text: "[\"a\" \"\"] | str capitalize | to json",
                prints: "\"[\\\"A\\\",\\\"\\\"]\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    Ok(scalar::text(first.chain(rest).collect::<String>()))
}
