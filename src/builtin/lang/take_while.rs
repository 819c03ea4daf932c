//! `take while`: keep the first rows or items, as long as a closure yields true.

use super::truth;
use crate::command::{Arity, Body, Calling, Command, Example, Input, Param, Shape, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "take while",
        summary: "keep the first rows or items while a closure yields true",
        details: "It ends with the first one for which the closure does not yield true.",
        input: Input::Rows,
        params: &[Param {
            name: "closure",
            shape: Shape::ItemClosure,
            arity: Arity::One,
            doc: "what is asked of each",
        }],
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
