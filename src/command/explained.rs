//! What a text will do, found out without doing it: data alone, for people and for robots.

use std::fmt;

use crate::effect::{Effect, Effects};
use crate::value::{Type, Value, scalar};

/// The version of the form for robots. It grows when the meaning of a key changes or a key goes;
/// new keys may come at any time.
pub const VERSION: i64 = 1;

/// What a text will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What people call the text.
    pub name: String,
    /// All of its effects.
    pub effects: Effects,
    /// What it has to be allowed.
    pub capabilities: Vec<Capability>,
    /// The plan as it was written.
    pub written: Vec<Step>,
    /// The plan that runs.
    pub optimised: Vec<Step>,
    /// What made the one of the other.
    pub rewrites: Vec<Rewritten>,
}

/// A thing that a text has to be allowed: an effect, and what it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// The effect.
    pub effect: Effect,
    /// A file, a program, a number of hosts, in words.
    pub on: String,
}

/// Where something stands, in lines and columns from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// What people call the text.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// What a rule of the optimiser has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The rule.
    pub rule: &'static str,
    /// What it has done, in words.
    pub what: String,
    /// To what.
    pub place: Place,
}

/// Hosts that flow through a step or are contacted by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// How many; none when nobody knows before the run.
    pub count: Option<usize>,
    /// Whether it is exactly that many, and not at most.
    pub exact: bool,
    /// Where they come from, such as `web*` or `all of the inventory`.
    pub from: String,
    /// Whether the step contacts them.
    pub contacted: bool,
}

/// Where and how a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// `client`, `hosts` or `program`.
    pub at: &'static str,
    /// `polars`, `row-wise`, `stream`, `value`, `closure`, `definition`, `probe-script`,
    /// `shell-command`, `sftp` or `process`.
    pub engine: &'static str,
    /// What polars is given at once: `plan`, `chunk` or `table`.
    pub unit: Option<&'static str>,
}

/// A statement, a stage of a pipeline, a block, or what is in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `let`, `result`, `value`, `for`, `while`, `break`, `continue`, `return`, `test`, `def`,
    /// `closure`, `pipeline`, `command`, `call`, `program`, `expression`, `if`, `match`, `try`, or
    /// a block of one of those: `then`, `else`, `arm`, `body`, `catch`, `finally`.
    pub kind: &'static str,
    /// What it is, as the language writes it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The effects of all that is in it.
    pub effects: Effects,
    /// The type of what it yields.
    pub output: Type,
    /// Where and how it runs.
    pub runs: Option<Runs>,
    /// The hosts that flow through it or are contacted by it.
    pub hosts: Option<Hosts>,
    /// The probes that it asks for.
    pub probes: Vec<String>,
    /// The columns that it gathers of hosts or reads of a file; none when it does neither.
    pub columns: Option<Vec<String>>,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// What is in it, in order.
    pub steps: Vec<Step>,
}

impl fmt::Display for Hosts {
    /// How many and which, such as `at most 8 hosts: web*`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.count, self.exact) {
            (None, _) => write!(f, "hosts: {}", self.from),
            (Some(count), exact) => {
                let most = if exact { "" } else { "at most " };
                let hosts = if count == 1 { "host" } else { "hosts" };
                write!(f, "{most}{count} {hosts}: {}", self.from)
            }
        }
    }
}

impl Explained {
    /// As a record for robots; the README tells its keys.
    pub fn to_value(&self) -> Value {
        let capabilities = self.capabilities.iter().map(|one| {
            record([("effect", scalar::text(one.effect.name())), ("on", scalar::text(&one.on))])
        });
        let rewrites = self.rewrites.iter().map(|one| {
            let said = [("rule", scalar::text(one.rule)), ("what", scalar::text(&one.what))];
            record(said.into_iter().chain(place(&one.place)))
        });
        record([
            ("version", scalar::int(VERSION)),
            ("type", scalar::text("explain")),
            ("file", scalar::text(&self.name)),
            ("effects", effects(self.effects)),
            ("capabilities", scalar::list(capabilities.collect())),
            ("written", steps(&self.written)),
            ("optimised", steps(&self.optimised)),
            ("rewrites", scalar::list(rewrites.collect())),
        ])
    }
}

fn record<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    scalar::record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

fn texts<S: AsRef<str>>(texts: &[S]) -> Value {
    scalar::list(texts.iter().map(|text| scalar::text(text.as_ref())).collect())
}

fn count(count: usize) -> Value {
    scalar::int(i64::try_from(count).unwrap_or(i64::MAX))
}

fn effects(effects: Effects) -> Value {
    scalar::list(effects.iter().map(|effect| scalar::text(effect.name())).collect())
}

fn place(place: &Place) -> [(&'static str, Value); 3] {
    [
        ("file", scalar::text(&place.file)),
        ("line", count(place.line)),
        ("column", count(place.column)),
    ]
}

fn steps(steps: &[Step]) -> Value {
    scalar::list(steps.iter().map(step).collect())
}

fn step(one: &Step) -> Value {
    let runs = scalar::or_null(one.runs, |runs| {
        record([
            ("at", scalar::text(runs.at)),
            ("engine", scalar::text(runs.engine)),
            ("unit", scalar::or_null(runs.unit, scalar::text)),
        ])
    });
    let hosts = scalar::or_null(one.hosts.as_ref(), |hosts| {
        record([
            ("count", scalar::or_null(hosts.count, count)),
            ("exact", scalar::boolean(hosts.exact)),
            ("from", scalar::text(&hosts.from)),
            ("contacted", scalar::boolean(hosts.contacted)),
        ])
    });
    let said = [("kind", scalar::text(one.kind)), ("text", scalar::text(&one.text))];
    let rest = [
        ("effects", effects(one.effects)),
        ("output", scalar::text(one.output.to_string())),
        ("runs", runs),
        ("hosts", hosts),
        ("probes", texts(&one.probes)),
        ("columns", scalar::or_null(one.columns.as_deref(), texts)),
        ("notes", texts(&one.notes)),
        ("steps", steps(&one.steps)),
    ];
    record(said.into_iter().chain(place(&one.place)).chain(rest))
}
