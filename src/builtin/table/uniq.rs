//! `uniq`: leave out rows or items that were there before.

use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;
use polars::prelude::UniqueKeepStrategy;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "uniq",
        summary: "leave out rows or items that were there before",
        details: "The first of them stays, in its place; they need not follow each other. Null \
is equal to null.",
        input: Input::Rows,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "items of a list",
                text: "[\"a\" \"b\" \"a\"] | uniq | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\"]\"",
            },
            Example {
                doc: "rows",
                text: "[{n: 1} {n: 1} {n: null} {n: null}] | uniq",
                prints: "{\"n\":1}\n{\"n\":null}",
            },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Whole(run),
};

fn run(frame: Frame, _: &Args) -> Result<Frame> {
    Ok(Frame { lazy: frame.lazy.unique_stable(None, UniqueKeepStrategy::First), ..frame })
}
