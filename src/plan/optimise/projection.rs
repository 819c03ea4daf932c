//! Projection push-down: what is not used is not gathered.
//!
//! A probe none of whose columns is used is not asked for. The hosts are contacted all the same,
//! and by one probe at least, the first, so that a host which cannot be reached or gives no answer
//! ends as it would have ended. Only an answer that was never asked for cannot turn out to be
//! wrong; where `outcomes` or `require` looks at how it ended, all probes are asked.
//!
//! Files need no rule: polars reads only the columns of a CSV file that are used.

use std::collections::BTreeSet;

use super::columns::{Wanted, call, given, is_watched, rows, wanted};
use super::retype::called;
use super::rule::{Change, Rule};
use crate::command::{Command, Shape};
use crate::plan::{PlannedArg, PlannedArgs, Stage, StageKind, Tools};
use crate::value::Type;

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "projection push-down", expression: None, pipeline: Some(narrowed) };

fn narrowed(stages: &[Stage], tools: &Tools<'_>) -> Option<Change> {
    let used = wanted(stages);
    stages.iter().zip(&used).enumerate().find_map(|(at, (stage, used))| {
        if *used == Wanted::All || is_watched(stages, at) {
            return None;
        }
        let (command, args) = call(stage)?;
        let param = command.signature.params.iter().find(|param| param.shape == Shape::Probe)?;
        let probes = given(args, param.name);
        let fills = filled(command, args, param.name, &stage.input, tools)?;
        let mut kept = fills.iter().map(|names| names.iter().any(|name| used.has(name)));
        let mut kept = kept.by_ref().collect::<Vec<_>>();
        if !kept.contains(&true) {
            *kept.first_mut()? = true;
        }
        let pick = |wanted: bool| {
            let probes = probes.iter().zip(&kept).filter(move |(_, kept)| **kept == wanted);
            probes.map(|(probe, _)| probe.clone()).collect::<Vec<_>>()
        };
        let dropped = pick(false);
        if dropped.is_empty() {
            return None;
        }
        let args = with(args, param.name, pick(true));
        let mut changed = stages.to_vec();
        let narrow = Stage { kind: StageKind::Call(command, args), ..stage.clone() };
        *changed.get_mut(at)? = narrow;
        let names = dropped.iter().filter_map(name).map(|name| format!("`{name}`"));
        let names = names.collect::<Vec<_>>().join(", ");
        let column = if dropped.len() == 1 { "its columns" } else { "their columns" };
        let what = format!("{names} is not asked for: none of {column} is used");
        let what = if dropped.len() == 1 { what } else { what.replacen(" is ", " are ", 1) };
        Some(Change { stages: changed, first: at, last: at, what, span: stage.syntax.span })
    })
}

fn name(probe: &PlannedArg) -> Option<&str> {
    match probe {
        PlannedArg::Fixed(arg) => arg.text(),
        _ => None,
    }
}

/// `args` with other values for parameter `name`.
pub(super) fn with(args: &PlannedArgs, name: &str, values: Vec<PlannedArg>) -> PlannedArgs {
    let mut args = args.clone();
    if let Some((_, given)) = args.entries.iter_mut().find(|(known, _)| *known == name) {
        *given = values;
    }
    args
}

/// The columns that each probe is the first to fill.
fn filled(
    command: &Command,
    args: &PlannedArgs,
    param: &str,
    input: &Type,
    tools: &Tools<'_>,
) -> Option<Vec<BTreeSet<String>>> {
    let probes = given(args, param);
    let mut before = BTreeSet::new();
    let mut fills = Vec::with_capacity(probes.len());
    for count in 0..=probes.len() {
        let some = with(args, param, probes.get(..count)?.to_vec());
        let output = called(command, &some, input, tools)?;
        let names = rows(&output)?.names().into_iter().map(str::to_owned);
        let names = names.collect::<BTreeSet<_>>();
        if count > 0 {
            fills.push(names.difference(&before).cloned().collect());
        }
        before = names;
    }
    Some(fills)
}
