//! `last`: the last rows.

use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "last",
        summary: "keep the last rows, or the last items of a list",
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
            Example {
                doc: "two rows",
                text: "[{n: 1}, {n: 2}, {n: 3}] | last 2",
                prints: "{\"n\":2}\n{\"n\":3}",
            },
            Example {
                doc: "an item of a list",
                text: "[\"a\" \"b\"] | last | to json",
                prints: "\"[\\\"b\\\"]\"",
            },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Whole(run),
};

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let count = args.count("count").unwrap_or(1);
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Frame { lazy: frame.lazy.tail(count), ..frame })
}
