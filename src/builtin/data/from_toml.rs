//! `from toml`: TOML text as a value.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from toml",
        summary: "turn TOML text into a record",
        details: "A date with an offset is a date; a date or a time of day without one is a text, for it is no \
                  instant. Items of one array must have one type.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a setting",
            text: "\"[server]\\nport = 22\" | from toml | get server.port",
            prints: "22",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Toml)),
};
