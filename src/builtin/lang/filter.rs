//! `filter`: keep what a closure says yes to.

use super::truth;
use crate::command::{
    Arity, Body, Calling, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::effect::Effects;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "filter",
        summary: "keep the rows or items for which a closure yields true",
        details: "For rows `where` is faster and is understood better; this is for items of a list, \
                  and for conditions that come as a closure.",
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
            doc: "the numbers above 1",
            text: "[1 2 3] | filter {|n| $n > 1 } | to json",
            prints: "\"[2,3]\"",
        }],
    },
    output: &output,
    body: Body::Call(Calling::Keep),
};

fn output(checking: &mut Checking<'_>) -> Type {
    truth::output(checking);
    checking.input.clone()
}
