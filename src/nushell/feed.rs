//! Rows on their way into a plugin, no more than it takes.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use futures_executor::block_on;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use nu_plugin_protocol::{PluginInput, StreamData, StreamId};
use tokio::sync::Semaphore;

use super::limits;
use super::talk::Voice;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Cancel;
use crate::value::{Chunk, ChunkStream, Frame, scalar};

/// The stream of the input.
pub const STREAM: StreamId = 0;

/// Rows that are computed at a time.
const PIECE: usize = 1_000;

/// A table.
pub enum Table {
    /// As a plan.
    Frame(Box<Frame>),
    /// As it comes.
    Chunks(ChunkStream),
}

/// Rows that are being fed. Dropping it ends that, however far it is.
pub struct Feeding {
    room: Arc<Semaphore>,
    cancel: Cancel,
}

impl Feeding {
    /// Begin to say the rows of `table`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(table: Table, voice: Voice, cancel: &Cancel) -> Result<Self> {
        let room = Arc::new(Semaphore::new(limits::AHEAD));
        let cancel = cancel.child_token();
        let feeder = Feeder { voice, room: Arc::clone(&room), cancel: cancel.clone() };
        let named = thread::Builder::new().name("nushell rows".to_owned());
        named.spawn(move || feeder.feed(table)).map_err(|error| {
            let message = format!("the system gives no thread to feed a plugin with: {error}");
            Diagnostic::error(codes::PLUGIN_LIMIT, message)
        })?;
        Ok(Self { room, cancel })
    }

    /// A row was taken.
    pub fn taken(&self) {
        self.room.add_permits(1);
    }

    /// No more rows are wanted.
    pub fn close(&self) {
        self.room.close();
        self.cancel.cancel();
    }
}

impl Drop for Feeding {
    fn drop(&mut self) {
        self.close();
    }
}

struct Feeder {
    voice: Voice,
    room: Arc<Semaphore>,
    cancel: Cancel,
}

impl Feeder {
    /// All rows, one after the other, and that they are all.
    fn feed(self, table: Table) {
        let fed = match table {
            Table::Chunks(chunks) => self.chunks(chunks),
            Table::Frame(frame) => {
                let feeder = Arc::new(self);
                let each = Arc::clone(&feeder);
                let piece = NonZeroUsize::new(PIECE).unwrap_or(NonZeroUsize::MIN);
                let fed = frame.each(piece, move |chunk| each.rows(&chunk));
                return feeder.end(fed);
            }
        };
        self.end(fed);
    }

    fn end(&self, fed: Result<()>) {
        // Nobody may hear it any more.
        let _ = match fed {
            Ok(()) => self.voice.say(&PluginInput::End(STREAM)),
            Err(problem) => self.voice.send(Err(problem)),
        };
    }

    fn chunks(&self, mut chunks: ChunkStream) -> Result<()> {
        loop {
            let gone = Box::pin(self.cancel.cancelled());
            let next = match block_on(select(chunks.chunks.next(), gone)) {
                Either::Left((next, _)) => next,
                Either::Right(_) => None,
            };
            match next.transpose()? {
                Some(chunk) if self.rows(&chunk) => {}
                _ => return Ok(()),
            }
        }
    }

    /// Say these rows; whether more are wanted.
    fn rows(&self, chunk: &Chunk) -> bool {
        let names = chunk.schema().names();
        let (mut rows, mut left) = (chunk.rows(), chunk.height());
        while left > 0 {
            let Some(room) = self.room(left) else { return false };
            left -= room;
            let mut bytes = Vec::new();
            for row in rows.by_ref().take(room) {
                let row = scalar::record(names.iter().map(|name| (*name).to_owned()).zip(row));
                let message = PluginInput::Data(STREAM, StreamData::List(row));
                if let Err(problem) = self.voice.write(&message, &mut bytes) {
                    let _ = self.voice.send(Err(problem));
                    return false;
                }
            }
            if self.voice.send(Ok(bytes)).is_err() {
                return false;
            }
        }
        true
    }

    /// How many of `most` rows it takes now, at least one; none when it wants no more.
    fn room(&self, most: usize) -> Option<usize> {
        block_on(self.room.acquire()).ok()?.forget();
        let mut rows = 1;
        while rows < most
            && let Ok(permit) = self.room.try_acquire()
        {
            permit.forget();
            rows += 1;
        }
        Some(rows)
    }
}
