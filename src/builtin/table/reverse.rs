//! `reverse`: turn the order of rows or items round.

use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "reverse",
        summary: "turn the order of rows or items round",
        details: "",
        input: Input::Rows,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "rows",
                text: "[{n: 1} {n: 2}] | reverse",
                prints: "{\"n\":2}\n{\"n\":1}",
            },
            Example {
                doc: "a list",
                text: "[1 null 3] | reverse | to json",
                prints: "\"[3,null,1]\"",
            },
            Example { doc: "an empty list", text: "[] | reverse | to json", prints: "\"[]\"" },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Whole(run),
};

fn run(frame: Frame, _: &Args) -> Result<Frame> {
    Ok(Frame { lazy: frame.lazy.reverse(), ..frame })
}
