//! `to ndjson`: turn a table into lines of JSON.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to ndjson",
        summary: "turn a table into lines of JSON",
        details: "Filesizes become bytes and durations nanoseconds.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a line each row",
            text: "[{n: 1} {n: 2}] | to ndjson | lines | length",
            prints: "2",
        }],
    },
    output: &written::output,
    body: Body::Stream(&|input, _, _| written::run(input, Format::Ndjson)),
};
