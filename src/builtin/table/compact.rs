//! `compact`: leave out rows or items that are null.

use super::columns::named;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type};
use polars::prelude::Expr;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "compact",
        summary: "leave out rows or items that are null",
        details: "What was nullable is not so any more: the columns that were checked have a \
value in each row.",
        input: Input::Rows,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Any,
            doc: "the columns to check, all when there is none",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "in any column",
                text: "[{a: 1, b: null} {a: 2, b: 3}] | compact",
                prints: "{\"a\":2,\"b\":3}",
            },
            Example {
                doc: "in some columns",
                text: "[{a: 1, b: null} {a: null, b: 3}] | compact a",
                prints: "{\"a\":1,\"b\":null}",
            },
            Example {
                doc: "items of a list",
                text: "[1 null 3] | compact | math sum",
                prints: "4",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    match checking.input.non_null() {
        Type::List(item) if **item != Type::Unknown => {
            Type::List(Box::new(item.non_null().clone()))
        }
        Type::Table(schema) => Type::Table(dense(schema, checking.args)),
        _ => checking.input.clone(),
    }
}

/// The schema without nulls in the columns that are named, or in all.
fn dense(schema: &Schema, args: &Args) -> Schema {
    let mut dense = schema.clone();
    for column in schema.columns().iter().filter(|column| is_named(column, args)) {
        dense.put(Column::new(column.name.clone(), column.ty.non_null().clone()));
    }
    dense
}

fn is_named(column: &Column, args: &Args) -> bool {
    let mut names = args.texts("columns").map(|(name, _)| name).peekable();
    names.peek().is_none() || names.any(|name| name == column.name)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let checked = frame.schema.columns().iter();
    let checked = checked.filter(|column| column.ty.is_nullable() && is_named(column, args));
    let dense = dense(&frame.schema, args);
    let conditions = checked.map(|column| named(&column.name).is_not_null());
    let Some(condition) = conditions.reduce(Expr::and) else { return Ok(frame) };
    Ok(Frame { schema: dense.into(), ..frame.filter(condition) })
}
