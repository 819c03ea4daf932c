//! `to toml`: a value as TOML text.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to toml",
        summary: "turn a record into TOML text",
        details: "Filesizes become bytes and durations nanoseconds; a null is an error, for TOML has none.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a record",
            text: "{server: {port: 22}} | to toml",
            prints: "\"[server]\\nport = 22\\n\"",
        }],
    },
    output: &|checking| written::document(checking, Format::Toml),
    body: Body::Stream(&|input, _, _| written::value(input, Format::Toml)),
};
