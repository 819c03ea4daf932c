//! `group-by`: one row a group.

use polars::prelude::{DataType, Expr, PlSmallStr, QuantileMethod, col, len, lit};

use super::sum::{halves, joined};
use crate::command::{
    ArgKind, Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::aggregate::WHOLE;
use crate::value::{Aggregate, Column, Frame, Function, Schema, Type, physical};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "group-by",
        summary: "put rows with equal values together, one row a group",
        details: "Columns name the values to group by. Aggregates in parentheses say what is \
                  computed of each group: `(count)`, `(distinct c)`, `(sum c)`, `(mean c)`, \
                  `(median c)`, `(quantile c 0.95)`, `(stddev c)`, `(min c)`, `(max c)`, `(first \
                  c)`, `(last c)`, `(list c)`; a count when there is none. Groups come in the order \
                  of their first rows. Null is a group of its own; `sum` and the like pass over \
                  nulls, `first`, `last` and `list` do not. The standard deviation is that of the \
                  whole population.",
        input: Input::Table,
        params: &[Param {
            name: "keys",
            shape: Shape::Key,
            arity: Arity::Some,
            doc: "columns to group by, and aggregates",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "count the rows of each group",
                text: "[{os: \"a\"}, {os: \"b\"}, {os: \"a\"}] | group-by os",
                prints: "{\"os\":\"a\",\"count\":2}\n{\"os\":\"b\",\"count\":1}",
            },
            Example {
                doc: "several aggregates",
                text: "[{os: \"a\", n: 1}, {os: \"a\", n: 4}] | group-by os (count) (mean n) (max n)",
                prints: "{\"os\":\"a\",\"count\":2,\"mean_n\":2.5,\"max_n\":4}",
            },
            Example {
                doc: "what half, and what nine of ten are below",
                text: "[{os: \"a\", n: 1}, {os: \"a\", n: 2}, {os: \"a\", n: 6}] | group-by os (median n) (quantile n 0.9) (stddev n)",
                prints: "{\"os\":\"a\",\"median_n\":2.0,\"p90_n\":5.2,\"stddev_n\":2.160246899469287}",
            },
        ],
    },
    output: &output,
    body: Body::Whole(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let mut grouped = Schema::default();
    let keys = args.texts("keys").map(|(name, span)| {
        let unknown = Column::new(name, Type::Unknown);
        (schema.get(name).cloned().unwrap_or(unknown), span)
    });
    let keys = keys.collect::<Vec<_>>();
    if keys.is_empty() {
        let problem = Diagnostic::error(codes::MISSING_ARGUMENT, "`group-by` needs a column");
        let help = "name the column whose values make the groups, such as `group-by arch`";
        checking.problem(problem.at(args.span, "").help(help));
    }
    let computed = args.all("keys").iter().filter_map(|arg| match &arg.kind {
        ArgKind::Aggregate(aggregate) => Some((aggregate.output.clone(), arg.span)),
        _ => None,
    });
    let mut computed = computed.collect::<Vec<_>>();
    if computed.is_empty() {
        computed.push((Column::new("count", Type::Int), args.span));
    }
    for (column, span) in keys.into_iter().chain(computed) {
        if grouped.get(&column.name).is_some() {
            let message = format!("the result would have two columns `{}`", column.name);
            let problem = Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, "");
            checking.problem(problem.help("remove one of both"));
        }
        grouped.put(column);
    }
    Type::Table(grouped)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let names = args.texts("keys").map(|(name, _)| name).collect::<Vec<_>>();
    let aggregates = args.all("keys").iter().filter_map(|arg| match &arg.kind {
        ArgKind::Aggregate(aggregate) => Some(aggregate.clone()),
        _ => None,
    });
    let mut aggregates = aggregates.collect::<Vec<_>>();
    if aggregates.is_empty() {
        let output = Column::new("count", Type::Int);
        aggregates.push(Aggregate { function: Function::Count, column: None, output });
    }
    grouped(frame, &names, aggregates)
}

/// One row for each combination of the columns `names`, in the order of their first rows, with
/// these aggregates behind them.
///
/// # Errors
/// None; what cannot be computed is found when it is.
pub fn grouped(frame: Frame, names: &[&str], aggregates: Vec<Aggregate>) -> Result<Frame> {
    let keys = names.iter().map(|name| col(PlSmallStr::from_str(name))).collect::<Vec<_>>();
    let computed = aggregates.iter().flat_map(compute).collect::<Vec<_>>();
    let sums = aggregates.iter().filter(|aggregate| is_whole_sum(aggregate));
    let sums = sums.map(|sum| joined(&sum.output.name, physical(&sum.output.ty)));
    let sums = sums.collect::<Vec<_>>();
    let keys_kept = names.iter().filter_map(|name| frame.schema.get(name).cloned());
    let schema = keys_kept.chain(aggregates.into_iter().map(|aggregate| aggregate.output));
    let schema = Schema::closed(schema.collect());
    let names = schema.names();
    let shown = names.iter().map(|name| col(PlSmallStr::from_str(name))).collect::<Vec<_>>();
    let grouped = frame.lazy.group_by_stable(keys).agg(computed);
    Ok(Frame::with(grouped.with_columns(sums).select(shown), schema).reading(frame.origins))
}

/// Whether it adds up whole numbers, which may not fit.
fn is_whole_sum(aggregate: &Aggregate) -> bool {
    let whole =
        matches!(aggregate.output.ty.non_null(), Type::Int | Type::Duration | Type::Filesize);
    aggregate.function == Function::Sum && whole
}

fn compute(aggregate: &Aggregate) -> Vec<Expr> {
    if let (Some(column), true) = (&aggregate.column, is_whole_sum(aggregate)) {
        return halves(&column.name, &aggregate.output.name).into();
    }
    let wanted = physical(&aggregate.output.ty);
    let Some(column) = &aggregate.column else {
        return vec![len().cast(wanted).alias(PlSmallStr::from_str(&aggregate.output.name))];
    };
    let cells = col(PlSmallStr::from_str(&column.name));
    // Amounts are whole numbers beneath, and so is what is between two of them.
    let is_amount = matches!(column.ty.non_null(), Type::Duration | Type::Filesize);
    let numbers = match is_amount {
        true => cells.clone().cast(DataType::Int64).cast(DataType::Float64),
        false => cells.clone(),
    };
    let computed = match aggregate.function {
        Function::Count => len(),
        Function::Distinct => cells.drop_nulls().n_unique(),
        Function::First => cells.first(),
        Function::Last => cells.last(),
        // In a group, a column that is not aggregated is the list of its cells.
        Function::List => cells,
        Function::Max => cells.max(),
        Function::Mean => numbers.mean(),
        Function::Median => numbers.median(),
        Function::Min => cells.min(),
        Function::Quantile(share) => {
            let share = f64::from(share) / f64::from(WHOLE);
            numbers.quantile(lit(share), QuantileMethod::Linear)
        }
        Function::Stddev => numbers.std(0),
        Function::Sum => cells.sum(),
    };
    let computed = match aggregate.function {
        Function::List => computed,
        Function::Mean | Function::Median | Function::Quantile(_) | Function::Stddev
            if is_amount =>
        {
            computed.cast(DataType::Int64).cast(wanted)
        }
        _ => computed.cast(wanted),
    };
    vec![computed.alias(PlSmallStr::from_str(&aggregate.output.name))]
}
