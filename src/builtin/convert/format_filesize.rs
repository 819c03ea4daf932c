//! `format filesize`: write a filesize in a unit.

use super::units;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

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
        flags: &[Flag {
            name: "precision",
            short: Some('p'),
            shape: Some(Shape::Count),
            doc: "how many digits behind the point",
        }],
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
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args;
    if let Some((name, span)) = args.texts("unit").next()
        && let Err(problem) = units::factor(name, units::DATA)
    {
        checking.problem(*problem.or_at(span));
    }
    Type::String
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let amount = match &input {
        Value::Filesize { val, .. } => val.get(),
        other => return Err(given::unlike(other, "a filesize")),
    };
    let unit = args.text("unit").unwrap_or("B");
    let factor = units::factor(unit, units::DATA)?;
    #[expect(clippy::cast_precision_loss, reason = "it is rounded for people")]
    let amount = amount as f64 / factor as f64;
    let amount = match args.count("precision") {
        Some(digits) => format!("{amount:.*}", digits.min(MOST)),
        None => {
            let digits = format!("{amount:.2}");
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    Ok(scalar::text(format!("{amount} {unit}")))
}

/// More digits than a float has would be made up.
const MOST: usize = 17;
