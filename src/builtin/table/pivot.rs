//! `pivot`: turn the values of a column into columns.

use std::sync::Arc;

use futures_util::{FutureExt, stream};

use super::columns::{all, literal, named};
use super::group_by::grouped;
use crate::builtin::given;
use crate::command::{
    ArgKind, Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape,
    Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{
    Aggregate, ChunkStream, Column, Data, Frame, Function, Schema, Type, Value, plain_text,
};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "pivot",
        summary: "turn the values of a column into columns",
        details: "One row for each combination of the other columns, or of those of `--by`; in it, \
                  a column for each value, with the aggregate in parentheses of the rows that have \
                  it, or null where there is none. Columns come in the order of their first rows. \
                  They are known when the text runs; with `--columns` they are known before, and a \
                  value that is not among them is an error. `unpivot` is the way back.",
        input: Input::Table,
        params: &[
            Param {
                name: "column",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column whose values become columns",
            },
            Param {
                name: "cells",
                shape: Shape::Key,
                arity: Arity::One,
                doc: "what stands in them: an aggregate such as `(sum load)`",
            },
        ],
        flags: &[
            Flag {
                name: "by",
                short: None,
                shape: Some(Shape::Any),
                doc: "the columns of which each combination is a row, as a list",
            },
            Flag {
                name: "columns",
                short: None,
                shape: Some(Shape::Any),
                doc: "the values there are, as a list",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a column a month",
                text: "[{host: \"a\", month: \"jan\", n: 1} {host: \"a\", month: \"feb\", n: 2} {host: \"b\", month: \"jan\", n: 3}] | pivot month (sum n)",
                prints: "{\"host\":\"a\",\"jan\":1,\"feb\":2}\n{\"host\":\"b\",\"jan\":3,\"feb\":null}",
            },
            Example {
                doc: "how many of each",
                text: "[{os: \"a\", is: \"up\"} {os: \"a\", is: \"down\"} {os: \"a\", is: \"up\"}] | pivot is (count) --columns [\"up\" \"down\"]",
                prints: "{\"os\":\"a\",\"up\":2,\"down\":1}",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

/// The most columns that a pivot may make.
const MOST: usize = 10_000;

/// What a pivot makes of a table, but for the values themselves.
struct Plan {
    /// The columns of which each combination is a row.
    by: Vec<Column>,
    aggregate: Aggregate,
}

fn plan(schema: &Schema, args: &Args) -> Result<Option<Plan>> {
    let Some((column, _)) = args.texts("column").next() else { return Ok(None) };
    let Some(cells) = args.first("cells") else { return Ok(None) };
    let ArgKind::Aggregate(aggregate) = &cells.kind else {
        let message = "`pivot` needs an aggregate for its cells";
        return Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
            .at(cells.span, "")
            .help("such as `(count)`, `(sum load)` or `(first load)`")
            .into());
    };
    let of = aggregate.column.as_ref().map(|column| column.name.as_str());
    let by = match args.first("by") {
        None => {
            let others = schema.columns().iter();
            let others = others.filter(|other| other.name != column && Some(&*other.name) != of);
            others.cloned().collect()
        }
        Some(arg) => {
            let names = match arg.value() {
                Some(list @ Value::List { .. }) => given::texts(list),
                _ => Err(given::clash("`--by` takes a list of names of columns", arg.span).into()),
            };
            let found = names.map_err(|problem| problem.or_at(arg.span))?.into_iter().map(|name| {
                let known = schema.get(name).cloned();
                known.ok_or_else(|| Box::new(given::unknown(name, "column", arg.span, schema)))
            });
            found.collect::<Result<Vec<_>>>()?
        }
    };
    Ok(Some(Plan { by, aggregate: aggregate.clone() }))
}

/// The columns of the result, if the values are `values`.
fn schema(plan: &Plan, values: &[Value], args: &Args) -> Result<Schema> {
    let mut result = Schema::default();
    plan.by.iter().for_each(|column| result.put(column.clone()));
    let ty = match plan.aggregate.function {
        Function::Count => Type::Int,
        _ => plan.aggregate.output.ty.clone(),
    };
    for value in values {
        let name = name(value);
        if result.get(&name).is_some() {
            let message = format!("the result would have two columns `{name}`");
            return Err(Diagnostic::error(codes::DUPLICATE_NAME, message)
                .at(args.span, "")
                .help("rename the column that has that name first, or leave it out of `--by`")
                .into());
        }
        result.put(Column::new(name, ty.clone().nullable()));
    }
    Ok(result)
}

/// What the column of `value` is called.
fn name(value: &Value) -> String {
    match value {
        Value::Nothing { .. } => "null".to_owned(),
        other => plain_text(other),
    }
}

fn given_values(args: &Args) -> Option<Vec<Value>> {
    match args.first("columns")?.value()? {
        Value::List { vals, .. } => Some(vals.to_vec()),
        _ => None,
    }
}

fn output(checking: &mut Checking<'_>) -> Type {
    let input = checking.schema();
    if input.is_open() {
        return Type::Table(Schema::open());
    }
    let args = checking.args.clone();
    if let Some(arg) = args.first("columns")
        && !matches!(arg.ty().non_null(), Type::List(_) | Type::Unknown)
    {
        checking.problem(given::clash("`--columns` takes a list of values", arg.span));
        return Type::Unknown;
    }
    let planned = plan(&input, &args).and_then(|plan| match (plan, given_values(&args)) {
        (Some(plan), Some(values)) => schema(&plan, &values, &args).map(Type::Table),
        _ => Ok(Type::Table(Schema::open())),
    });
    planned.unwrap_or_else(|problem| {
        checking.problem(*problem);
        Type::Unknown
    })
}

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    let frame = match input {
        Data::Frame(frame) => frame,
        Data::Chunks(chunks) if given_values(args).is_some() => {
            let empty = pivoted(Frame::empty(Arc::clone(&chunks.schema))?, args)?;
            let args = args.clone();
            let whole = chunks.collect();
            let rows = whole.map(move |chunk| pivoted(Frame::of(chunk?), &args)?.collect());
            let schema = Arc::clone(&empty.schema);
            return Ok(Data::Chunks(ChunkStream::new(schema, stream::once(rows))));
        }
        // Which columns there are is known when all rows have come.
        Data::Chunks(chunks) => Frame::of(futures_executor::block_on(chunks.collect())?),
        other => return Ok(other),
    };
    pivoted(frame, args).map(Data::Frame)
}

fn pivoted(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(plan) = plan(&frame.schema, args)? else { return Ok(frame) };
    let Some((column, span)) = args.texts("column").next() else { return Ok(frame) };
    let ty = frame.schema.get(column).map_or(Type::Unknown, |column| column.ty.clone());
    let there = frame.clone().only(column)?;
    let there = Frame {
        lazy: there
            .lazy
            .unique_stable(None, polars::prelude::UniqueKeepStrategy::First)
            .limit(MOST as u32 + 1),
        ..there
    };
    let there = there.collect()?.column(column);
    if there.len() > MOST {
        let message = format!("`{column}` has more than {MOST} different values");
        return Err(Diagnostic::error(codes::TOO_MUCH, message).at(span, "").into());
    }
    let values = match given_values(args) {
        None => there,
        Some(values) => {
            if let Some(other) = there.iter().find(|value| !values.contains(value)) {
                let message =
                    format!("`{}` of column `{column}` is not in `--columns`", name(other));
                return Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
                    .at(args.first("columns").map_or(span, |arg| arg.span), "")
                    .help("add it there, or leave such rows out with `where`")
                    .into());
            }
            values
        }
    };
    let result = schema(&plan, &values, args)?;
    let rest = Schema::closed(plan.by.clone());
    if values.is_empty() {
        return Ok(Frame::with(frame.lazy.select(all(&rest)), result).reading(frame.origins));
    }
    // One group for each combination and value; then each value is a column of its own.
    let keys = plan.by.iter().map(|column| column.name.as_str()).chain([column]);
    let cell = "\0cell";
    let mut aggregate = plan.aggregate.clone();
    aggregate.output.name = cell.to_owned();
    let groups = grouped(frame, &keys.collect::<Vec<_>>(), vec![aggregate])?;
    let cells = values.iter().map(|value| {
        let is_it = named(column).eq_missing(literal(value, &ty)?);
        Ok(named(cell).filter(is_it).first().alias(name(value)))
    });
    let cells = cells.collect::<Result<Vec<_>>>()?;
    let by = plan.by.iter().map(|column| named(&column.name)).collect::<Vec<_>>();
    let lazy = match by.is_empty() {
        true => groups.lazy.select(cells),
        false => groups.lazy.group_by_stable(by).agg(cells),
    };
    Ok(Frame::with(lazy.select(all(&result)), result).reading(groups.origins))
}
