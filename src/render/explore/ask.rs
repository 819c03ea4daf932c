//! Pipelines of the keys, and computing one while the terminal stays alive.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

use super::page::{Cells, Page};
use crate::diag::{Diagnostic, Result, codes};
use crate::exec::event::{Asks, Shown};
use crate::value::{Value, column_text, literal_text};

/// A pipeline that is being computed.
pub(super) struct Asked {
    pub pipeline: String,
    answer: Receiver<Result<Shown>>,
}

impl Asked {
    /// Begin to compute `pipeline` on what `page` shows. Nobody waits for one that is given up.
    ///
    /// # Errors
    /// It cannot begin.
    pub fn begin(asks: &Arc<dyn Asks>, page: &Page, pipeline: String) -> Result<Self> {
        let shown = page.shown();
        let (say, answer) = sync_channel(1);
        let (asks, text) = (Arc::clone(asks), pipeline.clone());
        let work = move || {
            let answer = shown().and_then(|shown| asks.ask(&shown, &text));
            let _ = say.send(answer);
        };
        let thread = thread::Builder::new().name("explore".to_owned()).stack_size(STACK);
        thread.spawn(work).map_err(|error| {
            let message = format!("no thread can be started: {error}");
            Diagnostic::error(codes::TOO_MUCH, message)
        })?;
        Ok(Self { pipeline, answer })
    }

    /// What came out, once it has.
    pub fn answer(&self) -> Option<Result<Shown>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                Some(Err(Diagnostic::error(codes::INTERNAL, "rebe itself failed at this").into()))
            }
        }
    }
}

/// The stack of a computation, in bytes: as much as the main thread has.
const STACK: usize = 8 << 20;

/// `sort-by` the column that one is in.
pub(super) fn sort(page: &Page, reverse: bool) -> Option<String> {
    let flag = if reverse { " --reverse" } else { "" };
    Some(format!("sort-by {}{flag}", column_text(page.name()?)?))
}

/// How often each value of the column is there.
pub(super) fn counts(page: &Page) -> Option<String> {
    Some(format!("histogram {}", column_text(page.name()?)?))
}

/// The rows that have the value of the cell that one is in, or the others.
pub(super) fn like(page: &Page, not: bool) -> Option<String> {
    let column = column_text(page.name()?)?;
    let Cells::Table(table) = &page.cells else { return None };
    let nullable = table.schema.columns().get(page.column)?.ty.is_nullable();
    let value = page.cell(page.row, page.column);
    let is_null = matches!(value, Value::Nothing { .. });
    let value = literal_text(&value);
    Some(match (not, nullable && !is_null) {
        (false, _) => format!("where {column} == {value}"),
        (true, false) => format!("where {column} != {value}"),
        (true, true) => format!("where {column} != {value} or {column} == null"),
    })
}
