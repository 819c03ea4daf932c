//! Values as people see them: tables, records, lists and scalars.

use std::io::{self, Write};

use super::Look;
use super::grid::{Cell, Grid};
use super::human::{NULL, human, is_record};
use super::look::Role;
use super::text::{defuse, defuse_lines};
use crate::value::{Column, Record, Schema, Type, Value, scalar};

/// Write `rows`, whose cells stand in the order of `schema`, as a table for people.
///
/// At a terminal it has borders and is cut to the width: widest texts first, with a `…`; when that
/// is not enough, columns at the end give way to one of `…` and a line below counts them. A
/// terminal of fewer than 12 columns is drawn for as if it had 12. Otherwise the columns are
/// aligned with two spaces between and nothing is cut. Null is `∅`. A cell that a row lacks is
/// null; cells beyond the schema are not shown.
///
/// # Errors
/// Those of `out`.
pub fn table(
    schema: &Schema,
    rows: &[Vec<Value>],
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = schema.columns();
    if columns.is_empty() && !rows.is_empty() {
        return writeln!(out, "({} rows without columns)", rows.len());
    }
    if !columns.is_empty() {
        let header = columns.iter().map(|column| Cell {
            text: defuse(&column.name).into_owned(),
            right: is_right(column, rows, schema.index(&column.name)),
            role: Role::Heading,
        });
        let header = header.collect::<Vec<_>>();
        let line = |row: &Vec<Value>| {
            let cells = (0..columns.len()).zip(&header);
            cells.map(|(at, head)| cell(row.get(at), head.right)).collect::<Vec<_>>()
        };
        let rows = rows.iter().map(line).collect();
        Grid { header: Some(header), rows, columns: columns.len() }.write(look, out)?;
    }
    if rows.is_empty() { writeln!(out, "{}", look.paint(Role::Faint, "(no rows)")) } else { Ok(()) }
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
    Grid { header: None, rows, columns }.write(look, out)
}

fn cell(value: Option<&Value>, right: bool) -> Cell {
    let Some(value) = value else {
        return Cell { text: NULL.to_owned(), right, role: Role::Faint };
    };
    let role = if matches!(value, Value::Nothing { .. }) { Role::Faint } else { Role::Plain };
    Cell { text: human(value), right, role }
}

/// Whether a column stands to the right: by its type, or by its cells where that is unknown.
fn is_right(column: &Column, rows: &[Vec<Value>], at: Option<usize>) -> bool {
    match column.ty.non_null() {
        Type::Int | Type::Float | Type::Filesize | Type::Duration => true,
        Type::Unknown => {
            let cells = rows.iter().filter_map(|row| row.get(at?));
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
