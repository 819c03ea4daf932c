//! Rows with a column `host` as targets, with account of who is still owed an outcome.

use std::collections::{HashSet, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{self, Poll, Waker};

use futures_util::stream::{BoxStream, Stream};

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Directory, Target};
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

/// Lets as many targets be under way as rows are missing, and more of them while answers are
/// awaited for long: a host that hangs must not keep the others from being asked.
pub struct Gate {
    /// How many rows are missing.
    rows: usize,
    /// How many targets more may be under way.
    slack: usize,
    /// How many more each time that the wait was long.
    step: usize,
    /// Targets that are under way.
    flying: usize,
    /// Who waits for it to open.
    waker: Option<Waker>,
    /// Once the run is cancelled it stands open, for each target has to end.
    cancel: Cancel,
}

impl Gate {
    /// A gate for `rows` rows.
    pub fn of(rows: usize, cancel: Cancel) -> Self {
        Self { rows, slack: 0, step: rows.max(1), flying: 0, waker: None, cancel }
    }

    fn is_open(&self) -> bool {
        self.flying < self.rows.max(1) + self.slack || self.cancel.is_cancelled()
    }
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

    /// So many targets more have ended, and so many rows of theirs stand.
    pub fn stand(&self, targets: usize, rows: usize) {
        self.turn(|gate| {
            gate.flying = gate.flying.saturating_sub(targets);
            gate.rows = gate.rows.saturating_sub(rows);
        });
    }

    /// Answers are awaited for long.
    pub fn widen(&self) {
        self.turn(|gate| gate.slack += gate.step);
    }

    /// Turn the gate, and wake who waits for it.
    fn turn(&self, turn: impl FnOnce(&mut Gate)) {
        let waker = self.lock().gate.as_mut().and_then(|gate| {
            turn(gate);
            gate.waker.take()
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
            if let Some(gate) = self.gate.as_mut().filter(|gate| !gate.is_open()) {
                gate.waker = Some(context.waker().clone());
                return Poll::Pending;
            }
            if let Some(target) = self.queue.pop_front() {
                if let Some(gate) = &mut self.gate {
                    gate.flying += 1;
                }
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
