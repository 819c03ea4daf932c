//! Rows as CSV, quoted by RFC 4180; lines end in a bare newline, as tools of Unix expect.
//!
//! Null and the empty text are both an empty field, for CSV knows no null. Texts are unchanged,
//! filesizes are bytes, durations nanoseconds, dates RFC 3339 and binaries base64, as in
//! [`super::json`]; lists and records are JSON text.

use std::io::{self, Write};

use super::json::json;
use crate::value::{Schema, Value};

/// Writes rows as they come.
pub struct Rows<'a> {
    out: ::csv::Writer<&'a mut dyn Write>,
}

impl<'a> Rows<'a> {
    /// Write the names of the columns first. A schema without columns writes nothing.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(schema: &Schema, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut out = ::csv::WriterBuilder::new().flexible(true).from_writer(out);
        if !schema.columns().is_empty() {
            out.write_record(schema.names()).map_err(plain)?;
        }
        Ok(Self { out })
    }

    /// Write rows, whose cells stand in the order of `schema`.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, schema: &Schema, rows: &[Vec<Value>]) -> io::Result<()> {
        for row in rows {
            let fields =
                (0..schema.columns().len()).map(|at| row.get(at).map_or_else(String::new, field));
            self.out.write_record(fields).map_err(plain)?;
        }
        Ok(())
    }

    /// Write what is still held back.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// One value as the text of a field, before quoting.
pub fn field(value: &Value) -> String {
    match json(value) {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The error of the writer itself, so that a closed pipe is still seen to be one.
fn plain(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
