//! A plan as a tree for people.

use crate::command::{Explained, Hosts, Runs, Step};
use crate::effect::Effects;
use crate::format::Branch;
use crate::value::Type;

/// How many columns of a table are named.
const NAMED: usize = 6;

/// The tree of `explained`: what it needs, the plan as it was written, and the one that runs.
pub fn branches(explained: &Explained) -> Vec<Branch> {
    let mut roots = vec![Branch {
        text: format!("effects: {}", explained.effects),
        branches: explained
            .capabilities
            .iter()
            .map(|one| leaf(format!("{}: {}", one.effect.name(), one.on)))
            .collect(),
        ..Branch::default()
    }];
    if explained.rewrites.is_empty() {
        let text = "as it runs, which is as it was written".to_owned();
        roots.push(Branch { text, branches: steps(&explained.optimised), ..Branch::default() });
        return roots;
    }
    let root = |text: &str, all: &[Step]| Branch {
        text: text.to_owned(),
        branches: steps(all),
        ..Branch::default()
    };
    roots.push(root("as it was written", &explained.written));
    let made = explained.rewrites.iter().map(|one| Branch {
        text: format!("{}, {}:{}", one.rule, one.place.line, one.place.column),
        remarks: vec![one.what.clone()],
        ..Branch::default()
    });
    roots.push(Branch {
        text: "what the optimiser did".to_owned(),
        branches: made.collect(),
        ..Branch::default()
    });
    roots.push(root("as it runs", &explained.optimised));
    roots
}

fn leaf(text: String) -> Branch {
    Branch { text, ..Branch::default() }
}

fn steps(all: &[Step]) -> Vec<Branch> {
    let mut before = None;
    all.iter()
        .map(|step| {
            let branch = match (step.kind, step.steps.as_slice()) {
                // A statement of one stage is told as that stage.
                ("result" | "value", [only]) => {
                    let mut branch = branch(only, before);
                    branch.details.extend(yields(step));
                    branch
                }
                _ => branch(step, before),
            };
            before = step.hosts.as_ref();
            branch
        })
        .collect()
}

/// A step, of whose hosts those `before` it have told already.
fn branch(step: &Step, before: Option<&Hosts>) -> Branch {
    let mut details = Vec::new();
    details.extend(step.runs.map(place));
    if step.effects != Effects::NONE {
        details.push(step.effects.to_string());
    }
    if let Some(hosts) = &step.hosts {
        let same =
            before.is_some_and(|before| (before.count, before.exact) == (hosts.count, hosts.exact));
        if hosts.contacted {
            details.push(format!("contacts {hosts}"));
        } else if !same {
            details.push(hosts.to_string());
        }
    }
    details.extend(yields(step));
    let mut remarks = step.notes.clone();
    if let Some(columns) = &step.columns {
        let verb = if step.effects.touches_hosts() { "gathers" } else { "reads" };
        let names = if columns.is_empty() { "no column".to_owned() } else { columns.join(" ") };
        remarks.push(format!("{verb} {names}"));
    }
    Branch { text: step.text.clone(), details, remarks, branches: steps(&step.steps) }
}

/// What a statement, a definition or a closure yields.
fn yields(step: &Step) -> Option<String> {
    let tells = matches!(step.kind, "let" | "result" | "value" | "return" | "def" | "closure");
    (tells && step.output != Type::Nothing).then(|| format!("yields {}", output(&step.output)))
}

/// Where and how a step runs.
fn place(runs: Runs) -> String {
    let at = if runs.at == "hosts" { "on hosts" } else { runs.at };
    let engine = match runs.engine {
        "row-wise" => "row by row".to_owned(),
        engine => engine.replace('-', " "),
    };
    let engine = match runs.unit {
        Some("chunk") => format!("{engine} chunk by chunk"),
        Some("table") => format!("{engine} once all rows are there"),
        _ => engine,
    };
    if runs.at == "program" {
        "as a program of this machine".to_owned()
    } else {
        format!("{at}, {engine}")
    }
}

/// A type in short: of a table the names of its columns.
fn output(ty: &Type) -> String {
    let Type::Table(schema) = ty else { return ty.to_string() };
    let names = schema.names();
    let names_known = !names.is_empty();
    let more = names.len().saturating_sub(NAMED);
    let mut shown = names.into_iter().take(NAMED).collect::<Vec<_>>().join(" ");
    if more > 0 {
        shown.push_str(&format!(" and {more} more"));
    }
    if schema.is_open() {
        shown.push_str(" and what else comes");
    }
    match names_known {
        true => format!("a table of {shown}"),
        false => "a table".to_owned(),
    }
}
