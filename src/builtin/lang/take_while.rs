//! `take while`: keep the first rows or items, as long as a closure yields true.

use super::truth;
use crate::command::{Body, Calling, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "take while",
        summary: "keep the first rows or items while a closure yields true",
        details: "It ends with the first one for which the closure does not yield true.",
        input: Input::Rows,
        params: &[truth::CLOSURE],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "up to the first that is too big",
            text: "[1 2 5 1] | take while {|n| $n < 3 } | to json",
            prints: "\"[1,2]\"",
        }],
    },
    output: &truth::same,
    body: Body::Call(Calling::TakeWhile),
};
