//! Closures over columns: what a closure does with each row of a table is done with its columns.
//!
//! `filter {|row| $row.cores > 4 }` becomes a `where`, and `each {|row| {name: $row.host} }` the
//! stages that make such rows, which polars computes for many rows at once. Only closures that are
//! written where they are used, yield one expression that has a value for every row, and look at
//! nothing of the row but its fields, behind stages that cannot fail: what may fail would be told at
//! another place, or not at all. Of a file only the columns are read then that are used, as ever.

use super::columns::{call, rows};
use super::rule::{Change, Rule};
use super::sure::is_sure;
use crate::command::{Arg, ArgKind};
use crate::plan::{
    PlannedArg, PlannedArgs, PlannedClosure, Stage, StageKind, StatementKind, Tools, Typed,
    TypedKind,
};
use crate::syntax::ast::Binary;
use crate::value::{Schema, Type, scalar};

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "closures over columns", expression: None, pipeline: Some(compiled) };

fn compiled(stages: &[Stage], tools: &Tools<'_>) -> Option<Change> {
    stages.iter().enumerate().find_map(|(at, stage)| {
        let (command, args) = call(stage)?;
        if !stages.get(..at)?.iter().all(never_fails) {
            return None;
        }
        let schema = rows(&stage.input)?;
        let [(_, given)] = args.entries.as_slice() else { return None };
        let [PlannedArg::Closure(closure)] = given.as_slice() else { return None };
        let yielded = yielded(closure)?;
        let name = command.signature.name;
        let new = match name {
            "filter" => kept(stage, &yielded, schema, tools)?,
            "each" => made(stage, yielded, schema, tools)?,
            _ => return None,
        };
        let last = at + new.len() - 1;
        let mut changed = stages.to_vec();
        changed.splice(at..=at, new);
        let what = format!("`{name}` is computed over columns");
        Some(Change { stages: changed, first: at, last, what, span: stage.syntax.span })
    })
}

/// Whether `stage` computes nothing that may fail. A closure sees all columns of a row, so that an
/// error in one of them is told; what polars computes leaves out columns that nobody uses.
fn never_fails(stage: &Stage) -> bool {
    let Some((command, args)) = call(stage) else {
        return matches!(stage.kind, StageKind::Expression(_));
    };
    let known = matches!(
        command.signature.name,
        "open"
            | "hosts"
            | "discover"
            | "where"
            | "select"
            | "reject"
            | "rename"
            | "move"
            | "sort-by"
            | "reverse"
            | "first"
            | "last"
            | "skip"
            | "drop"
            | "every"
            | "uniq"
            | "uniq-by"
            | "compact"
            | "insert"
            | "update"
            | "upsert"
            | "wrap"
            | "enumerate"
    );
    let sure = |arg: &PlannedArg| !matches!(arg, PlannedArg::Columns(typed) if !is_sure(typed));
    known && args.entries.iter().flat_map(|(_, args)| args).all(sure)
}

/// What `closure` yields, over the columns of the rows that it is called with.
fn yielded(closure: &PlannedClosure) -> Option<Typed> {
    let item = match closure.params.as_slice() {
        _ if closure.variable.is_some() => return None,
        [] => "in",
        [item] => item,
        _ => return None,
    };
    let [statement] = closure.body.statements.as_slice() else { return None };
    let StatementKind::Value(pipeline) = &statement.kind else { return None };
    let [stage] = pipeline.stages.as_slice() else { return None };
    let StageKind::Expression(typed) = &stage.kind else { return None };
    over_columns(typed, item).filter(is_sure)
}

/// `typed` with columns in the place of the fields of `item`; none where it looks at more.
fn over_columns(typed: &Typed, item: &str) -> Option<Typed> {
    use TypedKind as T;
    let one = |typed: &Typed| over_columns(typed, item).map(Box::new);
    let kind = match &typed.kind {
        T::Field(base, name) if matches!(&base.kind, T::Variable(of) if of == item) => {
            T::Column(name.clone())
        }
        T::Variable(name) if name == item => return None,
        T::Literal(_) | T::Variable(_) => typed.kind.clone(),
        T::Field(base, name) => T::Field(one(base)?, name.clone()),
        T::Unary(operator, operand) => T::Unary(*operator, one(operand)?),
        T::Binary(operator, left, right) => T::Binary(*operator, one(left)?, one(right)?),
        T::Record(fields) => {
            let field =
                |(name, value): &(String, Typed)| Some((name.clone(), over_columns(value, item)?));
            T::Record(fields.iter().map(field).collect::<Option<_>>()?)
        }
        T::Pipeline(pipeline) => {
            let [stage] = pipeline.stages.as_slice() else { return None };
            let StageKind::Expression(inner) = &stage.kind else { return None };
            return over_columns(inner, item);
        }
        _ => return None,
    };
    Some(Typed { kind, ..typed.clone() })
}

/// `stage`, but with a call of the command called `name`.
fn calling(
    stage: &Stage,
    name: &str,
    entries: Vec<(&'static str, Vec<PlannedArg>)>,
    tools: &Tools<'_>,
) -> Option<Stage> {
    let args = PlannedArgs { entries, span: stage.syntax.span };
    Some(Stage { kind: StageKind::Call(tools.registry.find(name)?, args), ..stage.clone() })
}

/// The `where` that keeps the same rows.
fn kept(
    stage: &Stage,
    condition: &Typed,
    schema: &Schema,
    tools: &Tools<'_>,
) -> Option<Vec<Stage>> {
    if *condition.ty.non_null() != Type::Bool {
        return None;
    }
    let is_nullable = |name: &&str| schema.get(name).is_some_and(|column| column.ty.is_nullable());
    let condition = if condition.columns().iter().any(is_nullable) {
        // `where` knows more of columns than `filter` does, and the type must stay as it was.
        let truth = Typed {
            kind: TypedKind::Literal(scalar::boolean(true)),
            ty: Type::Bool,
            span: condition.span,
        };
        let kind = TypedKind::Binary(Binary::Equal, Box::new(condition.clone()), Box::new(truth));
        Typed { kind, ty: Type::Bool, span: condition.span }
    } else {
        condition.clone()
    };
    let entries = vec![("condition", vec![PlannedArg::Columns(condition)])];
    Some(vec![calling(stage, "where", entries, tools)?])
}

/// The stages that make the rows that `yielded` is.
fn made(stage: &Stage, yielded: Typed, schema: &Schema, tools: &Tools<'_>) -> Option<Vec<Stage>> {
    let TypedKind::Record(fields) = yielded.kind else { return None };
    let text = |name: &str| {
        let kind = ArgKind::Value(scalar::text(name));
        PlannedArg::Fixed(Arg { kind, span: stage.syntax.span })
    };
    let is_same = |(name, value): &&(String, Typed)| matches!(&value.kind, TypedKind::Column(of) if of == name);
    let is_new = |(name, _): &&(String, Typed)| schema.get(name).is_none();
    // What changes a column must come behind all that look at it.
    let (new, changed): (Vec<_>, Vec<_>) =
        fields.iter().filter(|field| !is_same(field)).partition(is_new);
    for (at, (name, _)) in changed.iter().enumerate() {
        let mut later = changed.iter().skip(at + 1);
        if later.any(|(_, value)| value.columns().contains(name.as_str())) {
            return None;
        }
    }
    let steps = new.iter().map(|field| ("insert", field));
    let mut stages = Vec::new();
    for (command, (name, value)) in steps.chain(changed.iter().map(|field| ("update", field))) {
        let value = PlannedArg::Columns(value.clone());
        let entries = vec![("column", vec![text(name)]), ("value", vec![value])];
        stages.push(calling(stage, command, entries, tools)?);
    }
    let columns = fields.iter().map(|(name, _)| text(name)).collect();
    stages.push(calling(stage, "select", vec![("columns", columns)], tools)?);
    Some(stages)
}
