//! `format date`: write a date in another form.

use super::read;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use chrono::{Offset, SecondsFormat, Utc};
use std::fmt::Write as _;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "format date",
        summary: "write a date in another form",
        details: "The signs are those of strftime, and names of days and months are English \
wherever rebe runs. The time is UTC unless `--offset` says otherwise; names of \
zones are not known.",
        input: Input::Date,
        params: &[Param {
            name: "format",
            shape: Shape::Text,
            arity: Arity::Optional,
            doc: "signs such as `%Y-%m-%d %H:%M:%S`",
        }],
        flags: &[Flag {
            name: "offset",
            short: Some('o'),
            shape: Some(Shape::Text),
            doc: "the offset from UTC to write it in, such as `\"+02:00\"`",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a day",
                text: "\"2026-03-01T12:30:00Z\" | into datetime | format date \"%d.%m.%Y\"",
                prints: "\"01.03.2026\"",
            },
            Example {
                doc: "as it is at another place",
                text: "\"2026-03-01T23:30:00Z\" | into datetime | format date \"%a %H:%M\" --offset \"+01:00\"",
                prints: "\"Mon 00:30\"",
            },
            Example {
                doc: "RFC 3339 when no form is given",
                text: "\"2026-03-01\" | into datetime | format date",
                prints: "\"2026-03-01T00:00:00Z\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    read::check(checking);
    Type::String
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let Value::Date { val: instant, .. } = input else {
        return Err(given::unlike(&input, "a date"));
    };
    let there = match args.text("offset") {
        Some(text) => read::offset(text).ok_or_else(|| {
            let message = format!("`{text}` is no offset from UTC");
            Diagnostic::error(codes::BAD_ARGUMENT, message).at(args.span, "")
        })?,
        None => Utc.fix(),
    };
    let there = instant.with_timezone(&there);
    let Some(format) = args.text("format") else {
        let zulu = args.text("offset").is_none();
        return Ok(scalar::text(there.to_rfc3339_opts(SecondsFormat::AutoSi, zulu)));
    };
    let mut text = String::new();
    // A sign that no date has is an error of the formatter.
    write!(text, "{}", there.format(format)).map_err(|_| {
        let message = format!("`{format}` has a sign that no date has");
        Diagnostic::error(codes::BAD_ARGUMENT, message).at(args.span, "")
    })?;
    Ok(scalar::text(text))
}
