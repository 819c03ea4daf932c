//! Joins tables of which the second does not fit in memory.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem;
use std::sync::Arc;

use futures_util::stream;
use polars::prelude::{DataFrame, IdxCa, IdxSize, PlSmallStr};

use super::merge::Merge;
use super::run::{Writer, failed};
use super::{Order, Room, fill};
use crate::diag::Result;
use crate::value::pieces::{Pieces, Take};
use crate::value::scan::{self, Source};
use crate::value::{Chunk, ChunkStream, Column, Frame, Schema, Type};

/// The most parts into which a table is cut; those of both tables are open files.
const PARTS: usize = 256;

/// The places of rows in both tables, while they are joined. Names of columns have no control
/// characters.
const PLACES: [&str; 2] = ["\u{1}left", "\u{1}right"];

/// Two tables and how they become one.
pub struct Join<P> {
    /// The one whose rows come by and by.
    pub left: Frame,
    /// The one in which they are looked up.
    pub right: Frame,
    /// The column by which they are joined, of one type in both.
    pub on: String,
    /// Whether the rows are in the order of the right table.
    pub by_right: bool,
    /// Joins two tables in memory, each in the end with a column more, which it keeps if it keeps
    /// others of that table.
    pub plan: P,
}

impl<P: Fn(Frame, Frame) -> Frame + Send + 'static> Join<P> {
    /// The rows of both as `plan` has them, which is given parts of them.
    ///
    /// # Errors
    /// Only by a defect.
    pub fn spilled(self, room: Room) -> Result<ChunkStream> {
        let left = Frame::empty(Arc::clone(&self.left.schema))?;
        let right = Frame::empty(Arc::clone(&self.right.schema))?;
        let schema = (self.plan)(left, right).schema;
        let origins = self.left.origins.iter().chain(&self.right.origins).cloned().collect();
        let wanted = Arc::clone(&schema);
        let pieces = Pieces::of(origins, move |take| self.run(&wanted, &room, &take));
        Ok(ChunkStream::new(schema, stream::iter(pieces)))
    }

    fn run(self, schema: &Arc<Schema>, room: &Room, take: &Take) -> Result<()> {
        let count =
            usize::try_from(2 * self.right.size()).unwrap_or(usize::MAX) / room.run().max(1);
        let count = count.clamp(2, PARTS);
        let origins = self.left.origins.iter().chain(&self.right.origins).cloned();
        let origins = origins.collect::<Vec<_>>();
        let [left, right] = [(self.left, PLACES[0]), (self.right, PLACES[1])]
            .map(|(frame, place)| Parts::of(frame, place, &self.on, count, room));
        let (left, right) = (left?, right?);
        let mut joined: Option<Arc<Schema>> = None;
        let mut runs = Vec::new();
        for (here, there) in left.files.into_iter().zip(right.files) {
            let here = scan::arrow(Source::Files([here].into()), "a part of a table")?;
            let there = scan::arrow(Source::Files([there].into()), "a part of a table")?;
            let origins = origins.iter().cloned();
            let here = Frame { schema: Arc::clone(&left.schema), ..here }.reading(origins);
            let there = Frame { schema: Arc::clone(&right.schema), ..there };
            let part = (self.plan)(here, there);
            joined = Some(Arc::clone(&part.schema));
            let writer = Writer::new(&part.schema, room)?;
            let writer = fill(part, writer, |writer, chunk| writer.push(chunk.frame()))?;
            runs.push(writer.end()?);
        }
        let Some(joined) = joined else { return Ok(()) };
        let mut keys = PLACES.to_vec();
        if self.by_right {
            keys.reverse();
        }
        keys.retain(|key| joined.get(key).is_some());
        let keys = keys.into_iter().map(str::to_owned).collect();
        let order = Order { keys, is_descending: false, is_natural: false };
        for piece in Merge::new(runs, &order, room)? {
            let piece = piece?.drop_many(PLACES);
            if !take(Chunk::new(piece, Arc::clone(schema))) {
                break;
            }
        }
        Ok(())
    }
}

/// A table in files: rows with equal keys are in the same one.
struct Parts {
    files: Vec<File>,
    /// Their columns: those of the table, and the place of each row in it.
    schema: Arc<Schema>,
}

impl Parts {
    fn of(frame: Frame, place: &str, on: &str, count: usize, room: &Room) -> Result<Self> {
        let mut schema = frame.schema.as_ref().clone();
        schema.put(Column::new(place, Type::Int));
        let writers = (0..count).map(|_| Writer::new(&schema, room));
        let cutter = Cutter {
            writers: writers.collect::<Result<_>>()?,
            rows: DataFrame::empty(),
            most: room.run() / 2,
            by: Order { keys: vec![on.to_owned()], is_descending: false, is_natural: false },
            place: place.into(),
            seen: 0,
        };
        let mut cutter = fill(frame, cutter, Cutter::push)?;
        cutter.cut()?;
        let files = cutter.writers.into_iter().map(Writer::into_file);
        Ok(Self { files: files.collect::<Result<_>>()?, schema: Arc::new(schema) })
    }
}

/// Takes rows as they come, and puts each into the file of its key.
struct Cutter {
    writers: Vec<Writer>,
    /// Rows that are in no file yet.
    rows: DataFrame,
    /// How many bytes of them there may be.
    most: usize,
    /// The key.
    by: Order,
    /// The column that says the place of a row in the table.
    place: PlSmallStr,
    /// Rows that are in files.
    seen: i64,
}

impl Cutter {
    fn push(&mut self, chunk: Chunk) -> Result<()> {
        self.rows.vstack_mut_owned(chunk.into_frame()).map_err(|error| failed(&error))?;
        if self.rows.estimated_size() < self.most { Ok(()) } else { self.cut() }
    }

    fn cut(&mut self) -> Result<()> {
        let mut rows = mem::take(&mut self.rows);
        let Ok(height) = i64::try_from(rows.height()) else { return Ok(()) };
        if height == 0 {
            return Ok(());
        }
        rows.rechunk_mut();
        let places = (self.seen..self.seen + height).collect::<Vec<_>>();
        self.seen += height;
        let places = polars::prelude::Column::new(self.place.clone(), places);
        rows.with_column(places).map_err(|error| failed(&error))?;
        let keys = self.by.bytes(&rows).map_err(|error| failed(&error))?;
        let mut chosen = vec![Vec::new(); self.writers.len()];
        for (at, key) in (0..).zip(keys.iter()) {
            let part = part(key.unwrap_or_default(), chosen.len());
            chosen.get_mut(part).into_iter().for_each(|places: &mut Vec<IdxSize>| places.push(at));
        }
        for (writer, places) in self.writers.iter_mut().zip(chosen) {
            let places = IdxCa::from_vec(PlSmallStr::EMPTY, places);
            writer.push(&rows.take(&places).map_err(|error| failed(&error))?)?;
        }
        Ok(())
    }
}

/// The part in which rows of this key are.
fn part(key: &[u8], count: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    // What is left of a division fits.
    usize::try_from(hasher.finish() % count.max(1) as u64).unwrap_or_default()
}
