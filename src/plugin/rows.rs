//! Chunks as batches of the interface, and back. Buffers are moved, never copied cell by cell.

use std::collections::VecDeque;
use std::sync::Arc;

use super::failure::Failure;
use super::limits;
use super::wit::{self, Batch};
use crate::diag::Result;
use crate::value::{Cells, Chunk, Flat, Schema};

/// `chunk` in pieces that may be pushed.
pub fn pieces(chunk: &Chunk) -> VecDeque<Chunk> {
    let fitting = limits::BATCH / chunk.row_size().max(1);
    let rows = fitting.clamp(1, limits::BATCH_ROWS);
    let starts = (0..chunk.height()).step_by(rows);
    starts.map(|from| chunk.slice(from, rows)).collect()
}

/// The batch of `piece`, or its halves where it is too large after all.
pub fn batch(piece: &Chunk) -> Result<std::result::Result<Batch, [Chunk; 2]>> {
    let rows = piece.height();
    let flat = piece.flat()?;
    let size = flat.iter().map(Flat::size).sum::<usize>();
    if size > limits::BATCH && rows > 1 {
        let half = rows / 2;
        return Ok(Err([piece.slice(0, half), piece.slice(half, rows - half)]));
    }
    let columns = flat.into_iter().map(|flat| wit::Column {
        validity: flat.validity,
        cells: match flat.cells {
            Cells::Ints(cells) => wit::Cells::Ints(cells),
            Cells::Floats(cells) => wit::Cells::Floats(cells),
            Cells::Bools(bitmap) => wit::Cells::Bools(bitmap),
            Cells::Bytes { offsets, data } => wit::Cells::Bytes(wit::Bytes { offsets, data }),
        },
    });
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    Ok(Ok(Batch { rows, columns: columns.collect() }))
}

/// What a plugin gave back, checked against the `schema` that it promised.
pub fn chunks(
    batches: Vec<Batch>,
    schema: &Arc<Schema>,
) -> std::result::Result<VecDeque<Chunk>, Failure> {
    let rows = batches.iter().map(|batch| batch.rows as usize).sum::<usize>();
    if rows > limits::GIVEN_ROWS || batches.len() > limits::GIVEN_BATCHES {
        return Err(Failure::Flood);
    }
    let chunks = batches.into_iter().map(|batch| {
        let columns = batch.columns.into_iter().map(|column| Flat {
            validity: column.validity,
            cells: match column.cells {
                wit::Cells::Ints(cells) => Cells::Ints(cells),
                wit::Cells::Floats(cells) => Cells::Floats(cells),
                wit::Cells::Bools(bitmap) => Cells::Bools(bitmap),
                wit::Cells::Bytes(bytes) => {
                    Cells::Bytes { offsets: bytes.offsets, data: bytes.data }
                }
            },
        });
        Chunk::of_flat(Arc::clone(schema), batch.rows as usize, columns.collect())
    });
    let chunks =
        chunks.collect::<std::result::Result<VecDeque<_>, _>>().map_err(Failure::Forged)?;
    Ok(chunks.into_iter().filter(|chunk| chunk.height() > 0).collect())
}
