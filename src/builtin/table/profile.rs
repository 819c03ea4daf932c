//! `profile`: what is in a table, a row a column.

use super::columns::named;
use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Chunk, Column, Frame, Function, Rows, Schema, Type, plain_text, scalar};
use polars::prelude::{DataType, Expr, len, lit};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "profile",
        summary: "say what is in each column of a table",
        details: "One row a column: its type, how many rows and how many nulls there are, how many \
                  different values, the least and the greatest as texts, and of numbers, \
                  durations and filesizes the mean, the median and the standard deviation, the \
                  last three in bytes or nanoseconds where they are amounts. Lists and records \
                  are counted alone.",
        input: Input::Table,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "two columns",
            text: "[{os: \"a\", n: 1} {os: \"b\", n: 3} {os: \"a\", n: null}] | profile | select column nulls distinct min max mean",
            prints: "{\"column\":\"os\",\"nulls\":0,\"distinct\":2,\"min\":\"a\",\"max\":\"b\",\"mean\":null}\n\
                     {\"column\":\"n\",\"nulls\":1,\"distinct\":2,\"min\":\"1\",\"max\":\"3\",\"mean\":2.0}",
        }],
    },
    output: &|_: &mut Checking<'_>| Type::Table(schema()),
    body: Body::Whole(run),
};

fn schema() -> Schema {
    Schema::closed(vec![
        Column::new("column", Type::String),
        Column::new("type", Type::String),
        Column::new("rows", Type::Int),
        Column::new("nulls", Type::Int),
        Column::new("distinct", Type::Int.nullable()),
        Column::new("min", Type::String.nullable()),
        Column::new("max", Type::String.nullable()),
        Column::new("mean", Type::Float.nullable()),
        Column::new("median", Type::Float.nullable()),
        Column::new("stddev", Type::Float.nullable()),
    ])
}

/// What is computed of each column, by the name of what it goes into.
const COMPUTED: [(&str, Function); 6] = [
    ("distinct", Function::Distinct),
    ("min", Function::Min),
    ("max", Function::Max),
    ("mean", Function::Mean),
    ("median", Function::Median),
    ("stddev", Function::Stddev),
];

/// All columns are gone through in one pass, and the table is not held for it.
fn run(frame: Frame, _: &Args) -> Result<Frame> {
    let columns = frame.schema.columns().to_vec();
    let mut wanted = vec![Column::new("rows", Type::Int)];
    let mut computed = vec![len().cast(DataType::Int64).alias("rows")];
    for (at, column) in columns.iter().enumerate() {
        let cells = named(&column.name);
        let nulls = format!("{at} nulls");
        computed.push(cells.clone().is_null().sum().cast(DataType::Int64).alias(nulls.as_str()));
        wanted.push(Column::new(nulls, Type::Int));
        for (name, function) in COMPUTED {
            let Some(ty) = of(&column.ty, function) else { continue };
            let name = format!("{at} {name}");
            computed.push(expression(cells.clone(), &column.ty, function).alias(name.as_str()));
            wanted.push(Column::new(name, ty));
        }
    }
    let origins = frame.origins;
    let all = Frame::with(frame.lazy.select(computed), Schema::closed(wanted)).reading(origins);
    let all = all.collect()?;
    let cell = |name: &str| all.column(name).into_iter().next().unwrap_or_else(scalar::null);
    let mut rows = Rows::new(Arc::new(schema()));
    for (at, column) in columns.iter().enumerate() {
        let of = |name: &str| cell(&format!("{at} {name}"));
        let text = |name: &str| match of(name) {
            value if given::is_null(&value) => value,
            value => scalar::text(plain_text(&value)),
        };
        rows.push(&[
            scalar::text(column.name.as_str()),
            scalar::text(column.ty.to_string()),
            cell("rows"),
            of("nulls"),
            of("distinct"),
            text("min"),
            text("max"),
            of("mean"),
            of("median"),
            of("stddev"),
        ])?;
    }
    let chunk: Chunk = rows.finish()?;
    Ok(Frame::of(chunk))
}

/// The type of what `function` yields of a column of type `ty`, if that is computed.
fn of(ty: &Type, function: Function) -> Option<Type> {
    let yields = function.yields(ty)?;
    match function {
        Function::Min | Function::Max if *ty.non_null() == Type::Binary => None,
        Function::Mean | Function::Median | Function::Stddev => Some(Type::Float.nullable()),
        _ => Some(yields.nullable()),
    }
}

fn expression(cells: Expr, ty: &Type, function: Function) -> Expr {
    let numbers = match ty.non_null() {
        Type::Duration | Type::Filesize => cells.clone().cast(DataType::Int64),
        _ => cells.clone(),
    };
    let numbers = numbers.cast(DataType::Float64);
    match function {
        Function::Distinct => cells.drop_nulls().n_unique().cast(DataType::Int64),
        Function::Min => cells.min(),
        Function::Max => cells.max(),
        Function::Mean => numbers.mean(),
        Function::Median => numbers.median(),
        Function::Stddev => numbers.std(0),
        _ => lit(0),
    }
}
