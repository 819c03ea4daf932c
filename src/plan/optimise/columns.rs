//! Which columns of what flows are used further down. Also what rules ask about a stage.

use std::collections::BTreeSet;

use crate::command::{Arg, ArgKind, Command};
use crate::plan::{PlannedArg, PlannedArgs, Stage, StageKind, Typed};
use crate::value::{Schema, Type, Value};

/// Columns that are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) enum Wanted {
    /// All that there are.
    All,
    /// These.
    Some(BTreeSet<String>),
}

impl Wanted {
    fn these<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Some(names.into_iter().map(str::to_owned).collect())
    }

    fn and<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        match self {
            Self::All => Self::All,
            Self::Some(some) => {
                let more = names.into_iter().map(str::to_owned);
                Self::Some(some.iter().cloned().chain(more).collect())
            }
        }
    }

    /// The same by name, where all are those of `schema`.
    fn named(&self, schema: &Schema) -> BTreeSet<String> {
        match self {
            Self::All => schema.names().into_iter().map(str::to_owned).collect(),
            Self::Some(some) => some.clone(),
        }
    }

    /// Whether `name` is used.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(some) => some.contains(name),
        }
    }
}

/// Of each of `stages`, the columns of its output that are used by those after it. What comes out
/// of the last one is used whole.
pub(in crate::plan) fn wanted(stages: &[Stage]) -> Vec<Wanted> {
    let mut all = vec![Wanted::All; stages.len()];
    let mut used = Wanted::All;
    for (at, stage) in stages.iter().enumerate().rev() {
        if let Some(slot) = all.get_mut(at) {
            *slot = used.clone();
        }
        used = needed(stage, &used).unwrap_or(Wanted::All);
    }
    all
}

/// The columns that `stage` needs of its input, when those of its output are used that are `used`;
/// none when that is not known.
fn needed(stage: &Stage, used: &Wanted) -> Option<Wanted> {
    let (command, args) = call(stage)?;
    rows(&stage.input)?;
    let texts = |name: &str| texts(args, name);
    Some(match command.signature.name {
        "select" => Wanted::these(texts("columns")?),
        "where" => used.and(condition(stage)?.columns()),
        "sort-by" | "uniq-by" | "default" => used.and(texts("columns")?),
        "compact" => match texts("columns")? {
            all if all.is_empty() => return None,
            some => used.and(some),
        },
        "insert" | "update" | "upsert" => {
            let mut names = used.named(rows(&stage.output)?);
            names.remove(target(args)?);
            Wanted::Some(names).and(value(args)?.columns())
        }
        "rename" => {
            let names = used.named(rows(&stage.output)?);
            let pairs = renames(args)?;
            Wanted::these(names.iter().map(|name| before_rename(&pairs, name)))
                .and(pairs.iter().map(|(old, _)| old.as_str()))
        }
        "reject" => Wanted::Some(used.named(rows(&stage.output)?)),
        "move" => used.and(texts("columns")?).and(texts("before")?).and(texts("after")?),
        "group-by" => {
            let keys = args.entries.iter().filter(|(name, _)| *name == "keys");
            let mut names = Vec::new();
            for arg in keys.flat_map(|(_, args)| args) {
                let PlannedArg::Fixed(arg) = arg else { return None };
                match &arg.kind {
                    ArgKind::Aggregate(one) => {
                        names.extend(one.column.as_ref().map(|column| column.name.as_str()));
                    }
                    _ => names.push(arg.text()?),
                }
            }
            Wanted::these(names)
        }
        "first" | "last" | "skip" | "drop" | "every" | "reverse" | "require" => used.clone(),
        "length" | "is-empty" | "is-not-empty" | "outcomes" | "ignore" => Wanted::these([]),
        "get" => Wanted::these([fixed(args, "member")?.text()?]),
        "discover" | "run" | "script" => Wanted::these(["host"]),
        _ => return None,
    })
}

/// The call that `stage` is, if all about it is known before the run.
pub(in crate::plan) fn call(stage: &Stage) -> Option<(&'static Command, &PlannedArgs)> {
    match &stage.kind {
        StageKind::Call(command, args) if stage.scope.is_none() => Some((command, args)),
        _ => None,
    }
}

/// The columns of a table, if `ty` is one and all of them are known.
pub(super) fn rows(ty: &Type) -> Option<&Schema> {
    match ty {
        Type::Table(schema) if !schema.is_open() => Some(schema),
        _ => None,
    }
}

/// What was given for `name`.
pub(super) fn given<'a>(args: &'a PlannedArgs, name: &str) -> &'a [PlannedArg] {
    let found = args.entries.iter().find(|(known, _)| *known == name);
    found.map_or(&[], |(_, args)| args.as_slice())
}

/// The texts that were given for `name`; none when one of them is not known yet.
pub(in crate::plan) fn texts<'a>(args: &'a PlannedArgs, name: &str) -> Option<Vec<&'a str>> {
    let text = |arg: &'a PlannedArg| match arg {
        PlannedArg::Fixed(arg) => arg.text(),
        _ => None,
    };
    given(args, name).iter().map(text).collect()
}

/// The argument that was given for `name`, if it is known.
pub(in crate::plan) fn fixed<'a>(args: &'a PlannedArgs, name: &str) -> Option<&'a Arg> {
    match given(args, name).first()? {
        PlannedArg::Fixed(arg) => Some(arg),
        _ => None,
    }
}

fn expression<'a>(args: &'a PlannedArgs, name: &str) -> Option<&'a Typed> {
    match given(args, name).first()? {
        PlannedArg::Columns(typed) => Some(typed),
        _ => None,
    }
}

/// The condition of a `where`.
pub(in crate::plan) fn condition(stage: &Stage) -> Option<&Typed> {
    let (command, args) = call(stage)?;
    (command.signature.name == "where").then(|| expression(args, "condition")).flatten()
}

/// The column that `insert` and its like compute.
pub(in crate::plan) fn target(args: &PlannedArgs) -> Option<&str> {
    fixed(args, "column")?.text()
}

/// What `insert` and its like compute it by.
pub(super) fn value(args: &PlannedArgs) -> Option<&Typed> {
    expression(args, "value")
}

/// Old and new names of a `rename`.
pub(super) fn renames(args: &PlannedArgs) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    if let (Some(old), Some(new)) = (texts(args, "old")?.first(), texts(args, "new")?.first()) {
        pairs.push(((*old).to_owned(), (*new).to_owned()));
    }
    if !given(args, "column").is_empty() {
        let Value::Record { val, .. } = fixed(args, "column")?.value()? else { return None };
        for (old, new) in val.iter() {
            let Value::String { val: new, .. } = new else { return None };
            pairs.push((old.clone(), new.clone()));
        }
    }
    Some(pairs)
}

/// What the column that is called `name` now was called before.
pub(super) fn before_rename<'a>(pairs: &'a [(String, String)], name: &'a str) -> &'a str {
    pairs.iter().find(|(_, new)| new == name).map_or(name, |(old, _)| old.as_str())
}

/// Whether a stage after number `at` looks at how it ended for each host.
pub(super) fn is_watched(stages: &[Stage], at: usize) -> bool {
    stages.iter().skip(at + 1).any(|stage| match &stage.kind {
        StageKind::Call(command, _) => matches!(command.signature.name, "outcomes" | "require"),
        _ => false,
    })
}
