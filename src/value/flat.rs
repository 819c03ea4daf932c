//! Columns as plain buffers, laid out as Apache Arrow does: what crosses the boundary to a plugin.
//!
//! Bit `n` of a bitmap is bit `n % 8`, from the least one, of byte `n / 8`. Buffers that come from
//! outside are believed nothing: [`Chunk::of_flat`] checks lengths, offsets and UTF-8.

use std::sync::Arc;

use polars::prelude::{Column as Series, DataFrame, IntoColumn, PlSmallStr, Series as Raw};
use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArray, BinaryViewArrayGeneric, BooleanArray, PrimitiveArray,
    Utf8Array, Utf8ViewArray, ViewType,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::offset::OffsetsBuffer;

use super::cell::internal;
use super::frame::physical;
use super::{Chunk, Column as Named, Rows, Schema, Type, Value};
use crate::diag::{Diagnostic, Result};

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Flat {
    /// Which rows have a value; none when all have.
    pub validity: Option<Vec<u8>>,
    /// One value a row; what stands where there is none means nothing.
    pub cells: Cells,
}

/// Values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// `int`, `duration`, `filesize` and `date`.
    Ints(Vec<i64>),
    /// `float`.
    Floats(Vec<f64>),
    /// `bool`, as a bitmap.
    Bools(Vec<u8>),
    /// `string` and `binary`: row `n` is `data[offsets[n]..offsets[n + 1]]`.
    Bytes {
        /// One more than there are rows.
        offsets: Vec<u32>,
        /// The bytes.
        data: Vec<u8>,
    },
    /// Lists, records and tables, which have no plain form.
    Values(Vec<Value>),
}

impl Flat {
    /// How many bytes its buffers have.
    pub fn size(&self) -> usize {
        let validity = self.validity.as_ref().map_or(0, Vec::len);
        validity
            + match &self.cells {
                Cells::Ints(cells) => cells.len() * 8,
                Cells::Floats(cells) => cells.len() * 8,
                Cells::Bools(bitmap) => bitmap.len(),
                Cells::Bytes { offsets, data } => offsets.len() * 4 + data.len(),
                // Whoever puts them in a form of their own measures that.
                Cells::Values(_) => 0,
            }
    }
}

/// Texts of one column, as they are gathered.
#[derive(Debug)]
pub struct Texts {
    offsets: Vec<u32>,
    data: Vec<u8>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { offsets: vec![0], data: Vec::new() }
    }
}

impl Texts {
    /// Add one; beyond 2 GiB the chunk is an error.
    pub fn push(&mut self, text: &[u8]) {
        self.data.extend_from_slice(text);
        self.offsets.push(u32::try_from(self.data.len()).unwrap_or(u32::MAX));
    }

    /// The chunk whose last column they are, beside columns that have one of `others` in all rows.
    ///
    /// # Errors
    /// They are no texts of that column's type, or too many.
    pub fn chunk(self, schema: &Arc<Schema>, others: &[&str]) -> Result<Chunk> {
        let rows = self.offsets.len() - 1;
        let repeated = |text: &&str| {
            let mut cells = Self::default();
            (0..rows).for_each(|_| cells.push(text.as_bytes()));
            cells.flat()
        };
        let columns = others.iter().map(repeated).chain([self.flat()]).collect();
        Chunk::of_flat(Arc::clone(schema), rows, columns).map_err(|wrong| internal(&wrong))
    }

    fn flat(self) -> Flat {
        Flat { validity: None, cells: Cells::Bytes { offsets: self.offsets, data: self.data } }
    }
}

/// Whether columns of type `ty` can be plain buffers: those of values that have no parts.
pub fn is_flat(ty: &Type) -> bool {
    matches!(
        ty.non_null(),
        Type::Int
            | Type::Float
            | Type::String
            | Type::Bool
            | Type::Duration
            | Type::Filesize
            | Type::Date
            | Type::Binary
    )
}

impl Chunk {
    /// `rows` rows from row `from` on, or those that there are.
    pub fn slice(&self, from: usize, rows: usize) -> Self {
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        Self::new(self.frame().slice(from, rows), Arc::clone(self.schema()))
    }

    /// About how many bytes a row has.
    pub fn row_size(&self) -> usize {
        self.frame().estimated_size() / self.height().max(1)
    }

    /// The cells of the column called `name`; none when it is no column of texts, or has a null.
    pub fn texts(&self, name: &str) -> Option<Vec<&str>> {
        let column = self.schema().index(name).and_then(|at| self.frame().columns().get(at))?;
        column.as_materialized_series().str().ok()?.iter().collect()
    }

    /// Its columns as plain buffers, and as values where they have no plain form.
    ///
    /// # Errors
    /// The texts of a column have 4 GiB and more.
    pub fn flat(&self) -> Result<Vec<Flat>> {
        let types = self.schema().columns().iter().map(|column| &column.ty);
        let columns = self.frame().columns().iter().zip(types).enumerate();
        let flat = columns.map(|(at, (series, ty))| match is_flat(ty) {
            true => column(series),
            false => {
                let cells = (0..self.height()).map(|row| self.cell(row, at)).collect();
                Ok(Flat { validity: None, cells: Cells::Values(cells) })
            }
        });
        flat.collect()
    }

    /// The chunk of `rows` rows with these columns, which nobody vouches for.
    ///
    /// # Errors
    /// What is wrong with them, as a fragment for people.
    pub fn of_flat(schema: Arc<Schema>, rows: usize, flat: Vec<Flat>) -> Result<Self, String> {
        let columns = schema.columns();
        if columns.len() != flat.len() {
            return Err(format!("{} columns where there should be {}", flat.len(), columns.len()));
        }
        let series = columns.iter().zip(flat).map(|(column, flat)| {
            if let Cells::Values(values) = flat.cells {
                return nested(column, rows, &values);
            }
            let array = array(&column.ty, rows, flat);
            let array = array.map_err(|wrong| format!("column `{}`: {wrong}", column.name))?;
            let raw = Raw::try_from((PlSmallStr::from_str(&column.name), array));
            let physical = physical(&column.ty);
            let typed = raw.and_then(|raw| match *raw.dtype() == physical {
                true => Ok(raw),
                false => raw.cast(&physical),
            });
            typed.map(IntoColumn::into_column).map_err(|error| error.to_string())
        });
        let series = series.collect::<Result<Vec<Series>, String>>()?;
        let frame = DataFrame::new(rows, series).map_err(|error| error.to_string())?;
        Ok(Self::new(frame, schema))
    }
}

/// The values of a column that has no plain form.
fn nested(column: &Named, rows: usize, values: &[Value]) -> Result<Series, String> {
    let name = &column.name;
    if values.len() != rows {
        return Err(format!("column `{name}`: {} cells for {rows} rows", values.len()));
    }
    let wrong = |problem: Box<Diagnostic>| format!("column `{name}`: {}", problem.message);
    let mut built = Rows::new(Arc::new(Schema::closed(vec![column.clone()])));
    values.iter().try_for_each(|value| built.push(std::slice::from_ref(value))).map_err(wrong)?;
    let chunk = built.finish().map_err(wrong)?;
    let series = chunk.into_frame().columns().first().cloned();
    series.ok_or_else(|| format!("column `{name}` is gone"))
}

fn column(column: &Series) -> Result<Flat> {
    let series = column.as_materialized_series().rechunk();
    let series = series.to_physical_repr();
    let chunks = series.chunks();
    let Some(array) = chunks.first() else {
        return Err(internal("a column without a chunk"));
    };
    let any = array.as_any();
    let cells = if let Some(ints) = any.downcast_ref::<PrimitiveArray<i64>>() {
        Cells::Ints(ints.values().as_slice().to_vec())
    } else if let Some(floats) = any.downcast_ref::<PrimitiveArray<f64>>() {
        Cells::Floats(floats.values().as_slice().to_vec())
    } else if let Some(bools) = any.downcast_ref::<BooleanArray>() {
        Cells::Bools(bytes_of(bools.values()))
    } else if let Some(texts) = any.downcast_ref::<Utf8ViewArray>() {
        joined(texts)?
    } else if let Some(binaries) = any.downcast_ref::<BinaryViewArray>() {
        joined(binaries)?
    } else {
        let name = column.name();
        return Err(internal(&format!("column `{name}` has no plain form")));
    };
    let validity = array.validity().filter(|bitmap| bitmap.unset_bits() > 0).map(bytes_of);
    Ok(Flat { validity, cells })
}

/// The bytes of `bitmap`, from its first bit on.
fn bytes_of(bitmap: &Bitmap) -> Vec<u8> {
    let aligned = bitmap.to_aligned_bitmap();
    let (bytes, _, bits) = aligned.as_slice();
    bytes.get(..bits.div_ceil(8)).unwrap_or(bytes).to_vec()
}

fn joined<T: ViewType + ?Sized>(array: &BinaryViewArrayGeneric<T>) -> Result<Cells> {
    let mut data = Vec::with_capacity(array.total_bytes_len());
    let mut offsets = Vec::with_capacity(array.len() + 1);
    offsets.push(0);
    for cell in array.iter() {
        data.extend_from_slice(cell.map_or(&[], |cell| cell.to_bytes()));
        let end = u32::try_from(data.len());
        offsets.push(end.map_err(|_| internal("a column with 4 GiB of text"))?);
    }
    Ok(Cells::Bytes { offsets, data })
}

/// `flat` as an array of `rows` cells of type `ty`.
fn array(ty: &Type, rows: usize, flat: Flat) -> Result<Box<dyn Array>, String> {
    let validity = flat.validity.map(|bytes| bitmap(bytes, rows)).transpose()?;
    if let Some(validity) = &validity
        && !ty.is_nullable()
        && validity.unset_bits() > 0
    {
        return Err(format!("a null where every cell is of type {ty}"));
    }
    let whole = |cells: usize| match cells == rows {
        true => Ok(()),
        false => Err(format!("{cells} cells for {rows} rows")),
    };
    Ok(match (ty.non_null(), flat.cells) {
        (Type::Int | Type::Duration | Type::Filesize | Type::Date, Cells::Ints(cells)) => {
            whole(cells.len())?;
            PrimitiveArray::new(ArrowDataType::Int64, cells.into(), validity).boxed()
        }
        (Type::Float, Cells::Floats(cells)) => {
            whole(cells.len())?;
            PrimitiveArray::new(ArrowDataType::Float64, cells.into(), validity).boxed()
        }
        (Type::Bool, Cells::Bools(bytes)) => {
            BooleanArray::new(ArrowDataType::Boolean, bitmap(bytes, rows)?, validity).boxed()
        }
        (Type::String, Cells::Bytes { offsets, data }) => {
            let offsets = checked(offsets, data.len(), rows)?;
            // It looks at all bytes at once instead of at cell after cell.
            let array = Utf8Array::try_new(ArrowDataType::Utf8, offsets, data.into(), validity);
            array.map_err(|_| "text that is no UTF-8, or is cut within a character")?.boxed()
        }
        (Type::Binary, Cells::Bytes { offsets, data }) => {
            let offsets = checked(offsets, data.len(), rows)?;
            let array = BinaryArray::try_new(ArrowDataType::Binary, offsets, data.into(), validity);
            array.map_err(|error| error.to_string())?.boxed()
        }
        (_, cells) => {
            let found = match cells {
                Cells::Ints(_) => "whole numbers",
                Cells::Floats(_) => "floats",
                Cells::Bools(_) => "truth values",
                Cells::Bytes { .. } => "texts",
                Cells::Values(_) => "values",
            };
            return Err(format!("{found} in a column of type {ty}"));
        }
    })
}

fn bitmap(bytes: Vec<u8>, rows: usize) -> Result<Bitmap, String> {
    if bytes.len() != rows.div_ceil(8) {
        return Err(format!("a bitmap of {} bytes for {rows} rows", bytes.len()));
    }
    Bitmap::try_new(bytes, rows).map_err(|error| error.to_string())
}

/// `offsets` of `rows` cells within `length` bytes.
fn checked(offsets: Vec<u32>, length: usize, rows: usize) -> Result<OffsetsBuffer<i32>, String> {
    if offsets.len() != rows + 1 {
        return Err(format!("{} offsets for {rows} rows", offsets.len()));
    }
    // One of 2 GiB and more becomes negative here, and so goes down.
    let offsets = offsets.into_iter().map(u32::cast_signed).collect::<Vec<_>>();
    let offsets = OffsetsBuffer::try_from(offsets).ok();
    let offsets = offsets.filter(|offsets| offsets.last().cast_unsigned() as usize <= length);
    offsets.ok_or_else(|| "offsets that go down or beyond their data".to_owned())
}

#[cfg(test)]
mod tests;
