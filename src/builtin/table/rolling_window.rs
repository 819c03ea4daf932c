//! `rolling-window`: aggregates of each row together with those before it.

use polars::prelude::{
    DataType, Expr, QuantileMethod, RollingFnParams, RollingOptionsFixedWindow, RollingVarParams,
    lit,
};

use super::columns::{all, named, taken};
use super::sum::{cut, joined};
use crate::builtin::given;
use crate::command::{
    ArgKind, Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::aggregate::WHOLE;
use crate::value::{Aggregate, Column, Frame, Function, Schema, Type, physical};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "rolling-window",
        summary: "add aggregates of each row together with those before it",
        details: "Each aggregate in parentheses becomes a column behind the others: `(count)`, \
                  `(sum c)`, `(mean c)`, `(median c)`, `(quantile c 0.95)`, `(stddev c)`, `(min c)`, \
                  `(max c)`, over as many rows as the window has: the row itself and those before \
                  it, in the order in which they come. Where there are fewer it is null, or what they \
                  are with `--partial`. Columns named before the aggregates give each group of equal \
                  values windows of its own. Nulls are passed over.",
        input: Input::Table,
        params: &[
            Param {
                name: "size",
                shape: Shape::Count,
                arity: Arity::One,
                doc: "how many rows a window has",
            },
            Param {
                name: "keys",
                shape: Shape::Key,
                arity: Arity::Some,
                doc: "columns to group by, and aggregates",
            },
        ],
        flags: &[Flag {
            name: "partial",
            short: Some('p'),
            shape: None,
            doc: "windows at the beginning have fewer rows",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a moving mean",
                text: "[{load: 1.0} {load: 2.0} {load: 6.0}] | rolling-window 2 (mean load)",
                prints: "{\"load\":1.0,\"mean_load\":null}\n{\"load\":2.0,\"mean_load\":1.5}\n\
                         {\"load\":6.0,\"mean_load\":4.0}",
            },
            Example {
                doc: "of each host for itself, from its first row on",
                text: "[{host: \"a\", n: 1} {host: \"b\", n: 5} {host: \"a\", n: 2}] | rolling-window 2 host (sum n) --partial",
                prints: "{\"host\":\"a\",\"n\":1,\"sum_n\":1}\n{\"host\":\"b\",\"n\":5,\"sum_n\":5}\n\
                         {\"host\":\"a\",\"n\":2,\"sum_n\":3}",
            },
        ],
    },
    output: &output,
    body: Body::Whole(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    if args.count("size") == Some(0)
        && let Some(size) = args.first("size")
    {
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, "a window has at least 1 row");
        checking.problem(problem.at(size.span, ""));
    }
    let mut result = schema.clone();
    let mut computed = 0;
    for arg in args.all("keys") {
        let ArgKind::Aggregate(aggregate) = &arg.kind else { continue };
        computed += 1;
        if !rolls(aggregate) {
            let name = aggregate.function.name();
            let ty = aggregate.column.as_ref().map_or(&Type::Unknown, |column| &column.ty);
            let message = format!("`{name}` of values of type {ty} is not computed of windows");
            let problem = given::clash(message, arg.span);
            let help = "count, sum, mean, median, quantile, stddev, min and max of numbers are; for \
                        others take the windows apart: `window 3 | each {|rows| … }`";
            checking.problem(problem.help(help));
        }
        let column = rolled(aggregate, args.switch("partial"));
        if result.get(&column.name).is_some() {
            checking.problem(taken(&column.name).at(arg.span, ""));
        }
        result.put(column);
    }
    if computed == 0 {
        let problem =
            Diagnostic::error(codes::MISSING_ARGUMENT, "`rolling-window` needs an aggregate");
        let help = "say what is computed of each window, such as `(mean load)`";
        checking.problem(problem.at(args.span, "").help(help));
    }
    Type::Table(result)
}

/// Whether it can be computed of windows.
fn rolls(aggregate: &Aggregate) -> bool {
    let number = |ty: &Type| ty.is_number() || matches!(ty, Type::Duration | Type::Filesize);
    let known = aggregate.column.as_ref().map(|column| column.ty.non_null());
    match aggregate.function {
        Function::Count => true,
        Function::Distinct | Function::First | Function::Last | Function::List => false,
        _ => known.is_none_or(|ty| *ty == Type::Unknown || number(ty)),
    }
}

/// The column of its results.
fn rolled(aggregate: &Aggregate, partial: bool) -> Column {
    let certain = partial && matches!(aggregate.function, Function::Count | Function::Sum);
    let ty = aggregate.output.ty.clone();
    Column::new(&aggregate.output.name, if certain { ty } else { ty.nullable() })
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let size = args.count("size").unwrap_or(1).max(1);
    let partial = args.switch("partial");
    let groups = args.texts("keys").map(|(name, _)| named(name)).collect::<Vec<_>>();
    let aggregates = args.all("keys").iter().filter_map(|arg| match &arg.kind {
        ArgKind::Aggregate(aggregate) => Some(aggregate),
        _ => None,
    });
    let mut schema: Schema = frame.schema.as_ref().clone();
    let Some(first) = schema.columns().first() else { return Ok(frame) };
    let one = named(&first.name).is_null().cast(DataType::Int64) * lit(0) + lit(1);
    let within = |rolled: Expr| match groups.as_slice() {
        [] => Ok(rolled),
        groups => rolled.over(groups).map_err(|error| internal(&error.to_string())),
    };
    let full = within(one.clone().rolling_sum(options(size, size)))?.is_not_null();
    let (mut computed, mut sums) = (Vec::new(), Vec::new());
    for aggregate in aggregates {
        let column = rolled(aggregate, partial);
        let (name, wanted) = (column.name.clone(), physical(&column.ty));
        let shown = |rolled: Expr| match partial {
            true => rolled,
            false => polars::prelude::when(full.clone())
                .then(rolled)
                .otherwise(lit(polars::prelude::NULL)),
        };
        match &aggregate.column {
            Some(of) if aggregate.function == Function::Sum && wanted != DataType::Float64 => {
                for (half, part) in cut(&of.name, &name) {
                    let sum = within(half.rolling_sum(options(size, 1)))?.fill_null(lit(0));
                    computed.push(shown(sum).alias(part));
                }
                sums.push(joined(&name, wanted));
            }
            of => {
                let cells = of.as_ref().map_or(one.clone(), numbers);
                let rolled = within(compute(aggregate.function, cells, size))?;
                let rolled = match (aggregate.function, of.as_ref().map(|of| of.ty.non_null())) {
                    (Function::Sum, _) => rolled.fill_null(lit(0.0)),
                    (_, Some(Type::Duration | Type::Filesize)) => rolled.cast(DataType::Int64),
                    _ => rolled,
                };
                computed.push(shown(rolled).cast(wanted).alias(name.as_str()));
            }
        }
        schema.put(column);
    }
    let lazy = frame.lazy.with_columns(computed).with_columns(sums).select(all(&schema));
    Ok(Frame::with(lazy, schema).reading(frame.origins))
}

/// Amounts are whole numbers beneath.
fn numbers(column: &Column) -> Expr {
    match column.ty.non_null() {
        Type::Duration | Type::Filesize => named(&column.name).cast(DataType::Int64),
        _ => named(&column.name),
    }
}

fn compute(function: Function, cells: Expr, size: usize) -> Expr {
    let own = options(size, 1);
    let float = cells.clone().cast(DataType::Float64);
    match function {
        Function::Count => cells.rolling_sum(own),
        Function::Max => cells.rolling_max(own),
        Function::Mean => float.rolling_mean(own),
        Function::Median => float.rolling_median(own),
        Function::Min => cells.rolling_min(own),
        Function::Quantile(share) => {
            let share = f64::from(share) / f64::from(WHOLE);
            float.rolling_quantile(QuantileMethod::Linear, share, own)
        }
        Function::Stddev => {
            let fn_params = Some(RollingFnParams::Var(RollingVarParams { ddof: 0 }));
            float.rolling_std(RollingOptionsFixedWindow { fn_params, ..own })
        }
        _ => cells.rolling_sum(own),
    }
}

/// A window of so many rows, of which so many have to have a value.
fn options(window_size: usize, min_periods: usize) -> RollingOptionsFixedWindow {
    RollingOptionsFixedWindow {
        window_size,
        min_periods,
        weights: None,
        center: false,
        fn_params: None,
    }
}

fn internal(what: &str) -> Box<Diagnostic> {
    Diagnostic::error(codes::INTERNAL, what).into()
}
