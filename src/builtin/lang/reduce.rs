//! `reduce`: carry a value from item to item.

use crate::command::{
    Arity, Body, Calling, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::effect::Effects;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "reduce",
        summary: "carry a value from row to row or item to item",
        details: "The closure is called with each item and with what it yielded for the one before. \
                  What it yields for the last one is the result. Without `--fold` the first item is \
                  what the second one finds, and there has to be one.",
        input: Input::Rows,
        params: &[Param {
            name: "closure",
            shape: Shape::FoldClosure,
            arity: Arity::One,
            doc: "what is called, with an item and the value so far",
        }],
        flags: &[
            Flag {
                name: "fold",
                short: Some('f'),
                shape: Some(Shape::Any),
                doc: "the value that the first item finds",
            },
            Flag {
                name: "until",
                short: None,
                shape: Some(Shape::FoldClosure),
                doc: "end early, once this closure yields true for the value so far",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "multiply numbers",
                text: "[2 3 7] | reduce --fold 1 {|n, so_far| $n * $so_far }",
                prints: "42",
            },
            Example {
                doc: "the first power of two above 100",
                text: "1..64 | reduce --fold 1 --until {|n| $n > 100 } {|_, n| $n * 2 }",
                prints: "128",
            },
            Example {
                doc: "begin with a value",
                text: "[[disk]; [4GiB], [1GiB]] | reduce --fold 0b {|row, sum| $sum + $row.disk }",
                prints: "5368709120",
            },
        ],
    },
    output: &output,
    body: Body::Call(Calling::Fold),
};

fn output(checking: &mut Checking<'_>) -> Type {
    checking.args.first("closure").map_or(Type::Unknown, crate::command::Arg::ty)
}
