//! `rename`: give columns other names.

use super::columns::{named, taken};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::source::Span;
use crate::value::{Column, Frame, Schema, Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "rename",
        summary: "give columns other names",
        details: "All names change at once. Nushell's `rename a b c`, which names columns by \
their places, is not taken, for it says something else when a column is added.",
        input: Input::Row,
        params: &[
            Param { name: "old", shape: Shape::Column, arity: Arity::Optional, doc: "the column" },
            Param {
                name: "new",
                shape: Shape::NewColumn,
                arity: Arity::Optional,
                doc: "its new name",
            },
        ],
        flags: &[Flag {
            name: "column",
            short: Some('c'),
            shape: Some(Shape::Any),
            doc: "a record of old and new names",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "one column",
                text: "[{hostname: \"web01\", n: 4}] | rename hostname \"host\"",
                prints: "{\"host\":\"web01\",\"n\":4}",
            },
            Example {
                doc: "several at once, which may trade names",
                text: "[{a: 1, b: 2, c: 3}] | rename --column {a: \"b\", b: \"a\"}",
                prints: "{\"b\":1,\"a\":2,\"c\":3}",
            },
            Example {
                doc: "a field of a record",
                text: "{a: 1} | rename a \"b\"",
                prints: "{\"b\":1}",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let given = args.first("old").is_some();
    if given && args.first("new").is_none() {
        let problem = Diagnostic::error(codes::MISSING_ARGUMENT, "the new name is missing");
        checking.problem(problem.at(args.span, "").help("write `rename OLD NEW`"));
    } else if !given && args.first("column").is_none() {
        let problem = Diagnostic::error(codes::MISSING_ARGUMENT, "`rename` needs a column");
        checking.problem(problem.at(args.span, "").help("write `rename OLD NEW`"));
    }
    match renamed(&schema, &args) {
        Ok(Some(schema)) => Type::Table(schema),
        Ok(None) => Type::Unknown,
        Err(problem) => {
            checking.problem(*problem);
            Type::Unknown
        }
    }
}

/// The schema under its new names; none while they are not known.
fn renamed(schema: &Schema, args: &Args) -> Result<Option<Schema>> {
    let Some(names) = names(args)? else { return Ok(None) };
    if let Some((old, _, span)) = names.iter().find(|(old, ..)| schema.get(old).is_none()) {
        if schema.is_open() {
            return Ok(None);
        }
        return Err(given::unknown(old, "column", *span, schema).into());
    }
    let new = |name: &str| {
        let found = names.iter().find(|(old, ..)| old == name);
        found.map_or_else(|| name.to_owned(), |(_, new, _)| new.clone())
    };
    let columns = schema.columns().iter();
    let columns = columns.map(|column| Column::new(new(&column.name), column.ty.clone()));
    let columns = columns.collect::<Vec<_>>();
    for (at, column) in columns.iter().enumerate() {
        if columns.iter().take(at).any(|before| before.name == column.name) {
            let span = names.iter().find(|(_, new, _)| *new == column.name);
            let span = span.map_or(args.span, |(.., span)| *span);
            let help = "rename or reject the other one first";
            return Err(taken(&column.name).at(span, "").help(help).into());
        }
    }
    Ok(Some(Schema::closed(columns)))
}

/// Old and new names, and where they were written; none while they are not known.
fn names(args: &Args) -> Result<Option<Vec<(String, String, Span)>>> {
    let mut names = Vec::new();
    if let (Some(_), Some(new)) = (args.first("old"), args.first("new")) {
        let Some((old, new_name)) = args.text("old").zip(new.text()) else { return Ok(None) };
        names.push((old.to_owned(), new_name.to_owned(), new.span));
    }
    let Some(pairs) = args.first("column") else { return Ok(Some(names)) };
    let Some(value) = pairs.value() else { return Ok(None) };
    let wrong = || {
        Diagnostic::error(codes::BAD_ARGUMENT, "new names are given as a record of texts")
            .at(pairs.span, "")
            .help("write `--column {old: \"new\"}`")
    };
    let Value::Record { val, .. } = value else { return Err(wrong().into()) };
    for (old, new) in val.iter() {
        let Value::String { val: new, .. } = new else { return Err(wrong().into()) };
        names.push((old.clone(), new.clone(), pairs.span));
    }
    Ok(Some(names))
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(schema) = renamed(&frame.schema, args)? else { return Ok(frame) };
    let pairs = frame.schema.columns().iter().zip(schema.columns());
    let columns = pairs.map(|(old, new)| named(&old.name).alias(new.name.as_str()));
    let columns = columns.collect::<Vec<_>>();
    Ok(Frame::with(frame.lazy.select(columns), schema).reading(frame.origins))
}
