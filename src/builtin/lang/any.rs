//! `any`: whether a closure yields true for some item.

use super::truth;
use crate::command::{Body, Calling, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "any",
        summary: "whether something is true for some row or item",
        details: "It ends with the first one for which the closure yields true.",
        input: Input::Rows,
        params: &[truth::CLOSURE],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a number above 2",
            text: "[1 2 3] | any {|n| $n > 2 }",
            prints: "true",
        }],
    },
    output: &truth::output,
    body: Body::Call(Calling::Any),
};
