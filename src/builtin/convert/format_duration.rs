//! `format duration`: write a duration in a unit.

use super::rounded;
use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Value;
use crate::value::units::TIME;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "format duration",
        summary: "write a duration in a unit",
        details: "It is rounded, to two digits behind the point unless `--precision` says how \
many.",
        input: Input::Duration,
        params: &[Param {
            name: "unit",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "the unit, such as `min`",
        }],
        flags: &[rounded::PRECISION],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "in one unit",
                text: "90s | format duration \"min\"",
                prints: "\"1.5 min\"",
            },
            Example {
                doc: "rounded",
                text: "[100ms null] | format duration \"sec\" --precision 0 | to json",
                prints: "\"[\\\"0 sec\\\",null]\"",
            },
        ],
    },
    output: &|checking| rounded::output(checking, TIME),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    match &input {
        Value::Duration { val, .. } => rounded::written(*val, args, TIME),
        other => Err(given::unlike(other, "a duration")),
    }
}
