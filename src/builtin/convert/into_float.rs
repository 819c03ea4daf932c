//! `into float`: turn a value into a number.

use super::outcome;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into float",
        summary: "turn a value into a number",
        details: "",
        input: Input::Plain,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "a text", text: "\"0.35\" | into float", prints: "0.35" },
            Example { doc: "an int", text: "3 | into float", prints: "3.0" },
            Example {
                doc: "a list",
                text: "[\"1e3\" null] | into float | to json",
                prints: "\"[1000.0,null]\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    outcome::output(checking, Type::Float, &[Type::String, Type::Int, Type::Float, Type::Bool])
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => {
            val.trim().parse().ok().filter(|f: &f64| f.is_finite()).map(scalar::float)
        }
        #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
        Value::Int { val, .. } => Some(scalar::float(*val as f64)),
        Value::Float { val, .. } => Some(scalar::float(*val)),
        Value::Bool { val, .. } => Some(scalar::float(if *val { 1.0 } else { 0.0 })),
        _ => None,
    };
    outcome::or_else(
        converted,
        &input,
        "number",
        args,
        "write it with digits and a point, such as `0.5`",
    )
}
