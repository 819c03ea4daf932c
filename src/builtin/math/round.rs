//! `math round`: round a number.

use super::number;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math round",
        summary: "round a number",
        details: "Halves are rounded away from zero. With `--precision` the result is a float.",
        input: Input::Number,
        params: &[],
        flags: &[Flag {
            name: "precision",
            short: Some('p'),
            shape: Some(Shape::Count),
            doc: "how many digits to keep behind the point",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "to a whole number",
                text: "[1.5 2.5 -1.5] | math round | to json",
                prints: "\"[2,3,-2]\"",
            },
            Example {
                doc: "to digits behind the point",
                text: "3.14159 | math round --precision 2",
                prints: "3.14",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    if checking.args.switch("precision") { Type::Float } else { Type::Int }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let value = number::float(&input)?;
    Ok(match args.count("precision") {
        // The formatter rounds exactly, which a multiplication by a power of ten does not.
        Some(digits) => {
            scalar::float(format!("{value:.*}", digits.min(MOST)).parse().unwrap_or(value))
        }
        None if matches!(input, Value::Int { .. }) => input,
        None => scalar::int(number::whole(value.round())?),
    })
}

/// A float has no more digits than that.
const MOST: usize = 308;
