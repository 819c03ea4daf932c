//! `to text`: turn a value into text, or a list into lines.

use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, plain_scalar, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to text",
        summary: "turn a value into text, or a list into lines",
        details: "Single values are written as by `into string`.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a line each item",
                text: "[\"a\" \"b\"] | to text",
                prints: "\"a\\nb\"",
            },
            Example { doc: "a value", text: "4KiB | to text", prints: "\"4KiB\"" },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item = match checking.input.non_null() {
        Type::List(item) => item.non_null().clone(),
        other => other.clone(),
    };
    if given::has_parts(&item) {
        let message = format!("a value of type {} has no text", checking.input);
        let problem = given::clash(message, checking.args.span);
        checking.problem(
            problem.help("`to json` or `to csv` writes it, `get COLUMN` takes one column"),
        );
    }
    Type::String
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = match input {
        Value::List { vals, .. } => vals.into_owned(),
        single => vec![single],
    };
    let lines = items.iter().map(|item| {
        plain_scalar(item).ok_or_else(|| {
            let problem = Diagnostic::error(codes::FORMAT, "null has no text").at(args.span, "");
            Box::new(
                problem.help(
                    "`compact` leaves nulls out of a list, `default \"-\"` puts a text there",
                ),
            )
        })
    });
    Ok(scalar::text(lines.collect::<Result<Vec<_>>>()?.join("\n")))
}
