//! What bodies tell while they run, and the one who may look on.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_executor::block_on;
use futures_util::StreamExt;
use futures_util::stream::{AbortHandle, abortable};

use super::event::{Asks, Event, Exploring, Shown, Sink};
use super::executor::lock;
use crate::command::Observer;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Load, Outcome};
use crate::value::{Chunk, ChunkStream, Data, Value, scalar, type_of};

/// How long rows that nobody looks at any more may take to end.
const GRACE: Duration = Duration::from_secs(1);

/// Chunks that are computed before somebody looks at them.
const AHEAD: usize = 4;

/// Forwards what happens to the sink of the run.
pub(super) struct ToSink {
    pub sink: Arc<Mutex<dyn Sink>>,
    pub asks: Option<Arc<dyn Asks>>,
    pub memory: usize,
    pub cancel: Cancel,
}

impl Observer for ToSink {
    fn outcome(&self, outcome: &Outcome) {
        // What cannot be shown is still in the ledger; a broken output ends the run by its rows.
        let _ = lock(&self.sink).event(Event::Outcome(outcome.clone()));
    }

    fn show(&self, value: &Value) {
        let ty = type_of(value);
        let _ = lock(&self.sink).event(Event::Value(value.clone(), ty));
    }

    fn progress(&self, load: Load) {
        let _ = lock(&self.sink).event(Event::Progress(load));
    }

    fn note(&self, who: &str, text: &str) {
        let (who, text) = (who.to_owned(), text.to_owned());
        let _ = lock(&self.sink).event(Event::Note { who, text });
    }

    fn advance(&self, who: &str, done: u64, total: Option<u64>) {
        let who = who.to_owned();
        let _ = lock(&self.sink).event(Event::Advance { who, done, total });
    }

    fn explore(&self, data: Data) -> Result<()> {
        // The first rows come before the terminal changes: to ask for a password, and so that what
        // fails at once is told as ever.
        let (shown, rest) = match data.into_chunks() {
            Ok(mut chunks) => match block_on(chunks.chunks.next()).transpose()? {
                Some(first) => (Shown::Table(first), Some(Rest::start(chunks)?)),
                None => (Shown::Table(Chunk::empty(chunks.schema)?), None),
            },
            Err(Data::Value(value)) => (Shown::Value(value), None),
            Err(_) => (Shown::Value(scalar::null()), None),
        };
        let explorer = lock(&self.sink).explorer();
        let Some(mut explorer) = explorer else {
            let problem = Diagnostic::error(codes::OUTPUT, "`explore` needs a terminal");
            let help = "leave it out to see the result, or write it to a file with `save`";
            return Err(problem.help(help).into());
        };
        let (rest, running) =
            rest.map_or((None, None), |(rest, running)| (Some(rest), Some(running)));
        let (memory, cancel, asks) = (self.memory, self.cancel.clone(), self.asks.clone());
        let ended = explorer.explore(Exploring { shown, rest, memory, cancel, asks });
        if let Some(running) = running {
            running.end();
        }
        ended
    }
}

/// Rows that are computed on a thread of their own while somebody looks at those before them.
struct Rest {
    abort: AbortHandle,
    ended: Receiver<()>,
}

impl Rest {
    fn start(chunks: ChunkStream) -> Result<(Receiver<Result<Chunk>>, Self)> {
        let (mut chunks, abort) = abortable(chunks.chunks);
        let (rows, coming) = mpsc::sync_channel(AHEAD);
        let (end, ended) = mpsc::sync_channel(1);
        let work = move || {
            while let Some(chunk) = block_on(chunks.next())
                && rows.send(chunk).is_ok()
            {}
            drop((rows, chunks));
            let _: Result<(), _> = SyncSender::send(&end, ());
        };
        let thread = thread::Builder::new().name("table".to_owned()).spawn(work);
        thread.map_err(|error| {
            let message = format!("no thread can be started: {error}");
            Diagnostic::error(codes::TOO_MUCH, message)
        })?;
        Ok((coming, Self { abort, ended }))
    }

    /// Nobody looks any more: hosts are let go, and what cannot be stopped is left to itself.
    fn end(self) {
        self.abort.abort();
        let _ = self.ended.recv_timeout(GRACE);
    }
}
