//! What a text yields that is run for somebody else than who looks at the output.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Prepared, Session};
use crate::diag::Result;
use crate::effect::Cancel;
use crate::exec::event::{Event, Shown, Sink};
use crate::value::{Chunk, Schema};

/// What a pipeline yields.
#[derive(Default)]
pub(super) struct Kept {
    pub schema: Option<Arc<Schema>>,
    pub chunks: Vec<Chunk>,
    pub value: Option<Shown>,
}

impl Kept {
    /// What `prepared` yields, run in `session` until `cancel` ends it.
    ///
    /// # Errors
    /// The first thing that is wrong with it, or that ended it.
    pub fn of(session: &mut Session, prepared: &Prepared, cancel: Cancel) -> Result<Self> {
        let mut problems = prepared.diagnostics.iter().filter(|problem| problem.is_error());
        if let Some(problem) = problems.next() {
            return Err(problem.clone().into());
        }
        let kept = Arc::new(Mutex::new(Self::default()));
        let sink = Arc::clone(&kept) as Arc<Mutex<dyn Sink>>;
        let mut report = session.run_until(prepared, sink, cancel);
        if !report.errors.is_empty() {
            return Err(report.errors.swap_remove(0).into());
        }
        Ok(std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Sink for Kept {
    fn event(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Table(schema) => self.schema = Some(schema),
            Event::Rows(chunk) => self.chunks.push(chunk),
            Event::Value(value, _) => self.value = Some(Shown::Value(value)),
            Event::TableEnd
            | Event::Outcome(_)
            | Event::Progress(_)
            | Event::Note { .. }
            | Event::Advance { .. } => {}
        }
        Ok(())
    }
}
