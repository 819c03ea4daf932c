//! `all`: whether a closure yields true for every item.

use super::truth;
use crate::command::{Body, Calling, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "all",
        summary: "whether something is true for every row or item",
        details: "It ends with the first one for which the closure does not yield true; of nothing it is true.",
        input: Input::Rows,
        params: &[truth::CLOSURE],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "all numbers are above 0",
            text: "[1 2 3] | all {|n| $n > 0 }",
            prints: "true",
        }],
    },
    output: &truth::output,
    body: Body::Call(Calling::All),
};
