//! What a command has at hand: when it is checked, and when it runs.

use std::sync::Arc;

use super::input::schema_of;
use super::{Args, Last, Ledger, Registry, Written};
use crate::diag::{Diagnostic, Result, Severity};
use crate::effect::{Cancel, Limits, Load, Outcome, World};
use crate::value::{Data, Schema, Type, Value, type_of};

/// Why a text is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To find mistakes: what is not there yet is a warning.
    Check,
    /// To run it right afterwards: what is missing is an error.
    Run,
}

/// What the output function of a command has at hand.
pub struct Checking<'a> {
    /// The arguments, as far as they are known.
    pub args: &'a Args,
    /// The type of the input.
    pub input: &'a Type,
    /// Why it is checked.
    pub mode: Mode,
    /// The world, of which only files may be looked at.
    pub world: &'a World,
    /// Files that statements before it may have written.
    pub written: &'a Written,
    /// All commands there are.
    pub registry: Registry,
    /// What is wrong.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl Checking<'_> {
    /// The schema of the rows that come in, or of the one record; an open one when it is neither.
    pub fn schema(&self) -> Schema {
        schema_of(self.input)
    }

    /// Say that something is wrong.
    pub fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Say that the file at `path` is not there. What is missing when a text is checked may be there
    /// when it runs, and so may what a statement before it writes.
    pub fn missing(&mut self, path: &str, problem: Diagnostic) {
        let severity = match self.mode {
            _ if self.written.may_make(path) => return,
            Mode::Check => Severity::Warning,
            Mode::Run => problem.severity,
        };
        self.problem(Diagnostic { severity, ..problem });
    }
}

/// Hears what happens to hosts while it happens.
pub trait Observer: Send + Sync {
    /// A target has ended.
    fn outcome(&self, outcome: &Outcome);

    /// A value is to be shown that is no result.
    fn show(&self, value: &Value);

    /// About every 100 ms while hosts are worked on.
    fn progress(&self, load: Load);

    /// Something is to be known that is no result: `who` says it.
    fn note(&self, who: &str, text: &str);

    /// So much of what `who` does is done, of so much where that is known.
    fn advance(&self, who: &str, done: u64, total: Option<u64>);

    /// Let a person look through `data` until they leave.
    ///
    /// # Errors
    /// No person is there, or the rows end with an error.
    fn explore(&self, data: Data) -> Result<()>;
}

/// What a body has at hand.
#[derive(Clone)]
pub struct Context {
    /// Files, clocks, machines.
    pub world: World,
    /// Where outcomes go.
    pub ledger: Arc<Ledger>,
    /// The hosts that did not end well in the statement before.
    pub last: Arc<Last>,
    /// The type of the input as it was planned; an empty list knows its items by this alone.
    pub input: Type,
    /// The number of this stage in its pipeline.
    pub stage: usize,
    /// Bounds of fleet commands, before flags of the call change them.
    pub limits: Limits,
    /// Ends the run.
    pub cancel: Cancel,
    /// Hears what happens.
    pub observer: Arc<dyn Observer>,
    /// All commands there are.
    pub registry: Registry,
}

impl Context {
    /// The type of the items of `list`: as it was planned, or as they are.
    pub fn item(&self, list: &Value) -> Type {
        match (self.input.non_null(), type_of(list)) {
            (Type::List(item), _) if **item != Type::Unknown => item.as_ref().clone(),
            (_, Type::List(item)) => *item,
            (_, Type::Table(schema)) => Type::Record(schema),
            _ => Type::Unknown,
        }
    }

    /// Record how it ended for one target.
    pub fn report(&self, outcome: Outcome) {
        self.observer.outcome(&outcome);
        self.ledger.record(self.stage, outcome);
    }
}
