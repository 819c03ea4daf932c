//! `unpivot`: turn columns into rows, one a cell.

use super::columns::{fitted, named};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type, scalar};
use polars::prelude::{UnionArgs, concat};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "unpivot",
        summary: "turn columns into rows, one a cell",
        details: "Each row becomes as many as there are columns named, with all other columns \
                  beside the name of the one and its cell. The columns must have one type. The \
                  rows of the first column come first, then those of the second; `pivot` is the \
                  way back.",
        input: Input::Table,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns whose cells become rows",
        }],
        flags: &[
            Flag {
                name: "name",
                short: None,
                shape: Some(Shape::NewColumn),
                doc: "what the column of names is called, `name` unless said otherwise",
            },
            Flag {
                name: "value",
                short: None,
                shape: Some(Shape::NewColumn),
                doc: "what the column of cells is called, `value` unless said otherwise",
            },
        ],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a column a month",
            text: "[{host: \"a\", jan: 1, feb: 2}] | unpivot jan feb --name month --value load",
            prints: "{\"host\":\"a\",\"month\":\"jan\",\"load\":1}\n\
                     {\"host\":\"a\",\"month\":\"feb\",\"load\":2}",
        }],
    },
    output: &output,
    body: Body::Whole(run),
};

/// The names that the two new columns get.
fn names(args: &Args) -> (&str, &str) {
    (args.text("name").unwrap_or("name"), args.text("value").unwrap_or("value"))
}

/// The columns of the result, of which the last holds the cells.
fn unpivoted(schema: &Schema, args: &Args) -> Result<Schema> {
    let (name, value) = names(args);
    let mut cells: Option<Type> = None;
    for (column, span) in args.texts("columns") {
        let ty = schema.get(column).map_or(Type::Unknown, |column| column.ty.clone());
        let joined = cells.as_ref().map_or(Some(ty.clone()), |cells| cells.join(&ty));
        cells = Some(joined.ok_or_else(|| {
            let before = cells.as_ref().map_or_else(String::new, Type::to_string);
            let message = format!("`{column}` is of type {ty}, those before it {before}");
            given::clash(message, span).help("turn them into one type first, such as with `cast`")
        })?);
    }
    let gone = args.texts("columns").map(|(name, _)| name).collect::<Vec<_>>();
    let mut result = Schema::default();
    let kept = schema.columns().iter().filter(|column| !gone.contains(&column.name.as_str()));
    kept.for_each(|column| result.put(column.clone()));
    for (new, flag) in [(name, "name"), (value, "value")] {
        if result.get(new).is_some() {
            let message = format!("there is a column `{new}` already");
            return Err(Diagnostic::error(codes::DUPLICATE_NAME, message)
                .at(args.first(flag).map_or(args.span, |arg| arg.span), "")
                .help(format!("call it otherwise with `--{flag} NAME`"))
                .into());
        }
        let ty = if flag == "name" { Type::String } else { cells.clone().unwrap_or(Type::Unknown) };
        result.put(Column::new(new, ty));
    }
    Ok(result)
}

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    if schema.is_open() {
        return Type::Table(Schema::open());
    }
    unpivoted(&schema, checking.args).map_or_else(
        |problem| {
            checking.problem(*problem);
            Type::Unknown
        },
        Type::Table,
    )
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let schema = unpivoted(&frame.schema, args)?;
    let (name, value) = names(args);
    let ty = schema.get(value).map_or(Type::Unknown, |column| column.ty.clone());
    let kept = schema.columns().iter().filter(|column| column.name != name && column.name != value);
    let kept = kept.map(|column| named(&column.name)).collect::<Vec<_>>();
    let mut parts = Vec::new();
    for (column, _) in args.texts("columns") {
        let Some(from) = frame.schema.get(column) else { continue };
        let mut columns = kept.clone();
        columns.push(super::columns::literal(&scalar::text(column), &Type::String)?.alias(name));
        columns.push(fitted(from, &ty).alias(value));
        parts.push(frame.lazy.clone().select(columns));
    }
    let lazy = concat(parts, UnionArgs::default())
        .map_err(|error| Diagnostic::error(codes::INTERNAL, error.to_string()))?;
    Ok(Frame::with(lazy, schema).reading(frame.origins))
}
