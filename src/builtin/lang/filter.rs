//! `filter`: keep the rows or items for which a closure yields true.

use super::truth;
use crate::command::{Body, Calling, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "filter",
        summary: "keep the rows or items for which a closure yields true",
        details: "It is for lists, and for what a condition cannot say. Rows of a table are kept by \
                  `where`, which is faster and reads better.",
        input: Input::Rows,
        params: &[truth::CLOSURE],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "numbers above 2",
                text: "[1 2 3 4] | filter {|n| $n > 2 } | to json",
                prints: "\"[3,4]\"",
            },
            Example {
                doc: "rows by a list in them",
                text: "[{host: \"a\", tags: [\"prod\"]} {host: \"b\", tags: []}] \
                       | filter {|row| $row.tags | is-not-empty } | get host",
                prints: "[\"a\"]",
            },
        ],
    },
    output: &truth::same,
    body: Body::Call(Calling::Keep),
};
