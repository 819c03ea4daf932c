//! Rows as CSV, quoted by RFC 4180; lines end in a bare newline, as tools of Unix expect.
//!
//! Null is an empty field and the empty text a quoted one, `""`, so that readers that look can
//! tell them apart (in a table of one column both are `""`, for a blank line is no row). Texts are
//! unchanged, filesizes are bytes, durations nanoseconds, dates RFC 3339 and binaries hexadecimal,
//! as in [`super::json`]; lists and records are JSON text.

use std::io::{self, Write};

use super::json::json;
use crate::value::{Schema, Value};

/// Writes rows as they come.
pub struct Rows<'a> {
    out: &'a mut dyn Write,
    columns: usize,
}

impl<'a> Rows<'a> {
    /// Write the names of the columns first. A schema without columns writes nothing.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(schema: &Schema, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut rows = Self { out, columns: schema.columns().len() };
        rows.line(schema.names().into_iter().map(quoted))?;
        Ok(rows)
    }

    /// Write rows, whose cells stand in the order of the schema. A cell that a row lacks is null.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, rows: &[Vec<Value>]) -> io::Result<()> {
        for row in rows {
            let fields = (0..self.columns).map(|at| row.get(at).map_or_else(String::new, field));
            self.line(fields)?;
        }
        Ok(())
    }

    fn line(&mut self, fields: impl Iterator<Item = String>) -> io::Result<()> {
        if self.columns == 0 {
            return Ok(());
        }
        match fields.collect::<Vec<_>>().join(",") {
            // Readers skip a blank line, and the row would be lost.
            line if line.is_empty() => writeln!(self.out, "\"\""),
            line => writeln!(self.out, "{line}"),
        }
    }
}

/// One value as it stands in a line.
pub fn field(value: &Value) -> String {
    match json(value) {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => quoted(&text),
        other => quoted(&other.to_string()),
    }
}

/// `text` in quotes where it needs them. Blanks at its ends are quoted too, for many readers strip
/// them otherwise.
fn quoted(text: &str) -> String {
    let plain = !text.is_empty() && !text.contains([',', '"', '\n', '\r']) && text.trim() == text;
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
