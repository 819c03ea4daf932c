//! Row schemas: the columns that a table has.

use std::fmt;
use std::sync::Arc;

use super::Type;

/// One column: its name and the type of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name, unique in its schema.
    pub name: String,
    /// The type of every cell; nullable when a cell may be null.
    pub ty: Type,
}

impl Column {
    /// A column called `name` of type `ty`.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), ty }
    }
}

/// The columns of a row, in order.
///
/// A *closed* schema names all of them. An *open* one may have more that are not known yet, as of
/// a file that has not been read.
///
/// A copy costs next to nothing: the checker makes several for each stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    columns: Arc<Vec<Column>>,
    open: bool,
}

impl Schema {
    /// A closed schema of these columns.
    pub fn closed(columns: Vec<Column>) -> Self {
        Self { columns: Arc::new(columns), open: false }
    }

    /// A closed schema of these names and types.
    pub fn of<const N: usize>(columns: [(&str, Type); N]) -> Self {
        Self::of_columns(columns)
    }

    /// As [`Self::of`], of as many columns as there are.
    pub fn of_columns<'a>(columns: impl IntoIterator<Item = (&'a str, Type)>) -> Self {
        Self::closed(columns.into_iter().map(|(name, ty)| Column::new(name, ty)).collect())
    }

    /// A schema of which no column is known yet.
    pub fn open() -> Self {
        Self { columns: Arc::default(), open: true }
    }

    /// A schema of which these columns are known, and there may be more.
    pub fn open_with(columns: Vec<Column>) -> Self {
        Self { columns: Arc::new(columns), open: true }
    }

    /// Whether more columns may come.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The columns that are known.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column called `name`.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The place of the column called `name`, from 0.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The names of the columns that are known.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// Add `column` at the end, or replace the one of that name in place.
    pub fn put(&mut self, column: Column) {
        let columns = Arc::make_mut(&mut self.columns);
        match columns.iter_mut().find(|known| known.name == column.name) {
            Some(known) => *known = column,
            None => columns.push(column),
        }
    }

    /// Whether rows of `self` may stand where rows of `wanted` are asked for: they have its columns,
    /// in any order, and no others unless it is open.
    pub fn fits(&self, wanted: &Self) -> bool {
        let has = |column: &Column| match self.get(&column.name) {
            Some(own) => own.ty.fits(&column.ty),
            None => self.open,
        };
        let extra = |column: &Column| wanted.get(&column.name).is_none();
        wanted.columns.iter().all(has) && (wanted.open || !self.columns.iter().any(extra))
    }

    /// The columns of both; a column that one of them lacks becomes nullable. `None` when a shared
    /// column has types that do not join.
    pub fn union(&self, other: &Self) -> Option<Self> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in self.columns.iter() {
            let ty = match other.get(&column.name) {
                Some(twin) => column.ty.join(&twin.ty)?,
                None if other.open => Type::Unknown,
                None => column.ty.clone().nullable(),
            };
            columns.push(Column::new(column.name.clone(), ty));
        }
        for column in other.columns.iter().filter(|column| self.get(&column.name).is_none()) {
            let ty = if self.open { Type::Unknown } else { column.ty.clone().nullable() };
            columns.push(Column::new(column.name.clone(), ty));
        }
        Some(Self { columns: Arc::new(columns), open: self.open || other.open })
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, column) in self.columns.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", column.name, column.ty)?;
        }
        match (self.open, self.columns.is_empty()) {
            (true, true) => f.write_str("…"),
            (true, false) => f.write_str(", …"),
            (false, _) => Ok(()),
        }
    }
}
