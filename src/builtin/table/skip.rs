//! `skip`: leave out the first rows or items.

use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;
use polars::prelude::IdxSize;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "skip",
        summary: "leave out the first rows or items",
        details: "",
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
            Example { doc: "rows", text: "[{n: 1} {n: 2} {n: 3}] | skip 2", prints: "{\"n\":3}" },
            Example { doc: "items", text: "[1 2 3] | skip | to json", prints: "\"[2,3]\"" },
            Example {
                doc: "more than there are",
                text: "[1 2] | skip 5 | to json",
                prints: "\"[]\"",
            },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Whole(run),
};

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let count = i64::try_from(args.count("count").unwrap_or(1)).unwrap_or(i64::MAX);
    Ok(Frame { lazy: frame.lazy.slice(count, IdxSize::MAX), ..frame })
}
