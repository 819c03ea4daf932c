//! `bin-by`: put times and numbers into bins of the same size.

use super::columns::named;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type, Value, physical};
use polars::prelude::{ChunkApply, Column as Cells, DataType, Expr, IntoColumn, IntoSeries, lit};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "bin-by",
        summary: "put times and numbers into bins of the same size",
        details: "Each value becomes the beginning of its bin, so that `group-by` can count them: \
                  `bin-by seen 1hr | group-by seen`. Bins of dates begin at 1970-01-01 UTC, all \
                  others at 0.",
        input: Input::Table,
        params: &[
            Param {
                name: "column",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column of times or numbers",
            },
            Param {
                name: "size",
                shape: Shape::Any,
                arity: Arity::One,
                doc: "how large a bin is: a duration for dates and durations, else as the column",
            },
        ],
        flags: &[Flag {
            name: "as",
            short: None,
            shape: Some(Shape::NewColumn),
            doc: "a new column for it; without it, the column is replaced",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "how many an hour",
                text: "[{at: 2026-01-02T10:05:00Z} {at: 2026-01-02T10:55:00Z} {at: 2026-01-02T11:01:00Z}] | bin-by at 1hr | group-by at",
                prints: "{\"at\":\"2026-01-02T10:00:00Z\",\"count\":2}\n\
                         {\"at\":\"2026-01-02T11:00:00Z\",\"count\":1}",
            },
            Example {
                doc: "numbers, below 0 too",
                text: "[{n: 7} {n: -1}] | bin-by n 5 --as bin",
                prints: "{\"n\":7,\"bin\":5}\n{\"n\":-1,\"bin\":-5}",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

/// The type that bins of a column of type `ty` have.
fn size_of(ty: &Type) -> Option<Type> {
    match ty.non_null() {
        Type::Date | Type::Duration => Some(Type::Duration),
        own @ (Type::Int | Type::Float | Type::Filesize) => Some(own.clone()),
        _ => None,
    }
}

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let Some((name, span)) = args.texts("column").next() else { return Type::Unknown };
    let Some(column) = schema.get(name).cloned() else { return checking.input.clone() };
    let size = args.first("size");
    if *column.ty.non_null() != Type::Unknown {
        match (size_of(&column.ty), size) {
            (None, _) => {
                let message = format!("`{name}` is of type {}, which has no bins", column.ty);
                let help = "dates, durations, filesizes and numbers have";
                checking.problem(given::clash(message, span).help(help));
            }
            (Some(wanted), Some(size)) if !size.ty().fits(&wanted) => {
                let message =
                    format!("the bins of `{name}` are of type {wanted}, found {}", size.ty());
                checking.problem(given::clash(message, size.span));
            }
            _ => {}
        }
    }
    if let Some(size) = size
        && size.value().is_some_and(|size| amount(size).is_some_and(|size| size <= 0.0))
    {
        let message = "a bin has to be larger than 0";
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(size.span, ""));
    }
    let result = binned(&schema, &column, &args);
    result.map_or_else(
        |problem| {
            checking.problem(*problem);
            Type::Unknown
        },
        Type::Table,
    )
}

fn binned(schema: &Schema, column: &Column, args: &Args) -> Result<Schema> {
    let mut result = schema.clone();
    if let Some((name, span)) = args.texts("as").next() {
        if schema.get(name).is_some() {
            return Err(super::columns::taken(name).at(span, "").into());
        }
        result.put(Column::new(name, column.ty.clone()));
    }
    Ok(result)
}

/// A size as a number: whole where it stands for whole numbers.
fn amount(size: &Value) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "it is compared with 0 alone, or is a float")]
    match size {
        Value::Int { val, .. } | Value::Duration { val, .. } => Some(*val as f64),
        Value::Filesize { val, .. } => Some(val.get() as f64),
        Value::Float { val, .. } => Some(*val),
        _ => None,
    }
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(name) = args.text("column") else { return Ok(frame) };
    let Some(column) = frame.schema.get(name).cloned() else { return Ok(frame) };
    let Some(size) = args.first("size").and_then(|size| size.value()) else { return Ok(frame) };
    let schema = binned(&frame.schema, &column, args)?;
    let cells = named(name);
    let bins = match (column.ty.non_null(), size) {
        (Type::Float, size) => {
            let size = amount(size).filter(|size| *size > 0.0).unwrap_or(1.0);
            let floor = move |cells: Cells| {
                let bins = cells.f64()?.apply_values(|cell| (cell / size).floor() * size);
                Ok(bins.into_series().into_column())
            };
            cells.map(floor, |_, field| Ok(field.clone()))
        }
        (_, Value::Int { val, .. } | Value::Duration { val, .. }) => whole(cells, *val),
        (_, Value::Filesize { val, .. }) => whole(cells, val.get()),
        _ => cells,
    };
    let bins = bins.cast(physical(&column.ty)).alias(args.text("as").unwrap_or(name));
    Ok(Frame::with(frame.lazy.with_columns([bins]), schema).reading(frame.origins))
}

/// The greatest multiple of `size` that is not above a cell.
fn whole(cells: Expr, size: i64) -> Expr {
    let cells = cells.cast(DataType::Int64);
    let size = lit(size.max(1));
    // The remainder of polars has the sign of the divisor.
    cells.clone() - cells % size
}
