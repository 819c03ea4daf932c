//! `drop`: leave out the last rows or items.

use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;
use polars::prelude::IdxSize;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "drop",
        summary: "leave out the last rows or items",
        details: "Columns are dropped by `reject`, the first rows by `skip`.",
        input: Input::Rows,
        params: &[Param {
            name: "count",
            shape: Shape::Count,
            arity: Arity::Optional,
            doc: "how many, 1 when it is left out",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "rows",
                text: "[{n: 1} {n: 2} {n: 3}] | drop",
                prints: "{\"n\":1}\n{\"n\":2}",
            },
            Example { doc: "items", text: "[1 2 3] | drop 2 | to json", prints: "\"[1]\"" },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Whole(run),
};

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let count = i64::try_from(args.count("count").unwrap_or(1)).unwrap_or(i64::MAX);
    let lazy = frame.lazy.reverse().slice(count, IdxSize::MAX).reverse();
    Ok(Frame { lazy, ..frame })
}
