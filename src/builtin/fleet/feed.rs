//! Rows with a column `host` as targets, with account of who is still owed an outcome.

use std::collections::{HashSet, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{self, Poll, Waker};

use futures_util::stream::{BoxStream, Stream};

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Directory, Target};
use crate::value::{Chunk, ChunkStream, Value};

/// The targets of one fleet command. It is a stream of targets for the transport, and the one
/// place that knows which of them have not ended yet.
#[derive(Clone)]
pub struct Feed(Arc<Mutex<State>>);

struct State {
    /// None once it has ended.
    input: Option<BoxStream<'static, Result<Chunk>>>,
    directory: Arc<dyn Directory>,
    queue: VecDeque<Arc<Target>>,
    /// Names of all targets so far: a host that is named twice is one target.
    seen: HashSet<String>,
    /// Names of the targets that have not ended.
    open: HashSet<String>,
    /// What went wrong with the input.
    error: Option<Box<Diagnostic>>,
}

impl Feed {
    /// The hosts that `input` names.
    pub fn new(input: ChunkStream, directory: Arc<dyn Directory>) -> Self {
        Self(Arc::new(Mutex::new(State {
            input: Some(input.chunks),
            directory,
            queue: VecDeque::new(),
            seen: HashSet::new(),
            open: HashSet::new(),
            error: None,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Strike `host` off the list of those that are owed an outcome; false when it is not on it.
    pub fn ended(&self, host: &str) -> bool {
        self.lock().open.remove(host)
    }

    /// The error that ended the input, once.
    pub fn error(&self) -> Option<Box<Diagnostic>> {
        self.lock().error.take()
    }

    /// Everybody who is still owed an outcome, sorted, rows that are ready but were never taken
    /// among them.
    pub fn owed(&self) -> Vec<String> {
        let mut state = self.lock();
        let mut context = task::Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(_)) = state.next(&mut context) {}
        state.input = None;
        let mut owed = state.open.drain().collect::<Vec<_>>();
        owed.sort_unstable();
        owed
    }
}

impl State {
    fn next(&mut self, context: &mut task::Context<'_>) -> Poll<Option<Arc<Target>>> {
        loop {
            if let Some(target) = self.queue.pop_front() {
                return Poll::Ready(Some(target));
            }
            let Some(input) = &mut self.input else { return Poll::Ready(None) };
            let chunk = match input.as_mut().poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => {
                    self.input = None;
                    continue;
                }
                Poll::Ready(Some(chunk)) => chunk,
            };
            if let Err(error) = chunk.and_then(|chunk| self.enqueue(&chunk)) {
                self.error = Some(error);
                self.input = None;
            }
        }
    }

    fn enqueue(&mut self, chunk: &Chunk) -> Result<()> {
        for cell in chunk.column("host") {
            let Value::String { val: name, .. } = cell else {
                let message = "the column `host` has a null, which names no host";
                return Err(Diagnostic::error(codes::FLEET, message)
                    .help("leave such rows out: `where host != null`")
                    .into());
            };
            if self.seen.insert(name.clone()) {
                let target = self.directory.get(&name)?;
                self.open.insert(target.name.clone());
                self.queue.push_back(target);
            }
        }
        Ok(())
    }
}

impl Stream for Feed {
    type Item = Arc<Target>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Arc<Target>>> {
        self.lock().next(context)
    }

    /// Those that are known already; more may come.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.lock().queue.len(), None)
    }
}
