//! Which hosts flow through a pipeline, as far as the inventory and the text tell. No host is
//! contacted.

use std::sync::Arc;

use crate::command::{Body, Hosts};
use crate::effect::{Selection, Target, record_of};
use crate::plan::optimise::{call, condition, fixed, is_sure, limit, replaced, target, texts};
use crate::plan::{PlannedArgs, Stage, StageKind, Tools, Typed, TypedKind, shown};
use crate::value::{Type, Value, scalar};

/// Hosts that flow.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// They, or some of them; none when nobody knows before the run.
    targets: Option<Vec<Arc<Target>>>,
    /// How many of them at most.
    most: usize,
    /// Whether all of them do.
    exact: bool,
    /// Whether the rows have the columns of `hosts` as they were.
    of_inventory: bool,
    from: String,
}

impl Flow {
    fn of(targets: Vec<Arc<Target>>, from: String) -> Self {
        Self { targets: Some(targets), most: usize::MAX, exact: true, of_inventory: true, from }
    }

    /// For people and robots.
    pub fn told(&self, contacted: bool) -> Hosts {
        let count = self.targets.as_ref().map(|targets| targets.len().min(self.most));
        Hosts { count, exact: self.exact, from: self.from.clone(), contacted }
    }
}

/// Hosts that come out of `stage` when `before` flow into it. None where no hosts flow.
pub(super) fn after(stage: &Stage, before: Option<&Flow>, tools: &Tools<'_>) -> Option<Flow> {
    if let StageKind::Expression(typed) = &stage.kind {
        return of_rows(typed, tools);
    }
    let (command, args) = match &stage.kind {
        StageKind::Call(command, args) => (command, args),
        _ => return None,
    };
    let some = |flow: &Flow| Flow { exact: false, ..flow.clone() };
    if command.signature.name == "hosts" {
        return Some(selected(args, tools));
    }
    let flow = before?;
    // A stage of which something is not known yet may do anything to its rows.
    if call(stage).is_none() {
        return has_host(&stage.output).then(|| some(flow));
    }
    let limits = matches!(command.body, Body::Limit(_));
    match command.signature.name {
        _ if !has_host(&stage.output) => None,
        "where" => Some(condition(stage).map_or_else(|| some(flow), |c| filtered(flow, c, tools))),
        "sort-by" | "reverse" | "select" | "reject" | "move" | "require" => Some(flow.clone()),
        "insert" | "update" | "upsert" => match target(args) {
            Some("host") | None => None,
            Some(_) => Some(Flow { of_inventory: false, ..flow.clone() }),
        },
        _ if limits => Some(limit(stage).map_or_else(|| some(flow), |(_, n)| limited(flow, n))),
        "discover" | "run" | "script" => Some(Flow { of_inventory: false, ..some(flow) }),
        "skip" | "drop" | "last" | "every" | "uniq" | "uniq-by" | "compact" => Some(some(flow)),
        "outcomes" => Some(Flow { of_inventory: false, ..flow.clone() }),
        _ => None,
    }
}

fn has_host(ty: &Type) -> bool {
    match ty.non_null() {
        Type::Table(schema) => schema.get("host").is_some() || schema.is_open(),
        Type::Unknown => true,
        _ => false,
    }
}

/// The hosts that `hosts` gives.
fn selected(args: &PlannedArgs, tools: &Tools<'_>) -> Flow {
    let unknown = |from: &str| Flow {
        targets: None,
        most: usize::MAX,
        exact: false,
        of_inventory: true,
        from: from.to_owned(),
    };
    let given = (texts(args, "patterns"), texts(args, "group"), texts(args, "tag"));
    let (Some(patterns), Some(groups), Some(tags)) = given else {
        return unknown("a selection that is computed");
    };
    let selection = Selection { patterns: &patterns, groups: &groups, tags: &tags };
    let mut from = patterns.iter().map(|pattern| (*pattern).to_owned()).collect::<Vec<_>>();
    from.extend(groups.iter().map(|group| format!("group {group}")));
    from.extend(tags.iter().map(|tag| format!("tag {tag}")));
    let from = if from.is_empty() { "all of the inventory".to_owned() } else { from.join(", ") };
    match selection.of(tools.world.directory.as_ref()) {
        Ok(targets) => Flow::of(targets, from),
        Err(_) => unknown(&from),
    }
}

/// The hosts of a table that is written out.
fn of_rows(typed: &Typed, tools: &Tools<'_>) -> Option<Flow> {
    let Value::List { vals, .. } = typed.literal()? else { return None };
    let mut targets = Vec::<Arc<Target>>::new();
    for row in vals.iter() {
        let Value::Record { val, .. } = row else { return None };
        let Value::String { val: name, .. } = val.get("host")? else { return None };
        let target = tools.world.directory.get(name).ok()?;
        if targets.iter().all(|known| known.name != target.name) {
            targets.push(target);
        }
    }
    let flow = Flow::of(targets, "the rows that are written".to_owned());
    Some(Flow { of_inventory: false, ..flow })
}

/// The first `rows` of them.
fn limited(flow: &Flow, rows: usize) -> Flow {
    let mut flow = flow.clone();
    match &mut flow.targets {
        Some(targets) if flow.exact => targets.truncate(rows),
        _ => {}
    }
    Flow { most: flow.most.min(rows), ..flow }
}

/// Those for which `condition` is true, exactly if it can be told.
fn filtered(flow: &Flow, condition: &Typed, tools: &Tools<'_>) -> Flow {
    let inexact = || Flow { exact: false, ..flow.clone() };
    let used = condition.columns();
    let is_known =
        |name: &&str| *name == "host" || (flow.of_inventory && cell(name, tools).is_some());
    let (Some(targets), true) = (&flow.targets, is_sure(condition) && used.iter().all(is_known))
    else {
        return inexact();
    };
    let is_true = |target: &&Arc<Target>| {
        let value = |name: &str| {
            TypedKind::Literal(cell(name, tools).map_or_else(scalar::null, |cell| cell(target)))
        };
        let bound = replaced(condition, &value)?;
        match (tools.fold)(&bound).ok()? {
            Value::Bool { val, .. } => Some(val),
            _ => Some(false),
        }
    };
    // A variable is known when it runs, and not before.
    let verdicts = targets.iter().map(|target| is_true(&target)).collect::<Option<Vec<_>>>();
    let Some(verdicts) = verdicts else { return inexact() };
    let kept = targets.iter().zip(verdicts).filter(|(_, kept)| *kept);
    let kept = kept.map(|(target, _)| Arc::clone(target)).collect();
    let from = format!("{} where {}", flow.from, shown(condition));
    Flow { targets: Some(kept), from, ..flow.clone() }
}

/// What a host has in one column of `hosts`.
type Cell = Box<dyn Fn(&Target) -> Value>;

/// The cell of a column of `hosts`.
fn cell(name: &str, tools: &Tools<'_>) -> Option<Cell> {
    fn texts(texts: &[String]) -> Value {
        scalar::list(texts.iter().map(scalar::text).collect())
    }
    Some(match name {
        "host" => Box::new(|target| scalar::text(&target.name)),
        "address" => Box::new(|target| scalar::text(&target.address)),
        "port" => {
            Box::new(|target| scalar::or_null(target.port, |port| scalar::int(i64::from(port))))
        }
        "user" => Box::new(|target| scalar::or_null(target.user.as_deref(), scalar::text)),
        "groups" => Box::new(|target| texts(&target.groups)),
        "tags" => Box::new(|target| texts(&target.tags)),
        "vars" => {
            let vars = tools.world.directory.variables().ok()?;
            Box::new(move |target| record_of(target, &vars))
        }
        _ => return None,
    })
}

/// Whether `typed` names a variable, and which.
pub(super) fn variable(typed: &Typed) -> Option<&str> {
    match &typed.kind {
        TypedKind::Variable(name) => Some(name),
        _ => None,
    }
}

/// The count of a limit that is fixed.
pub(super) fn count(args: &PlannedArgs, name: &str) -> Option<i64> {
    match fixed(args, name)?.value()? {
        Value::Int { val, .. } => Some(*val),
        _ => None,
    }
}
