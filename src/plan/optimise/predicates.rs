//! Predicate push-down: rows that are not wanted are left out as early as can be.
//!
//! A `where` moves to the front past every stage that neither makes the columns it looks at nor
//! counts rows. It must have a value for every row, and what it moves past must not fail either: an
//! error must neither appear nor vanish.
//!
//! A condition on `host` alone moves past `discover` too, so that hosts whose rows nobody wants are
//! not contacted. They are then no targets at all, as if the `where` had been written right behind
//! `hosts`: there is no outcome of theirs, good or bad. That is the one thing in which the run
//! differs, and so it is only done where nothing in the pipeline looks at outcomes, and where the
//! hosts come from the inventory, so that the names before and after are the same. It never moves
//! past `run`, which may change something on a host.

use super::columns::{
    before_rename, call, condition, fixed, given, is_watched, renames, rows, target, texts, value,
};
use super::rule::{Change, Rule};
use super::sure::{all_of, conjuncts, is_sure, replaced};
use crate::plan::{PlannedArg, PlannedArgs, Stage, StageKind, Tools, Typed, TypedKind, shown};

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "predicate push-down", expression: None, pipeline: Some(pushed) };

fn pushed(stages: &[Stage], _: &Tools<'_>) -> Option<Change> {
    (1..stages.len()).find_map(|at| {
        let condition = condition(stages.get(at)?)?;
        part(stages, at, condition).or_else(|| whole(stages, at, condition))
    })
}

/// The stages with the whole of `condition`, which is that of number `at`, as early as can be.
fn whole(stages: &[Stage], at: usize, condition: &Typed) -> Option<Change> {
    let (place, moved) = earliest(stages, at, condition).filter(|_| is_sure(condition))?;
    let mut changed = stages.to_vec();
    let stage = with(changed.remove(at), moved.clone());
    let span = stage.syntax.span;
    changed.insert(place, stage);
    let what = told(stages, place, at, &moved);
    Some(Change { stages: changed, first: place, last: at, what, span })
}

/// The stages with that part of `condition` by which fewer hosts are contacted, if it is not the
/// whole.
fn part(stages: &[Stage], at: usize, condition: &Typed) -> Option<Change> {
    let parts = conjuncts(condition);
    // What stands right of a part that may fail is only looked at where that one is true.
    let sure = parts.iter().take_while(|part| is_sure(part)).count();
    let spares = |part: &Typed| {
        let place = earliest(stages, at, part).map(|(place, _)| place)?;
        stages.get(place..at)?.iter().any(asks).then_some(())
    };
    let (mut early, mut late) = (Vec::new(), Vec::new());
    for (number, part) in parts.into_iter().enumerate() {
        let is_early = number < sure && spares(part).is_some();
        if is_early { &mut early } else { &mut late }.push(part.clone());
    }
    let (early, late) = (all_of(early)?, all_of(late)?);
    let (place, moved) = earliest(stages, at, &early)?;
    let mut changed = stages.to_vec();
    let stage = changed.remove(at);
    let span = stage.syntax.span;
    changed.insert(at, with(stage.clone(), late));
    changed.insert(place, with(stage, moved.clone()));
    let what = told(stages, place, at, &moved);
    Some(Change { stages: changed, first: place, last: at + 1, what, span })
}

fn told(stages: &[Stage], place: usize, at: usize, moved: &Typed) -> String {
    let passed = stages.get(place..at).unwrap_or_default();
    let name = passed.first().and_then(call).map_or("", |(command, _)| command.signature.name);
    let spared = if passed.iter().any(asks) {
        "; hosts for which it is not true are not contacted and have no outcome"
    } else {
        ""
    };
    format!("`where {}` is moved before `{name}`{spared}", shown(moved))
}

/// A `where` like `stage` with another condition.
fn with(stage: Stage, condition: Typed) -> Stage {
    let StageKind::Call(command, args) = &stage.kind else { return stage };
    let entries = vec![("condition", vec![PlannedArg::Columns(condition)])];
    Stage { kind: StageKind::Call(command, PlannedArgs { entries, span: args.span }), ..stage }
}

fn asks(stage: &Stage) -> bool {
    call(stage).is_some_and(|(command, _)| command.signature.name == "discover")
}

/// The first place at which `condition`, now that of number `at`, may stand, and how it is written
/// there; none when that is where it stands.
fn earliest(stages: &[Stage], at: usize, condition: &Typed) -> Option<(usize, Typed)> {
    let (mut place, mut condition) = (at, condition.clone());
    while let Some(before) = place.checked_sub(1)
        && let Some(moved) = past(stages, before, &condition)
    {
        (place, condition) = (before, moved);
    }
    (place < at).then_some((place, condition))
}

/// `condition` as it is written before stage number `at`, if it may stand there.
fn past(stages: &[Stage], at: usize, condition: &Typed) -> Option<Typed> {
    let stage = stages.get(at)?;
    let (command, args) = call(stage)?;
    rows(&stage.input)?;
    let used = condition.columns();
    let may = match command.signature.name {
        "sort-by" | "reverse" | "select" | "reject" | "move" | "compact" => true,
        "insert" | "update" | "upsert" => {
            !used.contains(target(args)?) && value(args).is_some_and(is_sure)
        }
        "default" => {
            fixed(args, "value")?;
            texts(args, "columns")?.iter().all(|name| !used.contains(name))
        }
        "rename" => {
            let pairs = renames(args)?;
            let old = |name: &str| TypedKind::Column(before_rename(&pairs, name).to_owned());
            return replaced(condition, &old);
        }
        "discover" => {
            let alone = used.len() == 1 && used.contains("host");
            alone && is_of_inventory(stages.get(..at)?) && !is_watched(stages, at)
        }
        _ => false,
    };
    may.then(|| condition.clone())
}

/// Whether the column `host` of what comes out of `stages` has the names of the inventory.
fn is_of_inventory(stages: &[Stage]) -> bool {
    let Some((first, rest)) = stages.split_first() else { return false };
    let is_hosts =
        |stage| call(stage).is_some_and(|(command, _)| command.signature.name == "hosts");
    is_hosts(first)
        && rest.iter().all(|stage| {
            let Some((command, args)) = call(stage) else { return false };
            match command.signature.name {
                "where" | "sort-by" | "reverse" | "select" | "reject" | "move" | "compact"
                | "first" | "last" | "skip" | "drop" | "every" | "uniq" | "uniq-by"
                | "discover" | "run" | "script" => true,
                "insert" | "update" | "upsert" => target(args).is_some_and(|name| name != "host"),
                "rename" => {
                    given(args, "column").is_empty()
                        && renames(args).is_some_and(|pairs| {
                            pairs.iter().all(|(old, new)| old != "host" && new != "host")
                        })
                }
                _ => false,
            }
        })
}
