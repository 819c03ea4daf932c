//! `par-each`: call a closure with several items at once.

use super::each;
use crate::command::{
    Arity, Body, Calling, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, codes};
use crate::effect::Effects;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "par-each",
        summary: "call a closure with several rows or items at once",
        details: "As `each`, with up to 16 items at the same time, or as many as `--parallel` says; what \
                  comes out is in the order of the items. After an error no further item is begun, \
                  those that were are brought to their end, and the error of the first of them is \
                  told. Commands on hosts work in parallel by themselves: it is for programs of this \
                  machine, for requests, and for closures that compute much.",
        input: Input::Rows,
        params: &[Param {
            name: "closure",
            shape: Shape::ItemClosure,
            arity: Arity::One,
            doc: "what is called",
        }],
        flags: &[Flag {
            name: "parallel",
            short: Some('p'),
            shape: Some(Shape::Count),
            doc: "how many items at once, 16 unless said otherwise",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "wait for three things at once",
                text: "[1 2 3] | par-each {|n| sleep 10ms; $n * 2 }",
                prints: "[2,4,6]",
            },
            Example {
                doc: "make other rows of rows, two at a time",
                text: "[[name, n]; [\"a\", 1] [\"b\", 2]] | par-each --parallel 2 {|row| {name: $row.name, next: ($row.n + 1)} }",
                prints: "{\"name\":\"a\",\"next\":2}\n{\"name\":\"b\",\"next\":3}",
            },
        ],
    },
    output: &output,
    body: Body::Call(Calling::Parallel),
};

/// The most items at once: each has a thread of its own.
const MOST: usize = 1024;

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    if let Some(arg) = args.first("parallel")
        && args.count("parallel").is_some_and(|count| !(1..=MOST).contains(&count))
    {
        let message = format!("from 1 to {MOST} items can be worked on at once");
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, ""));
    }
    each::output(checking)
}
