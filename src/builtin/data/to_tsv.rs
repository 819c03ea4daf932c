//! `to tsv`: a value as TSV text.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to tsv",
        summary: "turn a table into TSV text",
        details: "CSV with tabs between the cells, below a line of column names. Filesizes become bytes and \
                  durations nanoseconds; null is an empty cell, an empty text one in quotes.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "[{host: \"a\", n: 1}] | to tsv",
            prints: "\"host\\tn\\na\\t1\\n\"",
        }],
    },
    output: &written::output,
    body: Body::Stream(&|input, _, _| written::run(input, Format::Tsv)),
};
