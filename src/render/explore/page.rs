//! One thing that is looked at: cells in rows and columns, and where in it one is.

use std::sync::Arc;

use crate::diag::Result;
use crate::exec::event::Shown;
use crate::render::human::{human, is_record};
use crate::render::table::kind;
use crate::render::text::defuse_lines;
use crate::value::{Chunk, Schema, Type, Value, scalar, type_of, whole};

/// Where the cells of a page come from.
pub(super) enum Cells {
    /// A table, in the chunks that it came in.
    Table(Table),
    /// The fields of a record.
    Fields(Vec<(String, Value)>),
    /// The items of a list, or one value.
    Items(Vec<Value>),
    /// The lines of a text, defused.
    Lines(Vec<String>),
}

/// A table in chunks.
pub(super) struct Table {
    pub schema: Arc<Schema>,
    chunks: Vec<Chunk>,
    /// The number of the first row of each chunk.
    starts: Vec<usize>,
    height: usize,
    /// Bytes that it takes.
    pub size: usize,
}

impl Table {
    pub fn new(chunk: Chunk) -> Self {
        let schema = Arc::clone(chunk.schema());
        let mut table = Self { schema, chunks: Vec::new(), starts: Vec::new(), height: 0, size: 0 };
        table.add(chunk);
        table
    }

    /// These rows come next.
    pub fn add(&mut self, chunk: Chunk) {
        if chunk.height() == 0 {
            return;
        }
        self.starts.push(self.height);
        self.height += chunk.height();
        self.size += chunk.size();
        self.chunks.push(chunk);
    }

    fn cell(&self, row: usize, column: usize) -> Value {
        let at = self.starts.partition_point(|start| *start <= row).saturating_sub(1);
        match (self.chunks.get(at), self.starts.get(at)) {
            (Some(chunk), Some(start)) => chunk.cell(row - start, column),
            _ => scalar::null(),
        }
    }
}

/// One thing that is looked at.
pub(super) struct Page {
    /// What it is called in the line at the top.
    pub title: String,
    /// The pipeline that made it of the page below; none where a cell was entered.
    pub step: Option<String>,
    pub cells: Cells,
    /// Where one is.
    pub row: usize,
    pub column: usize,
    /// The first row and the first column that are shown.
    pub top: usize,
    pub left: usize,
}

impl Page {
    /// A page at its beginning.
    pub fn new(title: impl Into<String>, step: Option<String>, shown: Shown) -> Self {
        let cells = match shown {
            Shown::Table(chunk) => Cells::Table(Table::new(chunk)),
            Shown::Value(value) => of(value),
        };
        Self { title: title.into(), step, cells, row: 0, column: 0, top: 0, left: 0 }
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        match &self.cells {
            Cells::Table(table) => table.height,
            Cells::Fields(fields) => fields.len(),
            Cells::Items(items) => items.len(),
            Cells::Lines(lines) => lines.len(),
        }
    }

    /// The names of its columns, and their types in a word.
    pub fn headings(&self) -> Vec<(String, String)> {
        match &self.cells {
            Cells::Table(table) => {
                let columns = table.schema.columns().iter();
                columns.map(|column| (column.name.clone(), kind(&column.ty))).collect()
            }
            Cells::Fields(_) => {
                ["field", "value"].map(|name| (name.to_owned(), String::new())).into()
            }
            Cells::Items(_) => vec![("item".to_owned(), String::new())],
            Cells::Lines(_) => vec![(String::new(), String::new())],
        }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        match &self.cells {
            Cells::Table(table) => table.schema.columns().len(),
            Cells::Fields(_) => 2,
            Cells::Items(_) | Cells::Lines(_) => 1,
        }
    }

    /// The cell at this place; null where there is none.
    pub fn cell(&self, row: usize, column: usize) -> Value {
        let found = match &self.cells {
            Cells::Table(table) => Some(table.cell(row, column)),
            Cells::Fields(fields) => fields.get(row).map(|(name, value)| match column {
                0 => scalar::text(name.as_str()),
                _ => value.clone(),
            }),
            Cells::Items(items) => items.get(row).cloned(),
            Cells::Lines(lines) => lines.get(row).map(|line| scalar::text(line.as_str())),
        };
        found.unwrap_or_else(scalar::null)
    }

    /// The text of the cell at this place.
    pub fn text(&self, row: usize, column: usize) -> String {
        match &self.cells {
            Cells::Lines(lines) => lines.get(row).cloned().unwrap_or_default(),
            _ => human(&self.cell(row, column)),
        }
    }

    /// The name of the column one is in, of a table.
    pub fn name(&self) -> Option<&str> {
        match &self.cells {
            Cells::Table(table) => {
                table.schema.columns().get(self.column).map(|column| column.name.as_str())
            }
            _ => None,
        }
    }

    /// What a pipeline gets of it, put together when it is called: many rows take a while.
    pub fn shown(&self) -> impl FnOnce() -> Result<Shown> + Send + 'static {
        let parts = match &self.cells {
            Cells::Table(table) => Ok((Arc::clone(&table.schema), table.chunks.clone())),
            Cells::Fields(fields) => Err(scalar::record(fields.iter().cloned())),
            Cells::Items(items) => Err(scalar::list(items.clone())),
            Cells::Lines(lines) => Err(scalar::text(lines.join("\n"))),
        };
        move || match parts {
            Ok((schema, chunks)) => whole(schema, chunks).map(Shown::Table),
            Err(value) => Ok(Shown::Value(value)),
        }
    }

    /// The page of what is in the cell one is in, where that is more than one sees.
    pub fn entered(&self) -> Option<Self> {
        if self.height() == 0 || matches!(self.cells, Cells::Lines(_)) {
            return None;
        }
        let value = self.cell(self.row, self.column);
        let more = matches!(
            value,
            Value::Record { .. } | Value::List { .. } | Value::String { .. } | Value::Binary { .. }
        );
        // A row that has nothing to go into is shown as a whole, one field below the other.
        let title = match (&self.cells, more) {
            (Cells::Fields(fields), true) if self.column == 1 => fields.get(self.row)?.0.clone(),
            (_, true) => match self.name() {
                Some(name) => format!("{name}[{}]", self.row),
                None => format!("[{}]", self.row),
            },
            (Cells::Table(_), false) => format!("[{}]", self.row),
            _ => return None,
        };
        let value = if more {
            value
        } else {
            let names = self.headings().into_iter().map(|(name, _)| name);
            scalar::record(names.enumerate().map(|(at, name)| (name, self.cell(self.row, at))))
        };
        Some(Self::new(title, None, Shown::Value(value)))
    }

    /// Go to this place, or as near to it as there are cells.
    pub fn go(&mut self, row: usize, column: usize) {
        self.row = row.min(self.height().saturating_sub(1));
        self.column = column.min(self.width().saturating_sub(1));
    }
}

/// What a value that is no table is looked at as.
fn of(value: Value) -> Cells {
    match value {
        Value::List { ref vals, .. } if !vals.is_empty() && vals.iter().all(is_record) => {
            let table = match type_of(&value) {
                Type::Table(schema) => Chunk::of(&value, schema).ok(),
                _ => None,
            };
            match table {
                Some(table) => Cells::Table(Table::new(table)),
                None => Cells::Items(value.into_list().unwrap_or_default()),
            }
        }
        Value::List { vals, .. } => Cells::Items(vals.into_owned()),
        Value::Record { val, .. } => Cells::Fields(val.into_owned().into_iter().collect()),
        Value::String { val, .. } => {
            let text = defuse_lines(&val).replace('\t', "    ");
            Cells::Lines(text.lines().map(str::to_owned).collect())
        }
        Value::Binary { val, .. } => {
            let lines = val.chunks(16).enumerate().map(|(at, bytes)| {
                let hex = bytes.iter().map(|byte| format!("{byte:02x} ")).collect::<String>();
                let char =
                    |byte: &u8| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' };
                let text = bytes.iter().map(char).collect::<String>();
                format!("{:08x}  {hex:<48} {text}", at * 16)
            });
            Cells::Lines(lines.collect())
        }
        other => Cells::Items(vec![other]),
    }
}
