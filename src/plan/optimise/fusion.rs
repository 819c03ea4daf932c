//! Probe fusion: hosts that are asked twice are asked once.
//!
//! `discover a | discover b` asks each host again that answered, and keeps what it said last; it
//! becomes one question whose other columns are dropped. `discover a | join (… | discover b) host`
//! asks the same hosts twice to put both answers into one row; where both sides begin with the same
//! selection of the inventory, it becomes `discover a b`, which makes that row. Both only where
//! nothing in the pipeline looks at how it ended for each host, since each host then ends once.

use super::columns::{call, given, is_watched, rows, texts};
use super::projection::with;
use super::rule::{Change, Rule};
use crate::command::{Arg, ArgKind, Command};
use crate::plan::{PlannedArg, PlannedArgs, Stage, StageKind, Tools, TypedKind};
use crate::value::scalar;

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "probe fusion", expression: None, pipeline: Some(fused) };

const PROBES: &str = "probes";

fn fused(stages: &[Stage], tools: &Tools<'_>) -> Option<Change> {
    (1..stages.len()).find_map(|at| {
        let first = discover(stages.get(at - 1)?)?;
        if is_watched(stages, at - 1) {
            return None;
        }
        twice(stages, at, first, tools).or_else(|| joined(stages, at, first))
    })
}

fn discover(stage: &Stage) -> Option<(&'static Command, &PlannedArgs)> {
    call(stage).filter(|(command, _)| command.signature.name == "discover")
}

/// `discover a | discover b`.
fn twice(
    stages: &[Stage],
    at: usize,
    (command, before): (&'static Command, &PlannedArgs),
    tools: &Tools<'_>,
) -> Option<Change> {
    let second = stages.get(at)?;
    let (_, args) = discover(second)?;
    if !same_flags(before, args) {
        return None;
    }
    let select = tools.registry.find("select")?;
    let columns = rows(&second.output)?.names().into_iter().map(|name| {
        let kind = ArgKind::Value(scalar::text(name));
        PlannedArg::Fixed(Arg { kind, span: second.syntax.span })
    });
    let entries = vec![("columns", columns.collect())];
    let select = StageKind::Call(select, PlannedArgs { entries, span: args.span });
    let both = StageKind::Call(command, together(args, before));
    let mut changed = stages.to_vec();
    let span = second.syntax.span;
    *changed.get_mut(at)? = Stage { kind: select, ..second.clone() };
    let first = changed.get_mut(at - 1)?;
    *first = Stage { kind: both, ..first.clone() };
    let what = "both `discover` are one: each host is asked once".to_owned();
    Some(Change { stages: changed, first: at - 1, last: at, what, span })
}

/// `discover a | join (… | discover b) host`.
fn joined(
    stages: &[Stage],
    at: usize,
    (command, before): (&'static Command, &PlannedArgs),
) -> Option<Change> {
    let stage = stages.get(at)?;
    let (_, args) = call(stage).filter(|(command, _)| command.signature.name == "join")?;
    let plain = args.entries.iter().all(|(name, _)| matches!(*name, "other" | "on" | "inner"));
    if !plain || texts(args, "on")? != ["host"] {
        return None;
    }
    let [PlannedArg::Later(other)] = given(args, "other") else { return None };
    let TypedKind::Pipeline(other) = &other.kind else { return None };
    let (last, source) = other.stages.split_last()?;
    let (_, second) = discover(last)?;
    let (_, own) = stages.get(..at)?.split_last()?;
    if !same_flags(before, second) || !same_hosts(own, source) {
        return None;
    }
    let mut changed = stages.to_vec();
    changed.remove(at);
    let kind = StageKind::Call(command, together(before, second));
    let first = changed.get_mut(at - 1)?;
    *first = Stage { kind, ..first.clone() };
    let what = "both sides of the `join` are one `discover`: each host is asked once".to_owned();
    Some(Change { stages: changed, first: at - 1, last: at - 1, what, span: stage.syntax.span })
}

/// The probes of `first`, then those that only `second` has.
fn together(first: &PlannedArgs, second: &PlannedArgs) -> PlannedArgs {
    let known = texts(first, PROBES).unwrap_or_default();
    let is_new = |probe: &&PlannedArg| match probe {
        PlannedArg::Fixed(arg) => arg.text().is_some_and(|name| !known.contains(&name)),
        _ => true,
    };
    let new = given(second, PROBES).iter().filter(is_new);
    with(first, PROBES, given(first, PROBES).iter().chain(new).cloned().collect())
}

/// Whether both calls are the same but for their probes.
fn same_flags(a: &PlannedArgs, b: &PlannedArgs) -> bool {
    let flags = |args: &PlannedArgs| {
        let flags = args.entries.iter().filter(|(name, _)| *name != PROBES).cloned();
        flags.collect::<Vec<_>>()
    };
    let (a, b) = (flags(a), flags(b));
    a.len() == b.len()
        && a.iter().all(|(name, args)| {
            b.iter().any(|(other, others)| name == other && same_values(args, others))
        })
}

fn same_values(a: &[PlannedArg], b: &[PlannedArg]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (PlannedArg::Fixed(a), PlannedArg::Fixed(b)) => {
                a.value().is_some() && a.value() == b.value()
            }
            _ => false,
        })
}

/// Whether both pipelines are the same selection of the inventory.
fn same_hosts(a: &[Stage], b: &[Stage]) -> bool {
    let ([a], [b]) = (a, b) else { return false };
    let hosts = |stage| call(stage).filter(|(command, _)| command.signature.name == "hosts");
    match (hosts(a), hosts(b)) {
        (Some((_, a)), Some((_, b))) => {
            a.entries.len() == b.entries.len()
                && a.entries.iter().zip(&b.entries).all(|((name, args), (other, others))| {
                    name == other && same_values(args, others)
                })
        }
        _ => false,
    }
}
