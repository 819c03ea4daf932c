//! `find`: rows or items that have a text in them.

use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{ChunkStream, Data, Type, Value, plain_text, scalar};
use futures_util::StreamExt;
use regex::{Regex, RegexBuilder};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "find",
        summary: "keep rows or items that have a text in them",
        details: "It is looked for in all columns, numbers and lists among them as they are \
                  shown, with either case. `where` with a column is faster and says more.",
        input: Input::Rows,
        params: &[Param {
            name: "text",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what to look for",
        }],
        flags: &[
            Flag {
                name: "case-sensitive",
                short: Some('s'),
                shape: None,
                doc: "tell capitals from small letters",
            },
            Flag {
                name: "regex",
                short: Some('r'),
                shape: None,
                doc: "the text is a regular expression",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "in any column",
                text: "[{host: \"web01\", os: \"Debian\"} {host: \"db01\", os: \"Alpine\"}] | find debian",
                prints: "{\"host\":\"web01\",\"os\":\"Debian\"}",
            },
            Example {
                doc: "in a list",
                text: "[\"web01\" \"db01\" \"web02\"] | find '^web.2' --regex | to json",
                prints: "\"[\\\"web02\\\"]\"",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    if let Err(problem) = pattern(checking.args) {
        checking.problem(*problem);
    }
    checking.input.clone()
}

fn pattern(args: &Args) -> Result<Regex> {
    let Some((text, span)) = args.texts("text").next() else {
        return Err(Diagnostic::error(codes::INTERNAL, "`find` without a text").into());
    };
    let text = if args.switch("regex") { text.to_owned() } else { regex::escape(text) };
    let built = RegexBuilder::new(&text).case_insensitive(!args.switch("case-sensitive")).build();
    built.map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let message = format!("this is no regular expression: {reason}");
        Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "").into()
    })
}

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    let pattern = pattern(args)?;
    match input.into_chunks() {
        Ok(chunks) => {
            let schema = Arc::clone(&chunks.schema);
            let found = chunks.chunks.map(move |chunk| {
                let chunk = chunk?;
                let rows = chunk.rows().enumerate();
                let found = rows.filter(|(_, row)| row.iter().any(|cell| has(cell, &pattern)));
                chunk.pick(&found.map(|(at, _)| at).collect::<Vec<_>>())
            });
            Ok(Data::Chunks(ChunkStream::new(schema, found)))
        }
        Err(Data::Value(Value::List { vals, .. })) => {
            let found = vals.into_owned().into_iter().filter(|item| has(item, &pattern));
            Ok(Data::Value(scalar::list(found.collect())))
        }
        Err(other) => Ok(other),
    }
}

/// Whether the text is in `value`, or in a part of it.
fn has(value: &Value, pattern: &Regex) -> bool {
    match value {
        Value::Record { val, .. } => val.values().any(|part| has(part, pattern)),
        Value::List { vals, .. } => vals.iter().any(|part| has(part, pattern)),
        Value::String { val, .. } => pattern.is_match(val),
        Value::Nothing { .. } => false,
        other => pattern.is_match(&plain_text(other)),
    }
}
