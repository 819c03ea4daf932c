//! What happens during a run, in order, for whoever shows it.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use crate::diag::{Diagnostic, Result};
use crate::effect::{Cancel, Load, Outcome};
use crate::source::Span;
use crate::value::{Chunk, Schema, Type, Value};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The result of a statement is a table with these columns; its rows follow.
    Table(Arc<Schema>),
    /// Rows of the table that was begun.
    Rows(Chunk),
    /// The table has all its rows.
    TableEnd,
    /// The result of a statement is this value.
    Value(Value, Type),
    /// A target has ended.
    Outcome(Outcome),
    /// About every 100 ms while hosts are worked on.
    Progress(Load),
    /// Something is to be known that is no result.
    Note {
        /// Who says it.
        who: String,
        /// What, in one line; nobody vouches for it.
        text: String,
    },
    /// How far a stage has come.
    Advance {
        /// Who does it.
        who: String,
        /// So much is done.
        done: u64,
        /// Of so much, where that is known.
        total: Option<u64>,
    },
}

/// Takes events. It only consumes: nothing that it does changes the run, but an error ends it.
pub trait Sink: Send {
    /// Take one event.
    ///
    /// # Errors
    /// The output cannot be written; the run ends.
    fn event(&mut self, event: Event) -> io::Result<()>;

    /// What lets a person look through data, where one is there who can. Until it is dropped nothing
    /// else is drawn.
    fn explorer(&mut self) -> Option<Box<dyn Explorer>> {
        None
    }
}

/// Lets a person look through data.
pub trait Explorer {
    /// Show it until the person leaves.
    ///
    /// # Errors
    /// The terminal cannot be used, or the rows end with an error.
    fn explore(&mut self, exploring: Exploring) -> Result<()>;
}

/// Data that a person looks at.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A table.
    Table(Chunk),
    /// Any other value.
    Value(Value),
}

/// Data that a person looks through.
pub struct Exploring {
    /// What is there; of a table the first rows.
    pub shown: Shown,
    /// The rows behind them, as they come.
    pub rest: Option<Receiver<Result<Chunk>>>,
    /// Bytes of rows that are held at most.
    pub memory: usize,
    /// Ends the run.
    pub cancel: Cancel,
    /// Computes what the person asks.
    pub asks: Option<Arc<dyn Asks>>,
}

/// Computes what a person asks of the data that is looked at.
pub trait Asks: Send + Sync {
    /// What comes out of `pipeline`, written without the `|` before it, when `shown` flows in.
    ///
    /// # Errors
    /// Whatever is wrong with it; what would change something is denied.
    fn ask(&self, shown: &Shown, pipeline: &str) -> Result<Shown>;
}

/// How a run ended.
#[derive(Debug, Default)]
pub struct Report {
    /// The outcomes that no command has taken as data.
    pub outcomes: Vec<Outcome>,
    /// All outcomes.
    pub all: Vec<Outcome>,
    /// What ended it early. Several when a stage that could only be checked now is wrong.
    pub errors: Vec<Diagnostic>,
    /// When the fewest hosts were worked on at once, if it was fewer than allowed.
    pub slowest: Option<Load>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether nobody reads the output any more.
    pub output_closed: bool,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestEnd {
    /// All is as it says.
    Passed,
    /// It ended with an error, yields `false`, or left failed hosts alone.
    Failed,
    /// Its deadline passed.
    TimedOut,
    /// It was not run, for it would do what was not granted.
    Denied,
    /// The run ended before it did.
    Cancelled,
}

impl TestEnd {
    /// The stable name: `passed`, `failed`, `timeout`, `denied` or `cancelled`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::TimedOut => "timeout",
            Self::Denied => "denied",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A test that has ended, or a script with tests that could not be checked.
#[derive(Debug, Clone)]
pub struct Tested {
    /// The script.
    pub file: String,
    /// What it is called; none for the script as a whole.
    pub name: Option<String>,
    /// The line that it begins in, from 1.
    pub line: usize,
    /// Where its name stands.
    pub span: Span,
    /// How it ended.
    pub end: TestEnd,
    /// How long it took; not how long it waited for its turn.
    pub elapsed: Duration,
    /// Why it is not passed.
    pub diagnostics: Vec<Diagnostic>,
    /// The outcomes of hosts that it has not dealt with.
    pub outcomes: Vec<Outcome>,
    /// What it showed.
    pub output: String,
}
