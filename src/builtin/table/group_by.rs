//! `group-by`: one row a group.

use polars::prelude::{DataType, Expr, PlSmallStr, col, len};

use super::sum::{halves, joined};
use crate::command::{
    ArgKind, Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Aggregate, Column, Frame, Schema, Type, physical};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "group-by",
        summary: "put rows with equal values together, one row a group",
        details: "Columns name the values to group by. Aggregates in parentheses say what is \
                  computed of each group: `(count)`, `(sum c)`, `(mean c)`, `(min c)`, `(max c)`, \
                  `(list c)`; a count when there is none. Groups come in the order of their first \
                  rows. Null is a group of its own; `sum` and the like pass over nulls.",
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
        aggregates.push(Aggregate { function: "count".into(), column: None, output });
    }
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
    aggregate.function == "sum" && whole
}

fn compute(aggregate: &Aggregate) -> Vec<Expr> {
    if let (Some(column), true) = (&aggregate.column, is_whole_sum(aggregate)) {
        return halves(&column.name, &aggregate.output.name).into();
    }
    let wanted = physical(&aggregate.output.ty);
    let of = |column: &Column| col(PlSmallStr::from_str(&column.name));
    let computed = match (&aggregate.column, aggregate.function.as_str()) {
        (Some(column), "sum") => of(column).sum(),
        (Some(column), "mean") if aggregate.output.ty.is_number() => of(column).mean(),
        (Some(column), "mean") => {
            of(column).cast(DataType::Int64).cast(DataType::Float64).mean().cast(DataType::Int64)
        }
        (Some(column), "min") => of(column).min(),
        (Some(column), "max") => of(column).max(),
        // In a group, a column that is not aggregated is the list of its cells.
        (Some(column), _) => of(column),
        (None, _) => len(),
    };
    let list = aggregate.function == "list";
    let computed = if list { computed } else { computed.cast(wanted) };
    vec![computed.alias(PlSmallStr::from_str(&aggregate.output.name))]
}
