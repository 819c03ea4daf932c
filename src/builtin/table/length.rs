//! `length`: how many rows or items.

use futures_util::{StreamExt, TryStreamExt, future};
use polars::prelude::{DataType, len};

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Frame, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "length",
        summary: "count the rows of a table or the items of a list",
        details: "",
        input: Input::Rows,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "count the rows that are left",
            text: "[{n: 1}, {n: 2}, {n: 3}] | where n > 1 | length",
            prints: "2",
        }],
    },
    output: &|_| Type::Int,
    body: Body::Stream(&run),
};

fn run(input: Data, _: &Args, _: &Context) -> Result<Data> {
    Ok(match input {
        Data::Value(Value::List { vals, .. }) => Data::Value(count(vals.len())),
        Data::Frame(frame) => {
            let counted = future::lazy(move |_| height(frame).map(count));
            Data::Pending(Type::Int, Box::pin(counted))
        }
        Data::Chunks(chunks) => {
            let heights = chunks.chunks.map(|chunk| chunk.map(|chunk| chunk.height()));
            let sum = heights.try_fold(0, |sum, height| future::ready(Ok(sum + height)));
            Data::Pending(Type::Int, Box::pin(future::FutureExt::map(sum, |sum| sum.map(count))))
        }
        other => other,
    })
}

/// Counts inside polars, so that columns which nobody needs are not read.
fn height(frame: Frame) -> Result<usize> {
    let schema = Schema::of([("length", Type::Int)]);
    let length = len().cast(DataType::Int64).alias("length");
    let chunk =
        Frame::with(frame.lazy.select([length]), schema).reading(frame.origins).collect()?;
    Ok(match chunk.row(0).first() {
        Some(Value::Int { val, .. }) => usize::try_from(*val).unwrap_or(0),
        _ => 0,
    })
}

fn count(rows: usize) -> Value {
    scalar::int(i64::try_from(rows).unwrap_or(i64::MAX))
}
