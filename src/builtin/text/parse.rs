//! `parse`: make a table of texts by a pattern.

use super::pattern;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::source::Span;
use crate::value::{Column, Data, Rows, Schema, Type, scalar};
use regex::Regex;
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "parse",
        summary: "make a table of texts by a pattern",
        details: "A `{name}` is the shortest part that lets the rest fit, the last one takes all \
that is left; `{_}` fits and gets no column. With `--regex` each named group \
is a column. The pattern has to fit the whole text, with `--regex` a part of \
it. Nushell leaves texts that do not fit out silently; here that is `--skip`. \
All columns are texts.",
        input: Input::Texts,
        params: &[Param {
            name: "pattern",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what the texts look like",
        }],
        flags: &[
            Flag {
                name: "regex",
                short: Some('r'),
                shape: None,
                doc: "the pattern is a regular expression",
            },
            Flag {
                name: "skip",
                short: Some('s'),
                shape: None,
                doc: "leave out texts that do not fit",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "parts in braces become columns",
                text: "[\"GET /a\" \"PUT /b\"] | parse \"{method} {path}\"",
                prints: "{\"method\":\"GET\",\"path\":\"/a\"}\n{\"method\":\"PUT\",\"path\":\"/b\"}",
            },
            Example {
                doc: "named groups of a regular expression",
                text: "\"load 0.35\" | parse --regex \"load (?P<load>[0-9.]+)\"",
                prints: "{\"load\":\"0.35\"}",
            },
            Example {
                doc: "leave out what does not fit",
                text: "[\"a=1\" \"# x\" \"b=2\"] | parse \"{k}={v}\" --skip",
                prints: "{\"k\":\"a\",\"v\":\"1\"}\n{\"k\":\"b\",\"v\":\"2\"}",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args;
    let Some((text, span)) = args.texts("pattern").next() else { return Type::Unknown };
    match pattern_of(text, args.switch("regex"), span) {
        Ok(pattern) => {
            let columns = columns(&pattern);
            if columns.columns().is_empty() {
                let help = "put a name in braces, such as `{host} {load}`; with `--regex` name a \
                            group, such as `(?P<load>.*)`";
                let message = "the pattern names no column";
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
                checking.problem(problem.help(help));
            }
            Type::Table(columns)
        }
        Err(problem) => {
            checking.problem(*problem);
            Type::Unknown
        }
    }
}

fn pattern_of(text: &str, is_regex: bool, span: Span) -> Result<Regex> {
    if is_regex { pattern::read(text, span) } else { simple(text, span) }
}

/// `{name}` is a part, `{_}` one that gets no column, the rest stands for itself.
fn simple(text: &str, span: Span) -> Result<Regex> {
    let mut pattern = "(?s)^".to_owned();
    let mut rest = text;
    let mut names = Vec::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, "a `{` without its `}`");
            return Err(problem.at(span, "").into());
        };
        pattern.push_str(&regex::escape(before));
        rest = after;
        // The last part takes all that is left.
        let part = if rest.is_empty() { ".*" } else { ".*?" };
        if matches!(name, "" | "_") {
            pattern.push_str(part);
            continue;
        }
        if !is_name(name) {
            let message = format!("`{name}` is no name for a part");
            return Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
                .at(span, "")
                .help("names have letters, digits and `_`, and begin with none of the digits")
                .into());
        }
        if names.contains(&name) {
            let message = format!("the table would have two columns `{name}`");
            return Err(Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, "").into());
        }
        names.push(name);
        pattern.push_str(&format!("(?P<{name}>{part})"));
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    pattern::read(&pattern, span)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A named group is a column; it may be null when a text can fit without it.
fn columns(pattern: &Regex) -> Schema {
    let always = pattern.static_captures_len() == Some(pattern.captures_len());
    let ty = if always { Type::String } else { Type::String.nullable() };
    let names = pattern.capture_names().flatten();
    Schema::closed(names.map(|name| Column::new(name, ty.clone())).collect())
}

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    let Data::Value(value) = input else { return Ok(input) };
    let (text, span) = args.texts("pattern").next().unwrap_or(("", args.span));
    let pattern = pattern_of(text, args.switch("regex"), span)?;
    let schema = columns(&pattern);
    let mut rows = Rows::new(Arc::new(schema.clone()));
    for text in given::texts(&value)? {
        let Some(found) = pattern.captures(text) else {
            if args.switch("skip") {
                continue;
            }
            let message = format!("{} does not fit the pattern", given::shown(text));
            return Err(Diagnostic::error(codes::FORMAT, message)
                .at(span, "")
                .help("change the pattern, or leave such texts out with `--skip`")
                .into());
        };
        let cells = schema.columns().iter().map(|column| {
            scalar::or_null(found.name(&column.name), |part| scalar::text(part.as_str()))
        });
        rows.push(&cells.collect::<Vec<_>>())?;
    }
    Ok(Data::table(rows.finish()?))
}
