//! `uniq-by`: leave out rows whose values in some columns were there before.

use super::columns::named;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;
use polars::prelude::UniqueKeepStrategy;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "uniq-by",
        summary: "leave out rows whose values in some columns were there before",
        details: "The first row stays, in its place; sort before to choose which one that is.",
        input: Input::Table,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns that are compared",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the first of each",
            text: "[{os: \"a\", n: 1} {os: \"b\", n: 2} {os: \"a\", n: 3}] | uniq-by os",
            prints: "{\"os\":\"a\",\"n\":1}\n{\"os\":\"b\",\"n\":2}",
        }],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Whole(run),
};

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let names = args.texts("columns").map(|(name, _)| named(name)).collect::<Vec<_>>();
    let lazy = frame.lazy.unique_stable_generic(Some(names), UniqueKeepStrategy::First);
    Ok(Frame { lazy, ..frame })
}
