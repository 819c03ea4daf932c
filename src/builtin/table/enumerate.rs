//! `enumerate`: number rows or items.

use super::columns::{named, taken};
use crate::builtin::given;
use crate::command::{
    Args, Body, Checking, Command, Context, Example, Flag, Input, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{ChunkStream, Column, Data, Frame, Rows, Schema, Type, Value};
use futures_util::StreamExt;
use polars::prelude::{DataType, lit};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "enumerate",
        summary: "number rows or items",
        details: "The numbers are in the column `index`, the items of a list in `item`.",
        input: Input::Rows,
        params: &[],
        flags: &[Flag {
            name: "start",
            short: Some('s'),
            shape: Some(Shape::Count),
            doc: "the first number, 0 when it is left out",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "rows",
                text: "[{host: \"a\"} {host: \"b\"}] | enumerate",
                prints: "{\"index\":0,\"host\":\"a\"}\n{\"index\":1,\"host\":\"b\"}",
            },
            Example {
                doc: "a list",
                text: "[\"x\" \"y\"] | enumerate",
                prints: "{\"index\":0,\"item\":\"x\"}\n{\"index\":1,\"item\":\"y\"}",
            },
            Example {
                doc: "from another number",
                text: "[{n: \"a\"}] | enumerate --start 1",
                prints: "{\"index\":1,\"n\":\"a\"}",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = match checking.input.non_null().clone() {
        Type::Table(schema) => schema,
        Type::List(item) => Schema::of([("item", *item)]),
        _ => return Type::Unknown,
    };
    if schema.get("index").is_some() {
        let help = "rename it first: `rename index NAME`";
        checking.problem(taken("index").at(checking.args.span, "").help(help));
    }
    if schema.is_open() { Type::Table(schema) } else { Type::Table(numbered(&schema)) }
}

fn numbered(schema: &Schema) -> Schema {
    let index = Column::new("index", Type::Int);
    Schema::closed(std::iter::once(index).chain(schema.columns().iter().cloned()).collect())
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let start = i64::try_from(args.count("start").unwrap_or(0)).unwrap_or(i64::MAX);
    Ok(match input {
        Data::Frame(frame) => Data::Frame(number(frame, start)),
        Data::Chunks(chunks) => {
            let schema = Arc::new(numbered(&chunks.schema));
            let mut next = start;
            let numbered = chunks.chunks.map(move |chunk| {
                let chunk = chunk?;
                let first = next;
                next = next.saturating_add(i64::try_from(chunk.height()).unwrap_or(i64::MAX));
                number(Frame::of(chunk), first).collect()
            });
            Data::Chunks(ChunkStream::new(schema, numbered))
        }
        Data::Value(value @ Value::List { .. }) => {
            let mut rows = Rows::new(Arc::new(Schema::of([("item", context.item(&value))])));
            for item in given::items(value)? {
                rows.push(&[item])?;
            }
            Data::Frame(number(Frame::of(rows.finish()?), start))
        }
        other => other,
    })
}

fn number(frame: Frame, start: i64) -> Frame {
    let schema = numbered(&frame.schema);
    let lazy = frame.lazy.with_row_index("index", None);
    let index = (named("index").cast(DataType::Int64) + lit(start)).alias("index");
    Frame::with(lazy.with_columns([index]), schema).reading(frame.origins)
}
