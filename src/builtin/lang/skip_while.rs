//! `skip while`: leave out the first rows or items, as long as a closure yields true.

use super::truth;
use crate::command::{Body, Calling, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "skip while",
        summary: "leave out the first rows or items while a closure yields true",
        details: "All stay that follow the first one for which the closure does not yield true.",
        input: Input::Rows,
        params: &[truth::CLOSURE],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "from the first that is big",
            text: "[1 2 5 1] | skip while {|n| $n < 3 } | to json",
            prints: "\"[5,1]\"",
        }],
    },
    output: &truth::same,
    body: Body::Call(Calling::SkipWhile),
};
