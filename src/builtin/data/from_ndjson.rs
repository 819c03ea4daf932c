//! `from ndjson`: turn lines of JSON into a table or a list.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from ndjson",
        summary: "turn lines of JSON into a table or a list",
        details: "One document a line; blank lines are passed over. Objects become rows; a field \
that some of them lack is null there.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "'{\"n\": 1}\n{\"n\": 2}' | from ndjson | where n > 1",
            prints: "{\"n\":2}",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Ndjson)),
};
