//! `chunks`: cut rows or items into parts of the same size.

use super::parts;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Value;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "chunks",
        summary: "cut rows or items into parts of the same size",
        details: "The last part may be smaller. Each part of a table is a table: `for part in (hosts \
                  | chunks 10) { … }` goes through a fleet batch by batch.",
        input: Input::Rows,
        params: &[Param {
            name: "size",
            shape: Shape::Count,
            arity: Arity::One,
            doc: "how many rows or items a part has",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "items",
                text: "[1 2 3 4 5] | chunks 2 | to json",
                prints: "\"[[1,2],[3,4],[5]]\"",
            },
            Example {
                doc: "rows",
                text: "[{n: 1} {n: 2} {n: 3}] | chunks 2 | each {|part| $part | math sum n }",
                prints: "[3,3]",
            },
        ],
    },
    output: &parts::output,
    body: Body::Fold { narrow: parts::whole, run },
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let size = parts::size(args)?;
    parts::of(input, |items| items.chunks(size).map(<[Value]>::to_vec).collect())
}
