//! `math abs`: take the sign away.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math abs",
        summary: "take the sign away",
        details: "",
        input: Input::Amount,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a list",
                text: "[-3 2.5 null] | math abs | to json",
                prints: "\"[3,2.5,null]\"",
            },
            Example { doc: "a duration", text: "(-5s) | math abs", prints: "5000000000" },
        ],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let whole = |value: i64| {
        value.checked_abs().ok_or_else(|| {
            let message = format!("the absolute value of {value} does not fit in 64 bits");
            Box::new(Diagnostic::error(codes::ARITHMETIC, message).at(args.span, ""))
        })
    };
    Ok(match &input {
        Value::Int { val, .. } => scalar::int(whole(*val)?),
        Value::Float { val, .. } => scalar::float(val.abs()),
        Value::Duration { val, .. } => scalar::duration(whole(*val)?),
        Value::Filesize { val, .. } => scalar::filesize(whole(val.get())?),
        other => return Err(given::unlike(other, "a number")),
    })
}
