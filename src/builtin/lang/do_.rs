//! `do`: call a closure.

use crate::command::{Arity, Body, Calling, Command, Example, Input, Param, Shape, Signature};
use crate::effect::Effects;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "do",
        summary: "call a closure",
        details: "What stands behind the closure is given to its parameters. Variables that were set \
                  before the closure was written are there in it.",
        input: Input::Nothing,
        params: &[
            Param {
                name: "closure",
                shape: Shape::Closure,
                arity: Arity::One,
                doc: "what is called",
            },
            Param {
                name: "arguments",
                shape: Shape::Any,
                arity: Arity::Any,
                doc: "what it is called with",
            },
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "name a closure and call it",
            text: "let twice = {|n| $n * 2 }; do $twice 21",
            prints: "42",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Call(Calling::Once),
};
