//! Chunks as batches of the interface, and back. Buffers are moved, never copied cell by cell; only
//! lists, records and tables are written as texts.

use std::collections::VecDeque;
use std::sync::Arc;

use super::failure::Failure;
use super::limits;
use super::nested;
use super::wit::{self, Batch};
use crate::diag::Result;
use crate::value::{Cells, Chunk, Flat, Schema, Type, Value, is_flat};

/// `chunk` in pieces that may be pushed.
pub fn pieces(chunk: Chunk) -> VecDeque<Chunk> {
    let fitting = limits::BATCH / chunk.row_size().max(1);
    let rows = fitting.clamp(1, limits::BATCH_ROWS);
    if (1..=rows).contains(&chunk.height()) {
        return VecDeque::from([chunk]);
    }
    let starts = (0..chunk.height()).step_by(rows);
    starts.map(|from| chunk.slice(from, rows)).collect()
}

/// The batch of `piece`, or its halves where it is too large after all.
pub fn batch(piece: &Chunk) -> Result<std::result::Result<Batch, [Chunk; 2]>> {
    let rows = piece.height();
    let flat = piece.flat()?.into_iter().map(written).collect::<Vec<_>>();
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
            Cells::Values(_) => {
                wit::Cells::Bytes(wit::Bytes { offsets: vec![0], data: Vec::new() })
            }
        },
    });
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    Ok(Ok(Batch { rows, columns: columns.collect() }))
}

/// `flat` with values as JSON texts.
fn written(flat: Flat) -> Flat {
    let Cells::Values(values) = flat.cells else { return flat };
    let (mut offsets, mut data) = (vec![0], Vec::new());
    let mut validity = vec![0_u8; values.len().div_ceil(8)];
    let mut nulls = false;
    for (row, value) in values.iter().enumerate() {
        if matches!(value, Value::Nothing { .. }) {
            nulls = true;
        } else {
            data.extend_from_slice(nested::encode(value).to_string().as_bytes());
            if let Some(byte) = validity.get_mut(row / 8) {
                *byte |= 1 << (row % 8);
            }
        }
        offsets.push(u32::try_from(data.len()).unwrap_or(u32::MAX));
    }
    Flat { validity: nulls.then_some(validity), cells: Cells::Bytes { offsets, data } }
}

/// What a plugin gave back, checked against the `schema` that it promised.
pub fn chunks(
    batches: Vec<Batch>,
    schema: &Arc<Schema>,
) -> std::result::Result<VecDeque<Chunk>, Failure> {
    let rows = batches.iter().map(|batch| batch.rows as usize).sum::<usize>();
    let size = batches.iter().flat_map(|batch| &batch.columns).map(size).sum::<usize>();
    if rows > limits::GIVEN_ROWS || batches.len() > limits::GIVEN_BATCHES || size > limits::GIVEN {
        return Err(Failure::Flood);
    }
    let chunks = batches.into_iter().map(|batch| chunk(batch, schema));
    let chunks =
        chunks.collect::<std::result::Result<VecDeque<_>, _>>().map_err(Failure::Forged)?;
    Ok(chunks.into_iter().filter(|chunk| chunk.height() > 0).collect())
}

/// How many bytes the buffers of a column have.
fn size(column: &wit::Column) -> usize {
    let validity = column.validity.as_ref().map_or(0, Vec::len);
    validity
        + match &column.cells {
            wit::Cells::Ints(cells) => cells.len() * 8,
            wit::Cells::Floats(cells) => cells.len() * 8,
            wit::Cells::Bools(bitmap) => bitmap.len(),
            wit::Cells::Bytes(bytes) => bytes.offsets.len() * 4 + bytes.data.len(),
        }
}

fn chunk(batch: Batch, schema: &Arc<Schema>) -> std::result::Result<Chunk, String> {
    let rows = batch.rows as usize;
    let mut columns = Vec::with_capacity(batch.columns.len());
    for (at, column) in batch.columns.into_iter().enumerate() {
        let cells = match column.cells {
            wit::Cells::Ints(cells) => Cells::Ints(cells),
            wit::Cells::Floats(cells) => Cells::Floats(cells),
            wit::Cells::Bools(bitmap) => Cells::Bools(bitmap),
            wit::Cells::Bytes(bytes) => Cells::Bytes { offsets: bytes.offsets, data: bytes.data },
        };
        let flat = Flat { validity: column.validity, cells };
        columns.push(match schema.columns().get(at) {
            Some(promised) if !is_flat(&promised.ty) => read(flat, &promised.ty, rows)
                .map_err(|wrong| format!("column `{}`: {wrong}", promised.name))?,
            _ => flat,
        });
    }
    Chunk::of_flat(Arc::clone(schema), rows, columns)
}

/// `flat` with the values that its JSON texts are.
fn read(flat: Flat, ty: &Type, rows: usize) -> std::result::Result<Flat, String> {
    let Cells::Bytes { offsets, data } = &flat.cells else {
        return Err(format!("no texts for a column of type {ty}"));
    };
    if offsets.len() != rows + 1 {
        return Err(format!("{} offsets for {rows} rows", offsets.len()));
    }
    if let Some(bitmap) = flat.validity.as_ref().filter(|bitmap| bitmap.len() != rows.div_ceil(8)) {
        return Err(format!("a bitmap of {} bytes for {rows} rows", bitmap.len()));
    }
    let valid = |row: usize| {
        let bit =
            |bitmap: &Vec<u8>| bitmap.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1);
        flat.validity.as_ref().is_none_or(bit)
    };
    let ends = offsets.iter().zip(offsets.iter().skip(1)).enumerate();
    let values = ends.map(|(row, (start, end))| {
        if !valid(row) {
            let null = crate::value::scalar::null();
            return if ty.is_nullable() { Ok(null) } else { Err("a null in it".to_owned()) };
        }
        let text = data.get(*start as usize..*end as usize);
        nested::decode(text.ok_or("offsets that go down or beyond their data")?, ty)
    });
    let values = values.collect::<std::result::Result<Vec<_>, String>>()?;
    Ok(Flat { validity: None, cells: Cells::Values(values) })
}
