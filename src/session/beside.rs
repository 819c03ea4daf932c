//! What a person asks of data that they look through, computed beside the run that shows it.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use crate::command::Mode;
use crate::diag::{Diagnostic, Result, codes};
use crate::exec::Stored;
use crate::exec::event::{Asks, Event, Shown, Sink};
use crate::value::{Chunk, Schema, scalar, whole};

/// The name that the data has.
const DATA: &str = "explored";

/// A session that computes pipelines and changes nothing.
pub(super) struct Beside(pub Mutex<Session>);

impl Asks for Beside {
    fn ask(&self, shown: &Shown, pipeline: &str) -> Result<Shown> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        session.set(
            DATA,
            match shown {
                Shown::Table(chunk) => Stored::Table(chunk.clone()),
                Shown::Value(value) => Stored::Value(value.clone()),
            },
        );
        let text = format!("${DATA} | {pipeline}");
        let mut prepared = session.prepare("explore", &text, Mode::Run);
        if prepared.plan.statements.len() > 1 {
            let problem = Diagnostic::error(codes::UNEXPECTED, "this is more than one pipeline");
            return Err(problem.into());
        }
        prepared.deny_writes("`explore` changes nothing");
        let mut problems = prepared.diagnostics.iter().filter(|problem| problem.is_error());
        if let Some(problem) = problems.next() {
            return Err(problem.clone().into());
        }
        let kept = Arc::new(Mutex::new(Kept::default()));
        let mut report = session.run(&prepared, Arc::clone(&kept) as Arc<Mutex<dyn Sink>>);
        if !report.errors.is_empty() {
            return Err(report.errors.swap_remove(0).into());
        }
        let kept = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
        match kept {
            Kept { schema: Some(schema), chunks, .. } => Ok(Shown::Table(whole(schema, chunks)?)),
            Kept { value, .. } => Ok(value.unwrap_or_else(|| Shown::Value(scalar::null()))),
        }
    }
}

/// What a pipeline yields.
#[derive(Default)]
struct Kept {
    schema: Option<Arc<Schema>>,
    chunks: Vec<Chunk>,
    value: Option<Shown>,
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
