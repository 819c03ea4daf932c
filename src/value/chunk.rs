//! Chunks of a table, and how rows become one.

use std::sync::Arc;

use nu_protocol::Value;
use polars::prelude::{
    AnyValue, Column as Series, DataFrame, IdxCa, IdxSize, IntoColumn, PlSmallStr, Series as Raw,
};

use super::cell::{from_cell, internal, to_cell};
use super::compact::copied;
use super::frame::physical;
use super::{Schema, rows_of, scalar};
use crate::diag::Result;

/// Some rows of a table, in columns. Its frame has exactly the columns of its schema, in order.
#[derive(Debug, Clone)]
pub struct Chunk {
    frame: DataFrame,
    schema: Arc<Schema>,
}

impl Chunk {
    /// `frame`, which must have the columns of `schema` in its order.
    pub fn new(frame: DataFrame, schema: Arc<Schema>) -> Self {
        Self { frame, schema }
    }

    /// No rows.
    pub fn empty(schema: Arc<Schema>) -> Result<Self> {
        Rows::new(schema).finish()
    }

    /// The rows of a list of records, or the one row of a record, which have `schema`.
    ///
    /// # Errors
    /// A value is not of its column's type.
    pub fn of(value: &Value, schema: Schema) -> Result<Self> {
        let mut rows = Rows::new(Arc::new(schema.clone()));
        for row in rows_of(value, &schema) {
            rows.push(&row)?;
        }
        rows.finish()
    }

    /// The columns.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The columns, given away.
    pub fn into_frame(self) -> DataFrame {
        self.frame
    }

    /// What they are.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The first `rows` rows.
    pub fn head(&self, rows: usize) -> Self {
        Self { frame: self.frame.head(Some(rows)), schema: Arc::clone(&self.schema) }
    }

    /// The rows at these places, in that order.
    ///
    /// # Errors
    /// There is no such place.
    pub fn pick(&self, places: &[usize]) -> Result<Self> {
        let places = places.iter().filter_map(|at| IdxSize::try_from(*at).ok());
        let places = IdxCa::from_vec(PlSmallStr::EMPTY, places.collect());
        let picked = self.frame.take(&places).and_then(copied);
        let picked = picked.map_err(|error| internal(&error.to_string()))?;
        Ok(Self { frame: picked, schema: Arc::clone(&self.schema) })
    }

    /// Row `at`, one value a column; nulls when it is out of range.
    pub fn row(&self, at: usize) -> Vec<Value> {
        let columns = self.schema.columns().iter().zip(self.frame.columns());
        columns
            .map(|(column, cells)| {
                cells.get(at).map_or_else(|_| scalar::null(), |cell| from_cell(&cell, &column.ty))
            })
            .collect()
    }

    /// The cell of row `row` in the column at `column`; null when there is none.
    pub fn cell(&self, row: usize, column: usize) -> Value {
        let found = self.schema.columns().get(column).zip(self.frame.columns().get(column));
        let cell =
            found.and_then(|(column, cells)| Some(from_cell(&cells.get(row).ok()?, &column.ty)));
        cell.unwrap_or_else(scalar::null)
    }

    /// Bytes that it takes in memory, about.
    pub fn size(&self) -> usize {
        self.frame.estimated_size()
    }

    /// All rows, one value a column.
    pub fn rows(&self) -> impl Iterator<Item = Vec<Value>> + '_ {
        (0..self.height()).map(|at| self.row(at))
    }

    /// All cells of the column called `name`; empty when there is none.
    pub fn column(&self, name: &str) -> Vec<Value> {
        let found = self
            .schema
            .index(name)
            .and_then(|at| Some((self.schema.columns().get(at)?, self.frame.columns().get(at)?)));
        found.map_or_else(Vec::new, |(column, cells)| {
            let cells = (0..cells.len()).map(|at| cells.get(at).unwrap_or(AnyValue::Null));
            cells.map(|cell| from_cell(&cell, &column.ty)).collect()
        })
    }

    /// The rows as a list of records.
    pub fn to_value(&self) -> Value {
        let names = self.schema.names();
        let record =
            |row: Vec<Value>| scalar::record(names.iter().map(|name| (*name).to_owned()).zip(row));
        scalar::list(self.rows().map(record).collect())
    }
}

/// Builds a chunk row by row.
#[derive(Debug)]
pub struct Rows {
    schema: Arc<Schema>,
    columns: Vec<Vec<AnyValue<'static>>>,
    height: usize,
}

impl Rows {
    /// No rows yet of `schema`, which must be closed.
    pub fn new(schema: Arc<Schema>) -> Self {
        let columns = schema.columns().iter().map(|_| Vec::new()).collect();
        Self { schema, columns, height: 0 }
    }

    /// Add a row: one value a column, in the order of the schema; missing ones become null.
    ///
    /// # Errors
    /// A value is not of its column's type; the row is not added then.
    pub fn push(&mut self, row: &[Value]) -> Result<()> {
        let null = scalar::null();
        let columns = self.schema.columns().iter().enumerate();
        let cells = columns
            .map(|(at, column)| to_cell(row.get(at).unwrap_or(&null), &column.ty))
            .collect::<Result<Vec<_>>>()?;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.height += 1;
        Ok(())
    }

    /// Number of rows so far.
    pub fn len(&self) -> usize {
        self.height
    }

    /// Whether there is no row yet.
    pub fn is_empty(&self) -> bool {
        self.height == 0
    }

    /// The chunk of all rows.
    ///
    /// # Errors
    /// Only by a defect: every cell was checked when it was pushed.
    pub fn finish(self) -> Result<Chunk> {
        let columns = self.schema.columns().iter().zip(&self.columns);
        let series = columns
            .map(|(column, cells)| {
                let dtype = physical(&column.ty);
                Raw::from_any_values_and_dtype(column.name.as_str().into(), cells, &dtype, true)
                    .and_then(|series| series.cast(&dtype))
                    .map(IntoColumn::into_column)
            })
            .collect::<Result<Vec<Series>, _>>()
            .map_err(|error| internal(&error.to_string()))?;
        let frame = DataFrame::new(self.height, series);
        Ok(Chunk {
            frame: frame.map_err(|error| internal(&error.to_string()))?,
            schema: self.schema,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Column, Type};

    #[test]
    fn every_type_survives_the_way_into_columns_and_back() {
        let record = Schema::of([("a", Type::Int), ("b", Type::String.nullable())]);
        let schema = Schema::of([
            ("int", Type::Int),
            ("float", Type::Float),
            ("text", Type::String.nullable()),
            ("bool", Type::Bool),
            ("duration", Type::Duration),
            ("filesize", Type::Filesize),
            ("date", Type::Date),
            ("binary", Type::Binary),
            ("list", Type::List(Box::new(Type::Filesize))),
            ("record", Type::Record(record)),
        ]);
        let row = vec![
            scalar::int(-3),
            scalar::float(1.5),
            scalar::null(),
            scalar::boolean(true),
            scalar::duration(7),
            scalar::filesize(1 << 40),
            scalar::date(1_700_000_000_000_000_001),
            scalar::binary(vec![0, 255]),
            scalar::list(vec![scalar::filesize(1), scalar::filesize(2)]),
            scalar::record([("a".into(), scalar::int(1)), ("b".into(), scalar::null())]),
        ];
        let mut rows = Rows::new(Arc::new(schema));
        rows.push(&row).unwrap();
        let chunk = rows.finish().unwrap();
        assert_eq!(chunk.height(), 1);
        assert_eq!(chunk.row(0), row);
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let schema = Schema::closed(vec![Column::new("cores", Type::Int)]);
        let mut rows = Rows::new(Arc::new(schema));
        assert!(rows.push(&[scalar::text("four")]).is_err());
        assert!(rows.is_empty());
    }

    #[test]
    fn an_empty_chunk_has_its_columns() {
        let schema = Arc::new(Schema::of([("a", Type::Int), ("b", Type::Filesize)]));
        let chunk = Chunk::empty(schema).unwrap();
        assert_eq!((chunk.height(), chunk.frame().width()), (0, 2));
    }
}
