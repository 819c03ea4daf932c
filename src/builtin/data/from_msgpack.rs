//! `from msgpack`: turn MessagePack into a value.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from msgpack",
        summary: "turn MessagePack into a value",
        details: "Timestamps are dates. Maps whose keys are no texts, and other extensions, are no values.",
        input: Input::Binary,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "what was written",
            text: "[1 2] | to msgpack | from msgpack",
            prints: "[1,2]",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Msgpack)),
};
