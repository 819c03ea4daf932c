//! Values as people see them: tables, records, lists and scalars.

use std::io::{self, Write};

use super::Look;
use super::grid::{Cell, Grid};
use super::human::{NULL, human, is_record};
use super::look::Role;
use super::text::{CUT, defuse, defuse_lines};
use crate::value::{Column, Record, Schema, Type, Value, scalar};

/// Write `rows`, whose cells stand in the order of `schema`, as a table for people.
///
/// At a terminal it has borders, says the types of columns, and is cut to the width: widest texts
/// first, with a `…`; when that is not enough, columns at the end give way to one of `…` and a line
/// below counts them. A terminal of fewer than 12 columns is drawn for as if it had 12. Of more rows
/// than the look wants, those at the beginning and at the end are shown, and a line below counts
/// them. Otherwise the columns are aligned with two spaces between and nothing is cut. Null is `∅`. A
/// cell that a row lacks is null; cells beyond the schema are not shown.
///
/// # Errors
/// Those of `out`.
pub fn table(
    schema: &Schema,
    rows: &[Vec<Value>],
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut drawn = Drawn::all(schema, rows);
    if look.terminal && rows.len() > look.rows {
        (drawn.first, _) = rows.split_at(look.rows / 2);
        (_, drawn.last) = rows.split_at(rows.len() - look.rows.div_ceil(2));
    }
    drawn.write(look, out)
}

/// The rows of a table that are shown.
pub(super) struct Drawn<'a> {
    pub schema: &'a Schema,
    pub first: &'a [Vec<Value>],
    pub last: &'a [Vec<Value>],
    /// Rows that there are.
    pub total: usize,
}

impl<'a> Drawn<'a> {
    /// All of them.
    pub fn all(schema: &'a Schema, rows: &'a [Vec<Value>]) -> Self {
        Self { schema, first: rows, last: &[], total: rows.len() }
    }

    /// Write it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        if self.schema.columns().is_empty() && self.total > 0 {
            return writeln!(out, "({} rows without columns)", self.total);
        }
        if !self.schema.columns().is_empty() {
            let (grid, _) = self.grid();
            grid.write(look, out)?;
        }
        let (first, last) = (self.first.len(), self.last.len());
        if self.total == 0 {
            writeln!(out, "{}", look.paint(Role::Faint, "(no rows)"))
        } else if self.total > first + last {
            let total = grouped(self.total);
            let said = format!("{total} rows, of which the first {first} and the last {last} are");
            writeln!(out, "{}", look.paint(Role::Faint, &format!("{said} shown (`--rows 0`: all)")))
        } else {
            Ok(())
        }
    }

    /// Write it without borders, and say how more rows are written below.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(&self, look: &Look, out: &mut dyn Write) -> io::Result<Drawing> {
        if self.schema.columns().is_empty() {
            return Ok(Drawing { rights: Vec::new(), widths: Vec::new() });
        }
        let (grid, rights) = self.grid();
        let widths = grid.widths();
        grid.bare(&widths, look, out)?;
        Ok(Drawing { rights, widths })
    }

    /// Its cells, and which columns stand to the right.
    fn grid(&self) -> (Grid, Vec<bool>) {
        let columns = self.schema.columns();
        let rights = columns
            .iter()
            .enumerate()
            .map(|(at, column)| is_right(column, || self.first.iter().chain(self.last), at));
        let rights = rights.collect::<Vec<_>>();
        let heading = |text: String, right: &bool, role| Cell { text, right: *right, role };
        let names = columns.iter().zip(&rights).map(|(column, right)| {
            heading(defuse(&column.name).into_owned(), right, Role::Heading)
        });
        let types = columns.iter().zip(&rights);
        let types = types.map(|(column, right)| heading(kind(&column.ty), right, Role::Faint));
        let mut rows = self.first.iter().map(|row| cells_of(row, &rights)).collect::<Vec<_>>();
        if self.total > self.first.len() + self.last.len() {
            rows.push(
                rights.iter().map(|right| heading(CUT.to_owned(), right, Role::Faint)).collect(),
            );
        }
        rows.extend(self.last.iter().map(|row| cells_of(row, &rights)));
        let types = types.collect::<Vec<_>>();
        let has_types = types.iter().any(|cell| !cell.text.is_empty());
        let types = has_types.then_some(types);
        let grid = Grid { header: Some(names.collect()), types, rows, columns: columns.len() };
        (grid, rights)
    }
}

/// A table whose beginning is written.
pub(super) struct Drawing {
    rights: Vec<bool>,
    widths: Vec<usize>,
}

impl Drawing {
    /// Write these rows too. What is wider than its column moves those behind it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn more(&self, rows: &[Vec<Value>], look: &Look, out: &mut dyn Write) -> io::Result<()> {
        if self.rights.is_empty() {
            return Ok(());
        }
        let rows = rows.iter().map(|row| cells_of(row, &self.rights)).collect();
        let grid = Grid { header: None, types: None, rows, columns: self.rights.len() };
        grid.bare(&self.widths, look, out)
    }
}

fn cells_of(row: &[Value], rights: &[bool]) -> Vec<Cell> {
    let cells = rights.iter().enumerate();
    cells.map(|(at, right)| cell(row.get(at), *right)).collect()
}

/// The type of a column in a word; nothing where it is unknown.
pub(super) fn kind(ty: &Type) -> String {
    let word = match ty.non_null() {
        Type::Unknown | Type::Nothing => return String::new(),
        Type::Table(_) => "table",
        Type::Record(_) => "record",
        Type::List(_) => "list",
        other => &other.to_string(),
    };
    let null = if ty.is_nullable() { "?" } else { "" };
    format!("{word}{null}")
}

/// `number` with commas between its thousands.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Write any value for people: a record as a table of two columns, a list of records as a table, a
/// list of others one a line, and a scalar as itself. At a terminal a text is made safe; elsewhere
/// it goes out byte by byte. A line always ends after it.
///
/// # Errors
/// Those of `out`.
pub fn value(value: &Value, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match value {
        Value::Nothing { .. } => Ok(()),
        Value::String { val, .. } => {
            let text = if look.terminal { &defuse_lines(val) } else { val };
            out.write_all(text.as_bytes())?;
            if text.ends_with('\n') { Ok(()) } else { writeln!(out) }
        }
        Value::Binary { val, .. } if !look.terminal => out.write_all(val),
        Value::List { vals, .. } if !vals.is_empty() && vals.iter().all(is_record) => {
            let (schema, rows) = rows(vals);
            table(&schema, &rows, look, out)
        }
        Value::List { vals, .. } if !vals.is_empty() => {
            let lines = vals.iter().map(|value| vec![cell(Some(value), is_number(value))]);
            list(lines.collect(), 1, look, out)
        }
        Value::Record { val, .. } if !val.is_empty() => {
            let fields = val.iter().map(|(name, value)| {
                let text = defuse(name).into_owned();
                let name = Cell { text, right: false, role: Role::Heading };
                vec![name, cell(Some(value), false)]
            });
            list(fields.collect(), 2, look, out)
        }
        scalar => writeln!(out, "{}", human(scalar)),
    }
}

/// The cells of `record` in the order of `schema`, null where it lacks one.
pub fn cells(record: &Record, schema: &Schema) -> Vec<Value> {
    let names = schema.columns().iter();
    names.map(|column| record.get(&column.name).cloned().unwrap_or_else(scalar::null)).collect()
}

fn list(rows: Vec<Vec<Cell>>, columns: usize, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    Grid { header: None, types: None, rows, columns }.write(look, out)
}

fn cell(value: Option<&Value>, right: bool) -> Cell {
    let Some(value) = value else {
        return Cell { text: NULL.to_owned(), right, role: Role::Faint };
    };
    Cell { text: human(value), right, role: Role::of(value) }
}

/// Whether a column stands to the right: by its type, or by its cells where that is unknown.
fn is_right<'a, R: Iterator<Item = &'a Vec<Value>>>(
    column: &Column,
    rows: impl Fn() -> R,
    at: usize,
) -> bool {
    match column.ty.non_null() {
        Type::Int | Type::Float | Type::Filesize | Type::Duration => true,
        Type::Unknown => {
            let cells = rows().filter_map(|row| row.get(at));
            let mut cells = cells.filter(|cell| !matches!(cell, Value::Nothing { .. })).peekable();
            cells.peek().is_some() && cells.all(is_number)
        }
        _ => false,
    }
}

fn is_number(value: &Value) -> bool {
    matches!(
        value,
        Value::Int { .. } | Value::Float { .. } | Value::Filesize { .. } | Value::Duration { .. }
    )
}

/// Records as rows, with the columns of all of them in the order in which they turn up.
fn rows(records: &[Value]) -> (Schema, Vec<Vec<Value>>) {
    let records = || records.iter().filter_map(|value| value.as_record().ok());
    let mut schema = Schema::default();
    for record in records() {
        for name in record.columns() {
            if schema.get(name).is_none() {
                schema.put(Column::new(name.clone(), Type::Unknown));
            }
        }
    }
    let rows = records().map(|record| cells(record, &schema)).collect();
    (schema, rows)
}
