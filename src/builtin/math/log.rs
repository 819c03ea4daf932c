//! `math log`: compute the logarithm of a number to a base.

use super::number;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math log",
        summary: "compute the logarithm of a number to a base",
        details: "A number that has none is an error, and not NaN.",
        input: Input::Number,
        params: &[Param {
            name: "base",
            shape: Shape::Value(&Type::Float),
            arity: Arity::One,
            doc: "the base, such as `2` or `10`",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "to the base of 10",
                text: "[1000 1] | math log 10 | to json",
                prints: "\"[3.0,0.0]\"",
            },
            Example { doc: "to the base of 2", text: "8 | math log 2", prints: "3.0" },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args;
    if let Some(arg) = args.first("base")
        && let Some(base) = arg.value().and_then(|base| number::float(base).ok())
        && !is_base(base)
    {
        let message = "a base is above 0 and not 1";
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, ""));
    }
    Type::Float
}

fn is_base(base: f64) -> bool {
    base > 0.0 && base != 1.0
}

#[expect(clippy::float_cmp, reason = "bases with a function of their own")]
fn run(input: Value, args: &Args) -> Result<Value> {
    let base = args.first("base").and_then(|arg| arg.value()).map_or(Ok(10.0), number::float)?;
    let value = number::float(&input)?;
    // These two are exact for powers of the base.
    let result = if base == 10.0 {
        value.log10()
    } else if base == 2.0 {
        value.log2()
    } else {
        value.log(base)
    };
    number::existing(result, value, "logarithm").map(scalar::float)
}
