//! Some rows of a table.

use crate::Column;
use crate::bindings::commands as wit;

/// Some rows of a table, column by column, in the order of its schema.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    rows: usize,
    columns: Vec<Column>,
}

impl Batch {
    /// Rows of these columns, which should be equally long; the shell refuses a batch in which
    /// they are not.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let columns = columns.into_iter().collect::<Vec<_>>();
        let rows = columns.first().map_or(0, Column::len);
        Self { rows, columns }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// All columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column at place `at` of the schema.
    pub fn column(&self, at: usize) -> Option<&Column> {
        self.columns.get(at)
    }

    /// The same rows with `column` at place `at`, or at the end where there is no such place.
    #[must_use]
    pub fn put(mut self, at: usize, column: Column) -> Self {
        match self.columns.get_mut(at) {
            Some(known) => *known = column,
            None => self.columns.push(column),
        }
        self
    }

    /// The rows for which `keep` is true.
    #[must_use]
    pub fn filter(self, keep: &[bool]) -> Self {
        if keep.iter().all(|keep| *keep) {
            return self;
        }
        let columns = self.columns.iter().map(|column| column.filter(keep)).collect();
        Self { rows: keep.iter().filter(|keep| **keep).count(), columns }
    }

    /// What came over the boundary.
    pub fn from_wit(batch: wit::Batch) -> Self {
        let rows = batch.rows as usize;
        let columns = batch.columns.into_iter();
        Self { rows, columns: columns.map(|column| Column::from_wit(rows, column)).collect() }
    }

    /// What goes over the boundary.
    pub fn into_wit(self) -> wit::Batch {
        wit::Batch {
            rows: u32::try_from(self.rows).unwrap_or(u32::MAX),
            columns: self.columns.into_iter().map(Column::into_wit).collect(),
        }
    }
}
