//! Columns of cells, read as slices and iterators and built from iterators.

use crate::Type;
use crate::bindings::commands::{self as wit, Cells};

/// The cells of one column.
#[derive(Debug, Clone)]
pub struct Column {
    rows: usize,
    inner: wit::Column,
}

impl Column {
    /// What came over the boundary, of `rows` rows.
    pub(crate) fn from_wit(rows: usize, inner: wit::Column) -> Self {
        Self { rows, inner }
    }

    /// What goes over the boundary.
    pub(crate) fn into_wit(self) -> wit::Column {
        self.inner
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether row `row` has a value.
    pub fn has(&self, row: usize) -> bool {
        row < self.rows && self.inner.validity.as_deref().is_none_or(|bitmap| bit(bitmap, row))
    }

    /// The cells of `int`, `duration`, `filesize` and `date` as they are; what stands for null is
    /// any number. Empty for other types.
    pub fn raw_ints(&self) -> &[i64] {
        match &self.inner.cells {
            Cells::Ints(cells) => cells,
            _ => &[],
        }
    }

    /// The cells of `float` as they are; what stands for null is any number. Empty for other types.
    pub fn raw_floats(&self) -> &[f64] {
        match &self.inner.cells {
            Cells::Floats(cells) => cells,
            _ => &[],
        }
    }

    /// The cells of `int`, `duration`, `filesize` and `date`.
    pub fn ints(&self) -> impl Iterator<Item = Option<i64>> + '_ {
        self.raw_ints().iter().enumerate().map(|(row, cell)| self.has(row).then_some(*cell))
    }

    /// The cells of `float`.
    pub fn floats(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.raw_floats().iter().enumerate().map(|(row, cell)| self.has(row).then_some(*cell))
    }

    /// The cells of `bool`.
    pub fn bools(&self) -> impl Iterator<Item = Option<bool>> + '_ {
        let bitmap: &[u8] = match &self.inner.cells {
            Cells::Bools(bitmap) => bitmap,
            _ => &[],
        };
        let rows = if bitmap.is_empty() { 0 } else { self.rows };
        (0..rows).map(move |row| self.has(row).then(|| bit(bitmap, row)))
    }

    /// The cells of `string` and `binary` as bytes.
    pub fn bytes(&self) -> impl Iterator<Item = Option<&[u8]>> + '_ {
        let (offsets, data): (&[u32], &[u8]) = match &self.inner.cells {
            Cells::Bytes(bytes) => (&bytes.offsets, &bytes.data),
            _ => (&[], &[]),
        };
        let ends = offsets.iter().zip(offsets.iter().skip(1)).enumerate();
        ends.map(move |(row, (start, end))| {
            let cell = data.get(*start as usize..*end as usize).unwrap_or_default();
            self.has(row).then_some(cell)
        })
    }

    /// The cells of `string`.
    pub fn texts(&self) -> impl Iterator<Item = Option<&str>> + '_ {
        // The shell sends UTF-8; what is none would be its defect and reads as an empty text.
        self.bytes().map(|cell| cell.map(|cell| std::str::from_utf8(cell).unwrap_or_default()))
    }

    /// A column of `int`, `duration`, `filesize` or `date`.
    pub fn of_ints(cells: impl IntoIterator<Item = Option<i64>>) -> Self {
        let (cells, validity) = split(cells.into_iter());
        Self::new(cells.len(), validity, Cells::Ints(cells))
    }

    /// A column of `float`.
    pub fn of_floats(cells: impl IntoIterator<Item = Option<f64>>) -> Self {
        let (cells, validity) = split(cells.into_iter());
        Self::new(cells.len(), validity, Cells::Floats(cells))
    }

    /// A column of `bool`.
    pub fn of_bools(cells: impl IntoIterator<Item = Option<bool>>) -> Self {
        let (cells, validity) = split(cells.into_iter());
        let mut bitmap = Bitmap::default();
        cells.iter().for_each(|cell| bitmap.push(*cell));
        Self::new(cells.len(), validity, Cells::Bools(bitmap.bytes))
    }

    /// A column of `string`.
    pub fn of_texts<T: AsRef<str>>(cells: impl IntoIterator<Item = Option<T>>) -> Self {
        build_bytes(cells.into_iter(), |text| text.as_ref().as_bytes())
    }

    /// A column of `binary`.
    pub fn of_bytes<T: AsRef<[u8]>>(cells: impl IntoIterator<Item = Option<T>>) -> Self {
        build_bytes(cells.into_iter(), |bytes| bytes.as_ref())
    }

    /// A column of `rows` nulls.
    pub fn nulls(ty: &Type, rows: usize) -> Self {
        match ty {
            Type::Float => Self::of_floats((0..rows).map(|_| None)),
            Type::Bool => Self::of_bools((0..rows).map(|_| None)),
            Type::String | Type::Binary | Type::Nested(_) => {
                Self::of_bytes((0..rows).map(|_| None::<&[u8]>))
            }
            _ => Self::of_ints((0..rows).map(|_| None)),
        }
    }

    /// The rows for which `keep` is true.
    #[must_use]
    pub fn filter(&self, keep: &[bool]) -> Self {
        fn kept<'a, T: 'a>(
            cells: impl Iterator<Item = T> + 'a,
            keep: &'a [bool],
        ) -> impl Iterator<Item = T> + 'a {
            cells.zip(keep).filter_map(|(cell, keep)| keep.then_some(cell))
        }
        match &self.inner.cells {
            Cells::Ints(_) => Self::of_ints(kept(self.ints(), keep)),
            Cells::Floats(_) => Self::of_floats(kept(self.floats(), keep)),
            Cells::Bools(_) => Self::of_bools(kept(self.bools(), keep)),
            Cells::Bytes(_) => Self::of_bytes(kept(self.bytes(), keep)),
        }
    }

    fn new(rows: usize, validity: Option<Vec<u8>>, cells: Cells) -> Self {
        Self { rows, inner: wit::Column { validity, cells } }
    }
}

fn bit(bitmap: &[u8], row: usize) -> bool {
    bitmap.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1)
}

/// Bits, the least one of a byte first.
#[derive(Default)]
struct Bitmap {
    bytes: Vec<u8>,
    bits: usize,
    /// Whether a bit is zero.
    gaps: bool,
}

impl Bitmap {
    fn push(&mut self, bit: bool) {
        if self.bits.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let (true, Some(last)) = (bit, self.bytes.last_mut()) {
            *last |= 1 << (self.bits % 8);
        }
        self.gaps |= !bit;
        self.bits += 1;
    }

    /// None when all bits are one.
    fn validity(self) -> Option<Vec<u8>> {
        self.gaps.then_some(self.bytes)
    }
}

fn split<T: Default>(cells: impl Iterator<Item = Option<T>>) -> (Vec<T>, Option<Vec<u8>>) {
    let mut validity = Bitmap::default();
    let cells = cells.map(|cell| {
        validity.push(cell.is_some());
        cell.unwrap_or_default()
    });
    let cells = cells.collect();
    (cells, validity.validity())
}

fn build_bytes<T>(cells: impl Iterator<Item = Option<T>>, bytes: impl Fn(&T) -> &[u8]) -> Column {
    let mut validity = Bitmap::default();
    let (mut offsets, mut data) = (vec![0], Vec::new());
    for cell in cells {
        validity.push(cell.is_some());
        data.extend_from_slice(cell.as_ref().map_or(&[], &bytes));
        // The shell takes no batch that is near this size, and refuses offsets that stand still.
        offsets.push(u32::try_from(data.len()).unwrap_or(u32::MAX));
    }
    let rows = offsets.len() - 1;
    Column::new(rows, validity.validity(), Cells::Bytes(wit::Bytes { offsets, data }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_they_were_written() {
        let ints = [Some(1), None, Some(-3)];
        assert_eq!(Column::of_ints(ints).ints().collect::<Vec<_>>(), ints);
        let floats = [None, Some(0.5)];
        assert_eq!(Column::of_floats(floats).floats().collect::<Vec<_>>(), floats);
        let bools = (0..20).map(|at| (at % 3 != 0).then_some(at % 2 == 0)).collect::<Vec<_>>();
        assert_eq!(Column::of_bools(bools.clone()).bools().collect::<Vec<_>>(), bools);
        let texts = [Some("é"), None, Some(""), Some("ab")];
        let column = Column::of_texts(texts);
        assert_eq!(column.texts().collect::<Vec<_>>(), texts);
        assert_eq!((column.len(), column.ints().count(), column.has(9)), (4, 0, false));
        assert!(Column::of_ints([Some(1)]).into_wit().validity.is_none());
    }

    #[test]
    fn a_filter_keeps_rows_with_their_nulls() {
        let texts = Column::of_texts([Some("a"), None, Some("c")]).filter(&[false, true, true]);
        assert_eq!(texts.texts().collect::<Vec<_>>(), [None, Some("c")]);
        let nulls = Column::nulls(&Type::Bool, 9).filter(&[true; 9]);
        assert_eq!(nulls.bools().collect::<Vec<_>>(), [None; 9]);
    }
}
