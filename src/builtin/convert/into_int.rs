//! `into int`: turn a value into a whole number.

use super::outcome;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into int",
        summary: "turn a value into a whole number",
        details: "A filesize becomes its bytes, a duration its nanoseconds, true 1 and false 0. \
A float with a fraction is an error: Nushell cuts the fraction off, here `math \
round`, `math floor` or `math ceil` say what to do with it.",
        input: Input::Plain,
        params: &[],
        flags: &[
            outcome::OR_NULL,
            Flag {
                name: "radix",
                short: Some('r'),
                shape: Some(Shape::Count),
                doc: "the base of the digits of a text, from 2 to 36",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "a text", text: "\" 42\" | into int", prints: "42" },
            Example {
                doc: "a list; what is no number becomes null",
                text: "[\"7\" \"n/a\" null] | into int --or-null | to json",
                prints: "\"[7,null,null]\"",
            },
            Example {
                doc: "hexadecimal digits",
                text: "\"ff\" | into int --radix 16",
                prints: "255",
            },
            Example { doc: "a filesize in bytes", text: "4KiB | into int", prints: "4096" },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    radix(checking);
    outcome::output(
        checking,
        Type::Int,
        &[Type::String, Type::Int, Type::Float, Type::Bool, Type::Duration, Type::Filesize],
    )
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => read(val, args.count("radix").unwrap_or(10)),
        Value::Int { val, .. } | Value::Duration { val, .. } => Some(*val),
        Value::Float { val, .. } => whole(*val),
        Value::Bool { val, .. } => Some(i64::from(*val)),
        Value::Filesize { val, .. } => Some(val.get()),
        _ => None,
    };
    outcome::or_else(
        converted.map(scalar::int),
        &input,
        "whole number",
        args,
        "write digits alone, and round a fraction with `math round` first",
    )
}

fn read(text: &str, radix: usize) -> Option<i64> {
    let text = text.trim().replace('_', "");
    i64::from_str_radix(&text, u32::try_from(radix).ok()?).ok()
}

/// `value` as an int, if that is exact.
fn whole(value: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "range and fraction are checked")]
    #[expect(clippy::cast_precision_loss, reason = "the bound is a power of two")]
    (value.fract() == 0.0 && value.abs() < i64::MAX as f64).then_some(value as i64)
}

/// Digits exist for the bases from 2 to 36.
fn radix(checking: &mut Checking<'_>) {
    let args = checking.args;
    if let (Some(radix), Some(arg)) = (args.count("radix"), args.first("radix"))
        && !(2..=36).contains(&radix)
    {
        let message = format!("there are no digits for a base of {radix}");
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
        checking.problem(problem.help("a base goes from 2 to 36"));
    }
}
