//! `from json`: JSON text as a value.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from json",
        summary: "turn JSON text into a value",
        details: "An array of objects becomes a table; a field that some of them lack is null \
                  there. Items of one array must have one type.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "'[{\"n\": 1}, {\"n\": 2}]' | from json | where n > 1",
            prints: "{\"n\":2}",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Json)),
};
