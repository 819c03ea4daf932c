//! `where`: keep the rows for which a condition is true.

use crate::command::{
    ArgKind, Args, Arity, Body, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Frame;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "where",
        summary: "keep the rows for which a condition is true",
        details: "Bare words in the condition are columns. A row for which it is null, because a \
                  value in it is unknown, is not kept.",
        input: Input::Table,
        params: &[Param {
            name: "condition",
            shape: Shape::Condition,
            arity: Arity::One,
            doc: "what must be true of a row",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "rows with more than one core",
                text: "[{host: \"a\", cores: 1}, {host: \"b\", cores: 8}] | where cores > 1",
                prints: "{\"host\":\"b\",\"cores\":8}",
            },
            Example {
                doc: "a pattern and a list",
                text: "[{os: \"debian\", v: 12}, {os: \"alpine\", v: 3}] \
                       | where os =~ '^deb' and v in [11, 12]",
                prints: "{\"os\":\"debian\",\"v\":12}",
            },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Rows(run),
};

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    match args.first("condition").map(|arg| &arg.kind) {
        Some(ArgKind::Columns(_, Some(condition))) => Ok(frame.filter(condition.0.clone())),
        _ => Ok(frame),
    }
}
