//! `draw-bars`: draw the numbers of a column as bars.

use polars::prelude::{
    Column as Cells, DataType, Field, IntoColumn, PolarsResult, StringChunked, lit, when,
};

use super::columns::{named, taken};
use crate::builtin::given;
use crate::builtin::plot::blocks;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type, physical};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "draw-bars",
        summary: "draw the numbers of a column as bars",
        details: "A column is put at the end, in which the largest number is as wide as `--width` \
                  says, and the others are as wide as their share of it. What is not above zero has no \
                  bar, and a null stays one.",
        input: Input::Table,
        params: &[Param {
            name: "column",
            shape: Shape::Column,
            arity: Arity::One,
            doc: "the column of numbers, durations or filesizes",
        }],
        flags: &[
            Flag {
                name: "name",
                short: None,
                shape: Some(Shape::NewColumn),
                doc: "what the new column is called, `bar` unless said otherwise",
            },
            Flag {
                name: "width",
                short: Some('w'),
                shape: Some(Shape::Count),
                doc: "how many characters the largest number has, 20 unless said otherwise",
            },
        ],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "how often each is there",
            text: "[{os: \"a\", n: 8} {os: \"b\", n: 3} {os: \"c\", n: 0}] | draw-bars n --width 4",
            prints: "{\"os\":\"a\",\"n\":8,\"bar\":\"████\"}\n{\"os\":\"b\",\"n\":3,\"bar\":\"█▌\"}\n{\"os\":\"c\",\"n\":0,\"bar\":\"\"}",
        }],
    },
    output: &output,
    body: Body::Whole(run),
};

/// How wide the largest bar is, unless it is said otherwise, and at most.
const WIDTH: usize = 20;
const WIDEST: usize = 1000;

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    if let Some(arg) = args.first("width")
        && let Some(width) = args.count("width")
        && !(1..=WIDEST).contains(&width)
    {
        let message = format!("a bar is from 1 to {WIDEST} characters wide");
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, ""));
    }
    let Some((name, span)) = args.texts("column").next() else { return Type::Unknown };
    let Some(column) = schema.get(name) else { return Type::Unknown };
    let ty = column.ty.non_null();
    let is_amount = ty.is_number() || matches!(ty, Type::Duration | Type::Filesize);
    if !is_amount && !matches!(ty, Type::Unknown | Type::Nothing) {
        let message =
            format!("`draw-bars` draws numbers, durations or filesizes; `{name}` is of type {ty}");
        checking.problem(given::clash(message, span));
    }
    if schema.get(called(&args)).is_some() {
        let span = args.first("name").map_or(args.span, |name| name.span);
        let problem = taken(called(&args)).at(span, "");
        checking.problem(problem.help("`--name` gives the bars another name"));
    }
    Type::Table(drawn(schema, &args))
}

fn called(args: &Args) -> &str {
    args.text("name").unwrap_or("bar")
}

fn drawn(mut schema: Schema, args: &Args) -> Schema {
    let of = args.text("column").and_then(|name| schema.get(name));
    let is_nullable = of.is_none_or(|column| column.ty.is_nullable());
    let ty = if is_nullable { Type::String.nullable() } else { Type::String };
    schema.put(Column::new(called(args), ty));
    schema
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(column) = args.text("column") else { return Ok(frame) };
    let width = args.count("width").unwrap_or(WIDTH);
    let schema = drawn(frame.schema.as_ref().clone(), args);
    let numbers = named(column).cast(physical(&Type::Float));
    let most = numbers.clone().max();
    // Where nothing is above zero, nothing has a bar.
    let most = when(most.clone().gt(lit(0.0))).then(most).otherwise(lit(f64::INFINITY));
    let draw = move |shares: Cells| -> PolarsResult<Cells> {
        let bars = shares.f64()?.iter().map(|share| share.map(|share| blocks(share, width)));
        Ok(bars.collect::<StringChunked>().with_name(shares.name().clone()).into_column())
    };
    let bars = (numbers / most)
        .map(draw, |_, field| Ok(Field::new(field.name().clone(), DataType::String)));
    let lazy = frame.lazy.with_columns([bars.alias(called(args))]);
    Ok(Frame::with(lazy, schema).reading(frame.origins))
}
