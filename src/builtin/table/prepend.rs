//! `prepend`: add rows or items at the beginning.

use super::stack;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "prepend",
        summary: "add rows or items at the beginning",
        details: "The columns must be the same, in any order; with `--fill` a column that one of \
them lacks is null there. Nushell fills in silently.",
        input: Input::Rows,
        params: &[stack::OTHER],
        flags: &[stack::FILL],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a row",
                text: "[{n: 1}] | prepend {n: 0}",
                prints: "{\"n\":0}\n{\"n\":1}",
            },
            Example { doc: "items", text: "[3] | prepend [1 2] | to json", prints: "\"[1,2,3]\"" },
        ],
    },
    output: &stack::output,
    body: Body::Stream(&|input, args, _| stack::run(input, args, false)),
};
