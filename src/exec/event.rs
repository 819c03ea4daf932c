//! What happens during a run, in order, for whoever shows it.

use std::io;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::effect::Outcome;
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
    Progress {
        /// Hosts that are worked on now.
        in_flight: usize,
        /// Hosts that wait for their turn.
        waiting: usize,
    },
}

/// Takes events. It only consumes: nothing that it does changes the run, but an error ends it.
pub trait Sink: Send {
    /// Take one event.
    ///
    /// # Errors
    /// The output cannot be written; the run ends.
    fn event(&mut self, event: Event) -> io::Result<()>;
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
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether nobody reads the output any more.
    pub output_closed: bool,
}
