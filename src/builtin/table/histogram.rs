//! `histogram`: how often values of a column occur.

use super::columns::named;
use crate::builtin::given;
use crate::builtin::plot::blocks;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Rows, Schema, Type, Value, scalar};
use polars::prelude::{DataType, len, lit, when};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "histogram",
        summary: "count how often the values of a column occur",
        details: "A row a value, the most frequent first, with its count, its share from 0 to 1, \
                  and a bar of up to 20 blocks. With `--bins` a row for each part of the range of \
                  numbers, from its least value to below the next one's; the last has its end in \
                  it too.",
        input: Input::Table,
        params: &[Param {
            name: "column",
            shape: Shape::Column,
            arity: Arity::One,
            doc: "the column",
        }],
        flags: &[Flag {
            name: "bins",
            short: Some('b'),
            shape: Some(Shape::Count),
            doc: "cut the range of numbers into so many parts",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "values",
                text: "[{os: \"a\"} {os: \"b\"} {os: \"a\"} {os: \"a\"}] | histogram os",
                prints: "{\"os\":\"a\",\"count\":3,\"share\":0.75,\"bar\":\"████████████████████\"}\n\
                         {\"os\":\"b\",\"count\":1,\"share\":0.25,\"bar\":\"██████▋\"}",
            },
            Example {
                doc: "numbers",
                text: "[{n: 0} {n: 1} {n: 9} {n: 10}] | histogram n --bins 2 | select from to count",
                prints: "{\"from\":0.0,\"to\":5.0,\"count\":2}\n{\"from\":5.0,\"to\":10.0,\"count\":2}",
            },
        ],
    },
    output: &output,
    body: Body::Whole(run),
};

/// Characters of the longest bar.
const WIDTH: usize = 20;

/// The most bins.
const MOST: usize = 100_000;

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let Some((name, span)) = args.texts("column").next() else { return Type::Unknown };
    let ty = schema.get(name).map_or(Type::Unknown, |column| column.ty.clone());
    if let Some(bins) = args.first("bins") {
        if !ty.is_number() && *ty.non_null() != Type::Unknown {
            let message = format!("`{name}` is of type {ty}, and only numbers have a range");
            checking.problem(given::clash(message, span).help("leave `--bins` away"));
        }
        if args.count("bins").is_some_and(|bins| bins == 0 || bins > MOST) {
            let message = format!("there have to be from 1 to {MOST} bins");
            checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(bins.span, ""));
        }
    }
    if args.first("bins").is_none() && ["count", "share", "bar"].contains(&name) {
        let message = format!("the result would have two columns `{name}`");
        let problem = Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, "");
        checking.problem(problem.help("rename it first"));
    }
    Type::Table(result(name, &ty, args.first("bins").is_some()))
}

fn result(name: &str, ty: &Type, bins: bool) -> Schema {
    let mut columns = match bins {
        true => vec![Column::new("from", Type::Float), Column::new("to", Type::Float)],
        false => vec![Column::new(name, ty.clone())],
    };
    columns.push(Column::new("count", Type::Int));
    columns.push(Column::new("share", Type::Float));
    columns.push(Column::new("bar", Type::String));
    Schema::closed(columns)
}

/// A row of the result: what is counted, and how often it occurs.
type Counted = (Vec<Value>, i64);

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(name) = args.text("column") else { return Ok(frame) };
    let Some(column) = frame.schema.get(name).cloned() else { return Ok(frame) };
    let bins = args.count("bins");
    let counted = match bins {
        Some(bins) => in_bins(frame, name, bins.clamp(1, MOST))?,
        None => by_value(frame, &column)?,
    };
    let sum = counted.iter().map(|(_, count)| count).sum::<i64>().max(1);
    let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let mut rows = Rows::new(Arc::new(result(name, &column.ty, bins.is_some())));
    for (mut row, count) in counted {
        row.push(scalar::int(count));
        row.push(scalar::float(ratio(count, sum)));
        row.push(scalar::text(blocks(ratio(count, most), WIDTH)));
        rows.push(&row)?;
    }
    Ok(Frame::of(rows.finish()?))
}

fn ratio(part: i64, whole: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are below 2^53")]
    let ratio = part as f64 / whole as f64;
    ratio
}

fn by_value(frame: Frame, column: &Column) -> Result<Vec<Counted>> {
    let schema = Schema::closed(vec![column.clone(), Column::new("\0count", Type::Int)]);
    let count = len().cast(DataType::Int64).alias("\0count");
    let lazy = frame.lazy.group_by_stable([named(&column.name)]).agg([count]);
    let lazy = lazy.sort(
        ["\0count"],
        polars::prelude::SortMultipleOptions::default()
            .with_order_descending(true)
            .with_maintain_order(true),
    );
    let chunk = Frame::with(lazy, schema).reading(frame.origins).collect()?;
    let counted = chunk.rows().map(|mut row| {
        let count = row.pop().and_then(|count| count.as_int().ok()).unwrap_or(0);
        (row, count)
    });
    Ok(counted.collect())
}

fn in_bins(frame: Frame, name: &str, bins: usize) -> Result<Vec<Counted>> {
    let cells = named(name).cast(DataType::Float64);
    let finite = frame.lazy.select([cells.alias("n")]).filter(named("n").is_finite());
    let range = [named("n").min().alias("least"), named("n").max().alias("most")];
    let float = |name| Column::new(name, Type::Float.nullable());
    let ends = Schema::closed(vec![float("least"), float("most")]);
    let ends = Frame::with(finite.clone().select(range), ends).reading(frame.origins).collect()?;
    let ends = ends.row(0).iter().filter_map(|end| end.as_float().ok()).collect::<Vec<_>>();
    let [least, most] = ends.as_slice() else { return Ok(Vec::new()) };
    // A single value has no range to cut.
    let bins = if least == most { 1 } else { bins };
    #[expect(clippy::cast_precision_loss, reason = "there are few bins")]
    let width = ((most - least) / bins as f64).max(f64::MIN_POSITIVE);
    let last = i64::try_from(bins - 1).unwrap_or(0);
    // What is not below 0 is cut off as it is rounded down.
    let bin = ((named("n") - lit(*least)) / lit(width)).cast(DataType::Int64);
    let bin = when(bin.clone().gt(lit(last))).then(lit(last)).otherwise(bin);
    let schema = Schema::of([("bin", Type::Int), ("count", Type::Int)]);
    let count = len().cast(DataType::Int64).alias("count");
    let lazy = finite.group_by([bin.alias("bin")]).agg([count]);
    let mut counts = vec![0; bins];
    for row in Frame::with(lazy, schema).collect()?.rows() {
        if let [bin, count] = row.as_slice()
            && let (Ok(bin), Ok(count)) = (bin.as_int(), count.as_int())
            && let Some(slot) = usize::try_from(bin).ok().and_then(|bin| counts.get_mut(bin))
        {
            *slot = count;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "there are few bins")]
    let edge = |at: usize| if at == bins { *most } else { width.mul_add(at as f64, *least) };
    let counted = counts.into_iter().enumerate();
    Ok(counted
        .map(|(at, count)| (vec![scalar::float(edge(at)), scalar::float(edge(at + 1))], count))
        .collect())
}
