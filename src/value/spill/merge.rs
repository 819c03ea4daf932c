//! Many sorted runs as one table.

use polars::prelude::{BinaryOffsetChunked, DataFrame};

use super::run::{Run, failed};
use super::{Order, Room};
use crate::diag::Result;

/// About how many runs are merged at once; each is an open file.
pub const MOST: usize = 256;

/// The rows of sorted runs in their common order, piece by piece. Of rows that are equal, those of
/// an earlier run come first.
pub struct Merge {
    order: Order,
    heads: Vec<Head>,
    /// Bytes that the head of a run may take.
    share: usize,
}

/// The next rows of a run.
struct Head {
    run: Run,
    rows: DataFrame,
    /// The bytes by which they are in order.
    keys: BinaryOffsetChunked,
}

impl Merge {
    /// The rows of `runs`, each of which is in `order`.
    ///
    /// # Errors
    /// A run cannot be read.
    pub fn new(runs: Vec<Run>, order: &Order, room: &Room) -> Result<Self> {
        let share = room.run() / runs.len().max(1);
        let mut heads = Vec::with_capacity(runs.len());
        for run in runs {
            let mut head =
                Head { run, rows: DataFrame::empty(), keys: BinaryOffsetChunked::default() };
            head.fill(order, share)?;
            heads.push(head);
        }
        Ok(Self { order: order.clone(), heads, share })
    }

    /// Nothing that is still in a file comes before the last row of the head of the run with this
    /// number, if there is anything.
    fn bound(&self) -> Option<(usize, Vec<u8>)> {
        let heads = self.heads.iter().enumerate().filter(|(_, head)| head.run.has_more());
        let lasts = heads.filter_map(|(at, head)| Some((at, head.keys.last()?)));
        let least = lasts.reduce(|least, next| if next.1 < least.1 { next } else { least });
        least.map(|(at, key)| (at, key.to_vec()))
    }

    fn piece(&mut self) -> Result<Option<DataFrame>> {
        let bound = self.bound();
        let mut piece = DataFrame::empty();
        for (at, head) in self.heads.iter_mut().enumerate() {
            let rows = match &bound {
                None => head.rows.height(),
                Some((run, key)) if at <= *run => head.until(|other| other <= key.as_slice()),
                // Equal rows that are still in the file of that run come before these.
                Some((_, key)) => head.until(|other| other < key.as_slice()),
            };
            if rows == 0 {
                continue;
            }
            piece.vstack_mut_owned(head.take(rows)).map_err(|error| failed(&error))?;
            if head.rows.height() == 0 {
                head.fill(&self.order, self.share)?;
            }
        }
        self.heads.retain(|head| head.rows.height() > 0);
        if piece.height() == 0 {
            return Ok(None);
        }
        piece.rechunk_mut();
        self.order.frame(&piece).map(Some).map_err(|error| failed(&error))
    }
}

impl Iterator for Merge {
    type Item = Result<DataFrame>;

    fn next(&mut self) -> Option<Self::Item> {
        self.piece().transpose()
    }
}

impl Head {
    /// Read the next rows, about as many as `share` bytes have room for.
    fn fill(&mut self, order: &Order, share: usize) -> Result<()> {
        let mut rows = DataFrame::empty();
        while (rows.height() == 0 || rows.estimated_size() < share)
            && let Some(batch) = self.run.next()?
        {
            rows.vstack_mut_owned(batch).map_err(|error| failed(&error))?;
        }
        rows.rechunk_mut();
        self.keys = if rows.height() == 0 {
            BinaryOffsetChunked::default()
        } else {
            order.bytes(&rows).map_err(|error| failed(&error))?
        };
        self.rows = rows;
        Ok(())
    }

    /// How many rows there are from the first for whose keys `is_before` holds; it does not hold
    /// any more behind one for which it does not.
    fn until(&self, is_before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut from, mut to) = (0, self.keys.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.keys.get(middle).is_some_and(&is_before) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// The first `rows` rows, which are not in it any more.
    fn take(&mut self, rows: usize) -> DataFrame {
        let at = i64::try_from(rows).unwrap_or(i64::MAX);
        let (taken, left) = self.rows.split_at(at);
        self.rows = left;
        self.keys = self.keys.slice(at, self.keys.len());
        taken
    }
}
