//! `to md`: a value as Markdown text.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to md",
        summary: "turn a table into Markdown",
        details: "A table of the kind that GitHub and others show; columns of numbers are aligned \
                  to the right. What means something in Markdown stays a text; null is an empty cell.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "[{host: \"a\", n: 1}] | to md",
            prints: "\"| host | n |\\n| --- | ---: |\\n| a | 1 |\\n\"",
        }],
    },
    output: &written::output,
    body: Body::Stream(&|input, _, _| written::run(input, Format::Markdown)),
};
