//! `into duration`: turn a value into a duration.

use super::outcome;
use super::units;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::units::TIME;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into duration",
        summary: "turn a value into a duration",
        details: "Units are those of the language: ns us ms s sec min h hr d day wk. Nushell \
takes a number without a unit for nanoseconds; here `--unit` says what it \
counts.",
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
                text: "\"1hr 30min\" | into duration",
                prints: "5400000000000",
            },
            Example {
                doc: "a number of a unit",
                text: "[90 null] | into duration --unit \"sec\" | to json",
                prints: "\"[90000000000,null]\"",
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
        Type::Duration,
        &[Type::String, Type::Int, Type::Float, Type::Duration],
    )
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => units::sum(val, TIME, factor(args)).map(scalar::duration),
        Value::Int { val, .. } => {
            factor(args).and_then(|f| f.checked_mul(*val)).map(scalar::duration)
        }
        Value::Float { val, .. } => {
            // The digits of a float are what people have written.
            units::sum(&val.to_string(), TIME, factor(args)).map(scalar::duration)
        }
        Value::Duration { .. } => Some(input.clone()),
        _ => None,
    };
    outcome::or_else(
        converted,
        &input,
        "duration",
        args,
        "write it with units, such as `1hr 30min`",
    )
}

/// The unit must be one.
fn unit(checking: &mut Checking<'_>) {
    let args = checking.args;
    if let Some((name, span)) = args.texts("unit").next()
        && let Err(problem) = units::factor(name, TIME)
    {
        checking.problem(*problem.or_at(span));
    }
    let known = matches!(checking.input.non_null(), Type::Int | Type::Float);
    if known && args.text("unit").is_none() && !args.switch("unit") {
        let message = "a number alone is no duration";
        let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(args.span, "");
        checking.problem(problem.help("say what it counts, such as `--unit sec`"));
    }
}

/// What a number counts, if that is said.
fn factor(args: &Args) -> Option<i64> {
    units::factor(args.text("unit")?, TIME).ok()
}
