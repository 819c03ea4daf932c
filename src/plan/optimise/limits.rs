//! Limit push-down: what feeds `first` does no more than it has to.
//!
//! `first` moves to the front past stages that make one row of each and cannot fail. Where a
//! command that asks hosts feeds it, that command is told how many rows are wanted: it has no more
//! hosts under way than rows are missing, and asks for more only while answers are awaited for
//! long. Those that are left end as `skipped`, as they do behind any `first`.

use super::columns::{call, given, rows, value};
use super::rule::{Change, Rule};
use super::sure::is_sure;
use crate::command::{Arg, ArgKind, Args, Body, ENOUGH};
use crate::plan::{PlannedArg, PlannedArgs, Stage, StageKind, Tools};
use crate::value::{Value, scalar};

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "limit push-down", expression: None, pipeline: Some(pushed) };

fn pushed(stages: &[Stage], _: &Tools<'_>) -> Option<Change> {
    (1..stages.len()).find_map(|at| {
        let (limit, rows) = limit(stages.get(at)?)?;
        moved(stages, at, limit).or_else(|| told(stages, at, limit, rows))
    })
}

/// The name of the command that `stage` is, if it limits rows, and to how many, if that is known.
pub(in crate::plan) fn limit(stage: &Stage) -> Option<(&'static str, usize)> {
    let (command, args) = call(stage)?;
    let Body::Limit(rows) = command.body else { return None };
    let mut entries = Vec::new();
    for (name, given) in &args.entries {
        let values = given.iter().map(|arg| match arg {
            PlannedArg::Fixed(arg) => Some(arg.clone()),
            PlannedArg::Later(typed) => {
                let Value::Int { val: 0.., .. } = typed.literal()? else { return None };
                let kind = ArgKind::Value(typed.literal()?.clone());
                Some(Arg { kind, span: typed.span })
            }
            _ => None,
        });
        entries.push((*name, values.collect::<Option<Vec<_>>>()?));
    }
    Some((command.signature.name, rows(&Args::new(entries, args.span))))
}

/// The stages with the limit at number `at` as early as can be.
fn moved(stages: &[Stage], at: usize, name: &str) -> Option<Change> {
    let before = stages.get(..at)?;
    let passed = before.iter().rev().take_while(|stage| is_one_to_one(stage)).count();
    let place = at - passed;
    let next = stages.get(place).and_then(call).filter(|_| passed > 0)?.0.signature.name;
    let mut changed = stages.to_vec();
    let stage = changed.remove(at);
    let span = stage.syntax.span;
    changed.insert(place, stage);
    let what = format!("`{name}` is moved before `{next}`, which makes one row of each");
    Some(Change { stages: changed, first: place, last: at, what, span })
}

/// Whether it makes one row of each, in their order, whatever is in them.
fn is_one_to_one(stage: &Stage) -> bool {
    let Some((command, args)) = call(stage) else { return false };
    let kept = match command.signature.name {
        "select" | "reject" | "rename" | "move" => true,
        "insert" | "update" | "upsert" => value(args).is_some_and(is_sure),
        "default" => !matches!(given(args, "value"), [PlannedArg::Later(_)]),
        _ => false,
    };
    kept && rows(&stage.input).is_some()
}

/// The stages, of which the one before number `at` is told how many rows are wanted of it.
fn told(stages: &[Stage], at: usize, name: &str, rows: usize) -> Option<Change> {
    let before = at.checked_sub(1)?;
    let stage = stages.get(before)?;
    let (command, args) = call(stage)?;
    let effects = command.signature.effects;
    if !effects.touches_hosts() || args.known().first(ENOUGH).is_some() {
        return None;
    }
    let wanted = i64::try_from(rows).ok()?;
    let arg = Arg { kind: ArgKind::Value(scalar::int(wanted)), span: stage.syntax.span };
    let mut args = args.clone();
    args.entries.push((ENOUGH, vec![PlannedArg::Fixed(arg)]));
    let mut changed = stages.to_vec();
    let kind = StageKind::Call(command, PlannedArgs { ..args });
    let span = stage.syntax.span;
    let told = Stage { kind, ..stage.clone() };
    *changed.get_mut(before)? = told;
    let asked = command.signature.name;
    let count = if rows == 1 { "one row stands".to_owned() } else { format!("{rows} rows stand") };
    let what = format!("`{asked}` contacts hosts until {count}, for `{name}` takes no more");
    Some(Change { stages: changed, first: before, last: before, what, span })
}
