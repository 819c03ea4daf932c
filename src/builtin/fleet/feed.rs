//! Rows with a column `host` as targets, with account of who is still owed an outcome.

use std::collections::{HashSet, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{self, Poll, Waker};

use futures_util::stream::{BoxStream, Stream};

use super::gate::{Gate, Pass};
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
    /// How many targets may be under way, where not all have to be.
    gate: Option<Gate>,
    /// What went wrong with the input.
    error: Option<Box<Diagnostic>>,
}

impl Feed {
    /// The hosts that `input` names, not more at once than the gate lets through.
    pub fn new(input: ChunkStream, directory: Arc<dyn Directory>, gate: Option<Gate>) -> Self {
        Self(Arc::new(Mutex::new(State {
            input: Some(input.chunks),
            directory,
            queue: VecDeque::new(),
            seen: HashSet::new(),
            open: HashSet::new(),
            gate,
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

    /// So many targets more have ended, so many of these badly, and so many rows of theirs stand.
    pub fn stand(&self, targets: usize, failed: usize, rows: usize) {
        self.turn(|gate| gate.end(targets, failed, rows));
    }

    /// Answers are awaited for long.
    pub fn widen(&self) {
        self.turn(Gate::widen);
    }

    /// Why targets were not started, once that is so.
    pub fn stopped(&self) -> Option<String> {
        self.lock().gate.as_ref().and_then(Gate::stopped)
    }

    /// Turn the gate, and wake who waits for it.
    fn turn(&self, turn: impl FnOnce(&mut Gate)) {
        let waker = self.lock().gate.as_mut().and_then(|gate| {
            turn(gate);
            gate.waker()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The error that ended the input, once.
    pub fn error(&self) -> Option<Box<Diagnostic>> {
        self.lock().error.take()
    }

    /// Everybody who is still owed an outcome, sorted, rows that are ready but were never taken
    /// among them.
    pub fn owed(&self) -> Vec<String> {
        let mut state = self.lock();
        state.gate = None;
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
            let input_ended = self.input.is_none();
            if let Some(gate) = self.gate.as_mut().filter(|gate| gate.needs_all() && input_ended) {
                gate.know(self.seen.len());
            }
            let gathering = self.gate.as_ref().is_some_and(Gate::needs_all);
            match self.gate.as_mut().filter(|_| !gathering).map(Gate::pass) {
                Some(Pass::Stop) => return Poll::Ready(None),
                Some(Pass::Wait) => {
                    self.gate.as_mut().into_iter().for_each(|gate| gate.wait(context.waker()));
                    return Poll::Pending;
                }
                Some(Pass::Go) | None => {}
            }
            if !gathering && let Some(target) = self.queue.pop_front() {
                self.gate.as_mut().into_iter().for_each(Gate::start);
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
            if !self.directory.leaves_out(&name) && self.seen.insert(name.clone()) {
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
