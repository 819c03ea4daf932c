//! `into filesize`: turn a value into a filesize.

use super::outcome;
use super::units;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::units::DATA;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into filesize",
        summary: "turn a value into a filesize",
        details: "A number without a unit is bytes. Units of 1,000 are kB MB GB TB PB, those of \
1,024 KiB MiB GiB TiB PiB.",
        input: Input::Plain,
        params: &[],
        flags: &[
            outcome::OR_NULL,
            Flag {
                name: "unit",
                short: Some('u'),
                shape: Some(Shape::Text),
                doc: "what a number without a unit counts",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a text",
                text: "[\"4KiB\" \"1.5 GB\" \"17\"] | into filesize | to json",
                prints: "\"[4096,1500000000,17]\"",
            },
            Example {
                doc: "a number of a unit",
                text: "2 | into filesize --unit \"GiB\"",
                prints: "2147483648",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    unit(checking);
    outcome::output(
        checking,
        Type::Filesize,
        &[Type::String, Type::Int, Type::Float, Type::Filesize],
    )
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => {
            units::sum(val, DATA, Some(factor(args).unwrap_or(1))).map(scalar::filesize)
        }
        Value::Int { val, .. } => factor(args).unwrap_or(1).checked_mul(*val).map(scalar::filesize),
        Value::Float { val, .. } => {
            // The digits of a float are what people have written.
            units::sum(&val.to_string(), DATA, Some(factor(args).unwrap_or(1)))
                .map(scalar::filesize)
        }
        Value::Filesize { .. } => Some(input.clone()),
        _ => None,
    };
    outcome::or_else(converted, &input, "filesize", args, "write it with a unit, such as `4MiB`")
}

/// The unit must be one.
fn unit(checking: &mut Checking<'_>) {
    let args = checking.args;
    if let Some((name, span)) = args.texts("unit").next()
        && let Err(problem) = units::factor(name, DATA)
    {
        checking.problem(*problem.or_at(span));
    }
}

/// What a number counts, if that is said.
fn factor(args: &Args) -> Option<i64> {
    units::factor(args.text("unit")?, DATA).ok()
}
