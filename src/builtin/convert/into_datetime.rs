//! `into datetime`: turn a value into a date.

use super::outcome;
use super::units;
use crate::builtin::date::read;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::units::TIME;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into datetime",
        summary: "turn a value into a date",
        details: "Texts may be by RFC 3339, RFC 2822, or a day with or without a time of it. \
Where no offset is given the time is UTC, wherever rebe runs. An int needs \
`--unit`, for it may count anything from seconds to nanoseconds since 1970. \
`--format` takes the signs of strftime.",
        input: Input::Plain,
        params: &[],
        flags: &[
            Flag {
                name: "format",
                short: Some('f'),
                shape: Some(Shape::Text),
                doc: "the form of the texts, in signs such as `%Y-%m-%d %H:%M`",
            },
            outcome::OR_NULL,
            Flag {
                name: "unit",
                short: Some('u'),
                shape: Some(Shape::Text),
                doc: "what an int counts since 1970",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "by RFC 3339",
                text: "\"2026-03-01T12:30:00+01:00\" | into datetime",
                prints: "\"2026-03-01T11:30:00Z\"",
            },
            Example {
                doc: "without an offset it is UTC",
                text: "[\"2026-03-01\" \"2026-03-01 08:15\"] | into datetime | to json",
                prints: "\"[\\\"2026-03-01T00:00:00Z\\\",\\\"2026-03-01T08:15:00Z\\\"]\"",
            },
            Example {
                doc: "another form",
                text: "\"01.03.2026\" | into datetime --format \"%d.%m.%Y\"",
                prints: "\"2026-03-01T00:00:00Z\"",
            },
            Example {
                doc: "seconds since 1970",
                text: "1772368200 | into datetime --unit \"sec\"",
                prints: "\"2026-03-01T12:30:00Z\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    unit(checking);
    read::check(checking);
    outcome::output(checking, Type::Date, &[Type::String, Type::Int, Type::Date])
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let converted = match &input {
        Value::String { val, .. } => match args.text("format") {
            Some(format) => read::formed(val, format),
            None => read::usual(val),
        }
        .and_then(|instant| instant.timestamp_nanos_opt())
        .map(scalar::date),
        Value::Int { val, .. } => factor(args).and_then(|f| f.checked_mul(*val)).map(scalar::date),
        Value::Date { .. } => Some(input.clone()),
        _ => None,
    };
    outcome::or_else(
        converted,
        &input,
        "date",
        args,
        "write it such as `2026-03-01T12:30:00Z`, or say its form with `--format`",
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
    let known = matches!(checking.input.non_null(), Type::Int);
    if known && args.text("unit").is_none() && !args.switch("unit") {
        let message = "a number alone is no date";
        let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(args.span, "");
        checking.problem(problem.help("say what it counts since 1970, such as `--unit sec`"));
    }
}

/// What a number counts, if that is said.
fn factor(args: &Args) -> Option<i64> {
    units::factor(args.text("unit")?, TIME).ok()
}
