//! `first`: the first rows.

use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "first",
        summary: "keep the first rows, or the first items of a list",
        details: "What feeds it stops once the rows stand: `hosts | discover cpu | first 5` \
                  contacts no more hosts than it needs, and the rest ends as `skipped`.",
        input: Input::Rows,
        params: &[Param {
            name: "count",
            shape: Shape::Count,
            arity: Arity::Optional,
            doc: "how many, 1 when it is left out",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "two rows",
            text: "[{n: 1}, {n: 2}, {n: 3}] | first 2",
            prints: "{\"n\":1}\n{\"n\":2}",
        }],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Limit(rows),
};

fn rows(args: &Args) -> usize {
    args.count("count").unwrap_or(1)
}
