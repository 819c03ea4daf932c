//! A table into a database.

use std::io::{self, Write};

use rusqlite::types::{ToSqlOutput, Value as Cell};
use rusqlite::{Connection, params_from_iter};

use super::quoted;
use super::reader::careful;
use crate::format::encoder::{Encoder, Rows};
use crate::format::to_json_text;
use crate::value::{Schema, Type, Value};

/// A table on its way into a database, which is made in memory and written whole.
pub struct Database {
    table: String,
    /// The file to which the table, or rows of it, are added; empty where there is none.
    old: Vec<u8>,
    /// There from the beginning on.
    open: Option<Connection>,
    insert: String,
}

impl Database {
    /// The table `table` in a new database, or in the one whose file is `old`; what it has of that
    /// name already has the same columns.
    pub fn new(table: &str, old: Vec<u8>) -> Self {
        Self { table: table.to_owned(), old, open: None, insert: String::new() }
    }

    /// # Errors
    /// The table has triggers: they are programs, and rows that pass them by may break what others
    /// rely on.
    fn runs_nothing(&self, connection: &Connection) -> io::Result<()> {
        let query = "SELECT count(*) FROM main.sqlite_schema WHERE type = 'trigger' \
                     AND tbl_name = ?1 COLLATE NOCASE";
        let triggers = connection.query_row(query, [&self.table], |row| row.get::<_, i64>(0));
        if triggers.map_err(failed)? == 0 {
            return Ok(());
        }
        let message = "the table has triggers, which rebe does not run; add the rows with sqlite3";
        Err(io::Error::other(message))
    }

    fn connection(&mut self) -> io::Result<&mut Connection> {
        self.open.as_mut().ok_or_else(|| io::Error::other("rows came before their columns"))
    }
}

impl Encoder for Database {
    fn begin(&mut self, _: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        let columns = schema.columns().iter().map(|column| {
            // A float that is no number is null there.
            let may_lack = column.ty.is_nullable() || column.ty == Type::Float;
            let full = if may_lack { "" } else { " NOT NULL" };
            format!("{} {}{full}", quoted(&column.name), declared(&column.ty))
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let table = quoted(&self.table);
        let create = format!("BEGIN; CREATE TABLE IF NOT EXISTS main.{table} ({columns})");
        let names = schema.names().into_iter().map(quoted).collect::<Vec<_>>().join(", ");
        let marks = vec!["?"; schema.columns().len()].join(", ");
        self.insert = format!("INSERT INTO main.{table} ({names}) VALUES ({marks})");
        let mut connection = Connection::open_in_memory().map_err(failed)?;
        let old = std::mem::take(&mut self.old);
        if !old.is_empty() {
            let loaded = connection.deserialize_read_exact("main", &*old, old.len(), false);
            loaded.map_err(failed)?;
            careful(&connection).map_err(failed)?;
            self.runs_nothing(&connection)?;
        }
        connection.execute_batch(&create).map_err(failed)?;
        self.open = Some(connection);
        Ok(())
    }

    fn rows(&mut self, _: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        let text = self.insert.clone();
        let mut insert = self.connection()?.prepare(&text).map_err(failed)?;
        for row in rows {
            insert.execute(params_from_iter(row.iter().map(cell))).map_err(failed)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let connection = self.connection()?;
        connection.execute_batch("COMMIT").map_err(failed)?;
        let bytes = connection.serialize("main").map_err(failed)?;
        out.write_all(&bytes)
    }
}

fn failed(error: rusqlite::Error) -> io::Error {
    io::Error::other(error.to_string())
}

/// What a column of type `ty` is declared as.
fn declared(ty: &Type) -> &'static str {
    match ty.non_null() {
        Type::Int | Type::Filesize | Type::Duration => "INTEGER",
        Type::Float => "REAL",
        Type::Bool => "BOOLEAN",
        Type::Binary => "BLOB",
        _ => "TEXT",
    }
}

fn cell(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Owned(match value {
        Value::Nothing { .. } => Cell::Null,
        Value::Int { val, .. } => Cell::Integer(*val),
        Value::Filesize { val, .. } => Cell::Integer(val.get()),
        Value::Duration { val, .. } => Cell::Integer(*val),
        Value::Bool { val, .. } => Cell::Integer(i64::from(*val)),
        Value::Float { val, .. } => Cell::Real(*val),
        Value::String { val, .. } => Cell::Text(val.clone()),
        Value::Binary { val, .. } => Cell::Blob(val.to_vec()),
        date @ Value::Date { .. } => {
            Cell::Text(to_json_text(date, false).trim_matches('"').to_owned())
        }
        other => Cell::Text(to_json_text(other, false)),
    })
}
