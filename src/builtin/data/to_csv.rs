//! `to csv`: turn a table into CSV text.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to csv",
        summary: "turn a table into CSV text",
        details: "By RFC 4180, with a line of column names. Filesizes become bytes and durations \
nanoseconds; null is an empty cell, an empty text one in quotes.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "[{host: \"a\", n: 1} {host: \"b,c\", n: null}] | to csv",
            prints: "\"host,n\\na,1\\n\\\"b,c\\\",\\n\"",
        }],
    },
    output: &written::output,
    body: Body::Stream(&|input, _, _| written::run(input, Format::Csv)),
};
