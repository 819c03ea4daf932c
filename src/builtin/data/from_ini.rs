//! `from ini`: turn sections of keys and values into a record.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from ini",
        summary: "turn sections of keys and values into a record",
        details: "Sections become records, and what stands before the first of them is beside them. All values are texts, quotes around them are taken away. A key that is there several times is a list, a section that is there several times a table.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the port of a server",
            text: "'[server]\nport = 8080 ' | from ini | get server.port | into int",
            prints: "8080",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Ini)),
};
