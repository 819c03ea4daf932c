//! `explode`: turn the items of lists into rows.

use super::columns::named;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Column, Frame, Type};
use polars::prelude::{ExplodeOptions, by_name};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "explode",
        summary: "turn the items of lists into rows",
        details: "An empty list, or null, is one row with null, so that no row gets lost. Records \
                  in a list stay records; `flatten` turns them into columns too.",
        input: Input::Table,
        params: &[Param {
            name: "column",
            shape: Shape::Column,
            arity: Arity::One,
            doc: "the column of lists",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a row a disk",
            text: "[{host: \"a\", disks: [\"sda\" \"sdb\"]} {host: \"b\", disks: []}] | explode disks",
            prints: "{\"host\":\"a\",\"disks\":\"sda\"}\n{\"host\":\"a\",\"disks\":\"sdb\"}\n\
                     {\"host\":\"b\",\"disks\":null}",
        }],
    },
    output: &output,
    body: Body::Rows(run),
};

/// The type of what is in lists of type `ty`; an empty list has no item, and its row stays.
fn item(ty: &Type) -> Option<Type> {
    match ty.non_null() {
        Type::List(item) => Some(item.as_ref().clone().nullable()),
        Type::Table(rows) => Some(Type::Record(rows.clone()).nullable()),
        Type::Unknown => Some(Type::Unknown),
        _ => None,
    }
}

fn output(checking: &mut Checking<'_>) -> Type {
    let mut schema = checking.schema();
    let args = checking.args.clone();
    let Some((name, span)) = args.texts("column").next() else { return Type::Unknown };
    if let Some(column) = schema.get(name).cloned() {
        match item(&column.ty) {
            Some(item) => schema.put(Column::new(name, item)),
            None => {
                let message = format!("`{name}` is of type {}, which has no items", column.ty);
                checking.problem(given::clash(message, span).help("name a column of lists"));
            }
        }
    }
    Type::Table(schema)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(name) = args.text("column") else { return Ok(frame) };
    let mut schema = frame.schema.as_ref().clone();
    let Some(item) = schema.get(name).and_then(|column| item(&column.ty)) else {
        return Ok(frame);
    };
    schema.put(Column::new(name, item));
    let options = ExplodeOptions { empty_as_null: true, keep_nulls: true };
    let lazy = frame.lazy.explode(by_name([name], true, false), options);
    let all = schema.columns().iter().map(|column| named(&column.name)).collect::<Vec<_>>();
    Ok(Frame::with(lazy.select(all), schema).reading(frame.origins))
}
