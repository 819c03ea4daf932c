//! `from yaml`: YAML text as a value.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from yaml",
        summary: "turn YAML text into a value",
        details: "YAML 1.2: `yes` and `2026-11-24` are texts. A list of mappings becomes a table; a key that \
                  some of them lack is null there. Several documents become a list, and `<<` merges \
                  mappings. Items of one list must have one type, and tags are those of YAML itself.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "\"- {n: 1}\\n- {n: 2}\" | from yaml | where n > 1",
            prints: "{\"n\":2}",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Yaml)),
};
