//! `format filesize`: write a filesize in a unit.

use super::rounded;
use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Value;
use crate::value::units::DATA;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "format filesize",
        summary: "write a filesize in a unit",
        details: "It is rounded, to two digits behind the point unless `--precision` says how \
many.",
        input: Input::Filesize,
        params: &[Param {
            name: "unit",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "the unit, such as `MiB`",
        }],
        flags: &[rounded::PRECISION],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "in one unit",
                text: "1536B | format filesize \"KiB\"",
                prints: "\"1.5 KiB\"",
            },
            Example {
                doc: "with so many digits",
                text: "1GiB | format filesize \"GB\" --precision 3",
                prints: "\"1.074 GB\"",
            },
        ],
    },
    output: &|checking| rounded::output(checking, DATA),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    match &input {
        Value::Filesize { val, .. } => rounded::written(val.get(), args, DATA),
        other => Err(given::unlike(other, "a filesize")),
    }
}
