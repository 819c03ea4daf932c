//! A plan computed piece by piece, on a thread of its own that is never far ahead of who asks.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::cell::internal;
use super::frame::wait;
use super::{Chunk, Frame, Origin};
use crate::diag::Result;

/// Rows of a piece.
pub const ROWS: NonZeroUsize = NonZeroUsize::new(1 << 16).unwrap();

/// Pieces that wait to be asked for.
const WAITING: usize = 2;

/// What the thread says. One that just vanished must not look like the end of a table.
enum Said {
    Rows(Chunk),
    End(Result<()>),
}

/// Takes a piece; whether it wants more.
pub type Take = Box<dyn Fn(Chunk) -> bool + Send + Sync>;

type Work = Box<dyn FnOnce(Take) -> Result<()> + Send>;

/// The rows of a plan, in order; after an error nothing more comes. Nothing is computed before the
/// first piece is asked for, and it stops when nobody asks any more.
pub struct Pieces {
    work: Option<Work>,
    origins: Vec<Arc<dyn Origin>>,
    receiver: Option<Receiver<Said>>,
}

impl Pieces {
    /// The rows of `frame`.
    pub fn new(frame: Frame) -> Self {
        let origins = frame.origins.clone();
        Self::of(origins, move |take| frame.each(ROWS, take))
    }

    /// What `work` gives out, which is read from `origins`.
    pub fn of(
        origins: Vec<Arc<dyn Origin>>,
        work: impl FnOnce(Take) -> Result<()> + Send + 'static,
    ) -> Self {
        Self { work: Some(Box::new(work)), origins, receiver: None }
    }

    fn begin(&mut self, work: Work) -> Result<()> {
        let (sender, receiver) = sync_channel(WAITING);
        let work = move || {
            let pieces = sender.clone();
            let ended = work(Box::new(move |chunk| pieces.send(Said::Rows(chunk)).is_ok()));
            // Nobody may wait any more.
            let _ = sender.send(Said::End(ended));
        };
        let begun = thread::Builder::new().name("table".to_owned()).spawn(work);
        begun.map_err(|error| internal(&format!("the system gives no thread: {error}")))?;
        self.receiver = Some(receiver);
        Ok(())
    }
}

impl Iterator for Pieces {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(work) = self.work.take()
            && let Err(problem) = self.begin(work)
        {
            return Some(Err(problem));
        }
        let last = match wait(self.receiver.as_ref()?, &self.origins) {
            Ok(Said::Rows(chunk)) => return Some(Ok(chunk)),
            Ok(Said::End(Ok(()))) => None,
            Ok(Said::End(Err(problem))) | Err(problem) => Some(Err(problem)),
        };
        self.receiver = None;
        last
    }
}
