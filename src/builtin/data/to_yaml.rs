//! `to yaml`: a value as YAML text.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to yaml",
        summary: "turn a value into YAML text",
        details: "YAML 1.2 that readers of YAML 1.1 take for the same. Filesizes become bytes and durations \
                  nanoseconds. A table becomes a list of mappings.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a record",
            text: "{a: 1, b: [\"x\", \"no\"]} | to yaml",
            prints: "\"a: 1\\nb:\\n  - x\\n  - \\\"no\\\"\\n\"",
        }],
    },
    output: &|checking| written::document(checking, Format::Yaml),
    body: Body::Stream(&|input, _, _| written::value(input, Format::Yaml)),
};
