//! `flatten`: turn lists in rows into rows, and records into columns.

use super::columns::named;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{ChunkStream, Column, Data, Frame, Schema, Type, Value, scalar};
use futures_util::StreamExt;
use polars::prelude::{ExplodeOptions, Expr, by_name};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "flatten",
        summary: "turn lists in rows into rows, and records into columns",
        details: "Without names all columns are looked at. One column at a time can have its \
lists turned into rows. An empty list is one row with null, so that no row \
gets lost. Two columns of one name are an error.",
        input: Input::Rows,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Any,
            doc: "the columns to flatten, all when there is none",
        }],
        flags: &[Flag {
            name: "prefix",
            short: Some('p'),
            shape: None,
            doc: "call columns by their record and their field, such as `os_name`",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a list",
                text: "[{host: \"a\", disks: [\"sda\" \"sdb\"]}] | flatten disks",
                prints: "{\"host\":\"a\",\"disks\":\"sda\"}\n{\"host\":\"a\",\"disks\":\"sdb\"}",
            },
            Example {
                doc: "a record",
                text: "[{host: \"a\", os: {name: \"debian\", version: 12}}] | flatten",
                prints: "{\"host\":\"a\",\"name\":\"debian\",\"version\":12}",
            },
            Example {
                doc: "records under their own name",
                text: "[{name: \"a\", os: {name: \"debian\"}}] | flatten os --prefix",
                prints: "{\"name\":\"a\",\"os_name\":\"debian\"}",
            },
            Example {
                doc: "an empty list is null, and no row is lost",
                text: "[{host: \"a\", disks: []} {host: \"b\", disks: [\"sda\"]}] | flatten",
                prints: "{\"host\":\"a\",\"disks\":null}\n{\"host\":\"b\",\"disks\":\"sda\"}",
            },
            Example {
                doc: "lists in a list",
                text: "[[1 2] [] [3]] | flatten | to json",
                prints: "\"[1,2,3]\"",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let flat = match checking.input.non_null() {
        Type::Table(schema) if schema.is_open() => return Type::Table(Schema::open()),
        Type::Table(schema) => flat(schema, &args).map(|flat| Type::Table(flat.schema)),
        Type::List(item) => match item.non_null() {
            Type::List(inner) => return Type::List(inner.clone()),
            Type::Table(schema) => return Type::Table(schema.clone()),
            _ => return checking.input.clone(),
        },
        _ => return Type::Unknown,
    };
    flat.unwrap_or_else(|problem| {
        checking.problem(*problem);
        Type::Unknown
    })
}

/// What becomes of a schema, and how.
struct Flat {
    schema: Schema,
    /// The column whose lists become rows.
    list: Option<String>,
    columns: Vec<Expr>,
}

fn flat(schema: &Schema, args: &Args) -> Result<Flat> {
    let names = args.texts("columns").map(|(name, _)| name).collect::<Vec<_>>();
    let mut flat = Flat { schema: Schema::default(), list: None, columns: Vec::new() };
    for column in schema.columns() {
        let wanted = names.is_empty() || names.contains(&column.name.as_str());
        let mut put = |name: &str, ty: Type, cells: Expr| {
            if flat.schema.get(name).is_some() {
                let message = format!("the result would have two columns `{name}`");
                return Err(Box::new(
                    Diagnostic::error(codes::DUPLICATE_NAME, message)
                        .at(args.span, "")
                        .help("`--prefix` puts the name of the column before those of its fields"),
                ));
            }
            flat.columns.push(cells.alias(name));
            flat.schema.put(Column::new(name, ty));
            Ok(())
        };
        let (ty, list) = match column.ty.non_null() {
            // An empty list has no item, and its row stays.
            Type::List(item) if wanted => (item.as_ref().clone().nullable(), true),
            Type::Table(rows) if wanted => (Type::Record(rows.clone()).nullable(), true),
            _ => (column.ty.clone(), false),
        };
        match ty.non_null() {
            Type::Record(fields) if wanted => {
                for field in fields.columns() {
                    let name = if args.switch("prefix") {
                        format!("{}_{}", column.name, field.name)
                    } else {
                        field.name.clone()
                    };
                    let cells = named(&column.name).struct_().field_by_name(&field.name);
                    let inner = field.ty.clone();
                    let inner = if ty.is_nullable() { inner.nullable() } else { inner };
                    put(&name, inner, cells)?;
                }
            }
            _ => put(&column.name, ty, named(&column.name))?,
        }
        if list && let Some(first) = flat.list.replace(column.name.clone()) {
            let message = format!("both `{first}` and `{}` have lists", column.name);
            return Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
                .at(args.span, "")
                .help(format!("name the one whose items become rows: `flatten {first}`"))
                .into());
        }
    }
    Ok(flat)
}

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    Ok(match input {
        Data::Frame(frame) => Data::Frame(flattened(frame, args)?),
        Data::Chunks(chunks) => {
            let schema = Arc::new(flat(&chunks.schema, args)?.schema);
            let args = args.clone();
            let flat =
                chunks.chunks.map(move |chunk| flattened(Frame::of(chunk?), &args)?.collect());
            Data::Chunks(ChunkStream::new(schema, flat))
        }
        Data::Value(Value::List { vals, .. }) => {
            let items = vals.into_iter().flat_map(|item| match item {
                Value::List { vals, .. } => vals.into_owned(),
                other => vec![other],
            });
            Data::Value(scalar::list(items.collect()))
        }
        other => other,
    })
}

fn flattened(frame: Frame, args: &Args) -> Result<Frame> {
    let flat = flat(&frame.schema, args)?;
    let lazy = match &flat.list {
        Some(name) => {
            let options = ExplodeOptions { empty_as_null: true, keep_nulls: true };
            frame.lazy.explode(by_name([name.as_str()], true, false), options)
        }
        None => frame.lazy,
    };
    Ok(Frame::with(lazy.select(flat.columns), flat.schema).reading(frame.origins))
}
