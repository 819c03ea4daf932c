//! `into bool`: turn a value into a truth value.

use super::outcome;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into bool",
        summary: "turn a value into a truth value",
        details: "0 is false, any other number true.",
        input: Input::Plain,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "words that people use",
                text: "[\"true\" \"No\" \"on\" \"0\"] | into bool | to json",
                prints: "\"[true,false,true,false]\"",
            },
            Example {
                doc: "numbers",
                text: "[0 5] | into bool | to json",
                prints: "\"[false,true]\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    outcome::output(checking, Type::Bool, &[Type::String, Type::Int, Type::Float, Type::Bool])
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => match val.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(scalar::boolean(true)),
            "false" | "no" | "off" | "0" => Some(scalar::boolean(false)),
            _ => None,
        },
        Value::Int { val, .. } => Some(scalar::boolean(*val != 0)),
        Value::Float { val, .. } => Some(scalar::boolean(*val != 0.0)),
        Value::Bool { .. } => Some(input.clone()),
        _ => None,
    };
    outcome::or_else(
        converted,
        &input,
        "truth value",
        args,
        "write true or false, yes or no, on or off, 1 or 0",
    )
}
