//! Sorts what does not fit in memory.

use std::mem;
use std::sync::Arc;

use futures_util::{FutureExt, TryStreamExt, future, stream};
use polars::prelude::DataFrame;

use super::merge::{MOST, Merge};
use super::run::{Run, Writer, failed};
use super::{Order, Room, fill};
use crate::diag::{Diagnostic, Result};
use crate::value::pieces::Pieces;
use crate::value::{Chunk, ChunkStream, Data, Frame, Schema};

/// Takes rows as they come, and keeps all but the last ones in sorted runs.
struct Sorter {
    order: Order,
    room: Room,
    schema: Arc<Schema>,
    /// Rows of the run that is still growing.
    rows: DataFrame,
    /// Runs of rows as they came, runs of so many of these merged, and so on.
    levels: Vec<Vec<Run>>,
}

impl Order {
    /// The rows of the table `data` in this order, in as much memory as there is `room` for. Where it
    /// is read from files that fit, it stays a plan.
    pub fn put(&self, data: Data, room: Room) -> Data {
        match data {
            Data::Frame(frame) if room.holds(&frame) => {
                Data::Frame(Frame { lazy: self.lazy(frame.lazy), ..frame })
            }
            Data::Frame(frame) => Data::Chunks(sort(frame, self.clone(), room)),
            Data::Chunks(chunks) => Data::Chunks(sort_chunks(chunks, self.clone(), room)),
            other => other,
        }
    }
}

/// The rows of `frame` in this order.
fn sort(frame: Frame, order: Order, room: Room) -> ChunkStream {
    let schema = Arc::clone(&frame.schema);
    let pieces = Pieces::of(frame.origins.clone(), move |take| {
        let schema = Arc::clone(&frame.schema);
        let sorter = Sorter::new(order, room, Arc::clone(&schema));
        let mut sorter = fill(frame, sorter, Sorter::push)?;
        for piece in sorter.end()? {
            if !take(Chunk::new(piece?, Arc::clone(&schema))) {
                break;
            }
        }
        Ok(())
    });
    ChunkStream::new(schema, stream::iter(pieces))
}

/// The rows of `chunks` in this order, once the last has come.
fn sort_chunks(chunks: ChunkStream, order: Order, room: Room) -> ChunkStream {
    let ChunkStream { schema, chunks } = chunks;
    let sorter = Sorter::new(order, room, Arc::clone(&schema));
    let filled = chunks
        .try_fold(sorter, |mut sorter, chunk| future::ready(sorter.push(chunk).map(|()| sorter)));
    let wanted = Arc::clone(&schema);
    let sorted = filled.map(|sorter| {
        let pieces = sorter?.end()?;
        let pieces = pieces.map(move |rows| Ok(Chunk::new(rows?, Arc::clone(&wanted))));
        Ok::<_, Box<Diagnostic>>(stream::iter(pieces))
    });
    ChunkStream::new(schema, stream::once(sorted).try_flatten())
}

impl Sorter {
    fn new(order: Order, room: Room, schema: Arc<Schema>) -> Self {
        Self { order, room, schema, rows: DataFrame::empty(), levels: Vec::new() }
    }

    fn push(&mut self, chunk: Chunk) -> Result<()> {
        self.rows.vstack_mut_owned(chunk.into_frame()).map_err(|error| failed(&error))?;
        if self.rows.estimated_size() < self.room.run() {
            return Ok(());
        }
        self.run()
    }

    /// Put the growing run into a file, and merge what has become too many files.
    fn run(&mut self) -> Result<()> {
        let rows = self.sorted()?;
        let mut run = self.written([Ok(rows)])?;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(runs) = self.levels.get_mut(level) else { break };
            runs.push(run);
            if runs.len() < MOST {
                break;
            }
            let merged = Merge::new(mem::take(runs), &self.order, &self.room)?;
            run = self.written(merged)?;
        }
        Ok(())
    }

    fn written(&self, pieces: impl IntoIterator<Item = Result<DataFrame>>) -> Result<Run> {
        let mut writer = Writer::new(&self.schema, &self.room)?;
        pieces.into_iter().try_for_each(|piece| writer.push(&piece?))?;
        writer.end()
    }

    /// The rows of the growing run in their order.
    fn sorted(&mut self) -> Result<DataFrame> {
        let mut rows = mem::take(&mut self.rows);
        if rows.width() == 0 {
            return Ok(Chunk::empty(Arc::clone(&self.schema))?.into_frame());
        }
        rows.rechunk_mut();
        self.order.frame(&rows).map_err(|error| failed(&error))
    }

    /// All rows in their order, piece by piece.
    fn end(&mut self) -> Result<Box<dyn Iterator<Item = Result<DataFrame>> + Send>> {
        if self.levels.is_empty() {
            return Ok(Box::new([self.sorted()].into_iter()));
        }
        self.run()?;
        // The rows of a higher level came earlier.
        let runs = mem::take(&mut self.levels).into_iter().rev().flatten().collect();
        Ok(Box::new(Merge::new(runs, &self.order, &self.room)?))
    }
}
