//! Constant folding: what is known before the run is computed before it.
//!
//! A calculation that has no result stays as it is, so that it fails when and where it would have
//! failed. Commands are not computed here, for nobody knows how long one takes.

use super::columns::condition;
use super::rule::{Change, Rule};
use crate::plan::{Block, Stage, Tools, Typed, TypedKind, shown};
use crate::syntax::ast::Binary;
use crate::value::{Type, Value};

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "constant folding", expression: Some(simpler), pipeline: Some(without_true) };

fn simpler(typed: &Typed, tools: &Tools<'_>) -> Option<(Typed, String)> {
    if typed.literal().is_some() {
        return None;
    }
    if is_constant(typed) {
        let value = (tools.fold)(typed).ok()?;
        let folded = Typed { kind: TypedKind::Literal(value), ..typed.clone() };
        let what = format!("`{}` is `{}`", shown(typed), shown(&folded));
        return Some((folded, what));
    }
    match &typed.kind {
        TypedKind::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
            let simple = decided(*operator, left, right).filter(|side| side.ty == typed.ty)?;
            let what = format!("`{}` is `{}`", shown(typed), shown(simple));
            Some((Typed { span: typed.span, ..simple.clone() }, what))
        }
        TypedKind::If(condition, then, otherwise) => {
            let (kind, which) = match truth(condition)? {
                true => {
                    otherwise.as_ref()?;
                    (TypedKind::If(condition.clone(), then.clone(), None), "`else` never runs")
                }
                false if then.statements.is_empty() => return None,
                false => {
                    let never = Box::new(Block { statements: Vec::new(), ..then.as_ref().clone() });
                    let kind = TypedKind::If(condition.clone(), never, otherwise.clone());
                    (kind, "the first block never runs")
                }
            };
            let what = format!("`if {}`: {which}", shown(condition));
            Some((Typed { kind, ..typed.clone() }, what))
        }
        _ => None,
    }
}

/// The side of `and` or `or` that the whole is equal to, because the other one is known.
fn decided<'a>(operator: Binary, left: &'a Typed, right: &'a Typed) -> Option<&'a Typed> {
    let decides = operator == Binary::Or;
    let is_truth = |side: &Typed| *side.ty.non_null() == Type::Bool;
    match (truth(left), truth(right)) {
        // The right side would not have been looked at.
        (Some(known), _) if known == decides => Some(left),
        (Some(_), _) if is_truth(right) => Some(right),
        // The left side is looked at in any case, and may fail.
        (_, Some(known)) if known != decides && is_truth(left) => Some(left),
        _ => None,
    }
}

fn truth(typed: &Typed) -> Option<bool> {
    match typed.literal()? {
        Value::Bool { val, .. } => Some(*val),
        _ => None,
    }
}

/// Whether the value of `typed` depends on nothing but what is written, and is computed at once.
fn is_constant(typed: &Typed) -> bool {
    let here = match &typed.kind {
        TypedKind::Literal(_)
        | TypedKind::List(_)
        | TypedKind::Record(_)
        | TypedKind::Field(..)
        | TypedKind::Item(..)
        | TypedKind::Text(_)
        | TypedKind::Range(..)
        | TypedKind::Binary(..)
        | TypedKind::Unary(..) => typed.ty != Type::Unknown,
        _ => false,
    };
    here && typed.children().all(is_constant)
}

/// The stages without a `where` whose condition is true of every row.
fn without_true(stages: &[Stage], _: &Tools<'_>) -> Option<Change> {
    let is_idle = |stage: &Stage| {
        condition(stage).and_then(truth) == Some(true) && stage.input == stage.output
    };
    let at = stages.iter().skip(1).position(is_idle)? + 1;
    let span = stages.get(at)?.syntax.span;
    let mut stages = stages.to_vec();
    stages.remove(at);
    let what = "`where true` is left out: it keeps every row".to_owned();
    Some(Change { stages, first: at, last: at.saturating_sub(1), what, span })
}
