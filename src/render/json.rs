//! Values as JSON, exactly.
//!
//! | value | JSON |
//! |---|---|
//! | null | `null` |
//! | int, float, bool, string | as they are; a float that is not finite is `null` |
//! | filesize | bytes, as an integer |
//! | duration | nanoseconds, as an integer |
//! | date | RFC 3339 text, in UTC |
//! | binary | text of lower-case hexadecimal digits |
//! | list, record, table | array, object, array of objects |
//! | range, closure | text |

use std::io::{self, Write};

use crate::value::{Schema, Value};

/// `value` as JSON; the table above says how.
pub fn json(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Value::Nothing { .. } => Json::Null,
        Value::Bool { val, .. } => Json::Bool(*val),
        Value::Int { val, .. } | Value::Duration { val, .. } => Json::from(*val),
        Value::Float { val, .. } => Json::from(*val),
        Value::Filesize { val, .. } => Json::from(val.get()),
        Value::String { val, .. } | Value::Glob { val, .. } => Json::from(val.as_str()),
        Value::Binary { val, .. } => Json::from(hex(val)),
        Value::List { vals, .. } => vals.iter().map(json).collect(),
        Value::Record { val, .. } => {
            val.iter().map(|(name, value)| (name.clone(), json(value))).collect()
        }
        other => Json::from(super::human(other)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Write one value and a newline.
///
/// # Errors
/// Those of `out`.
pub fn write(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &json(value))?;
    writeln!(out)
}

/// How rows are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One array of objects, a row a line.
    Array,
    /// One object a line: NDJSON.
    Lines,
}

/// Writes rows as they come; the schema may be another one for each batch.
pub struct Rows<'a> {
    out: &'a mut dyn Write,
    form: Form,
    empty: bool,
}

impl<'a> Rows<'a> {
    /// Nothing is written yet.
    pub fn new(form: Form, out: &'a mut dyn Write) -> Self {
        Self { out, form, empty: true }
    }

    /// Write rows, whose cells stand in the order of `schema`. A cell that a row lacks is null.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, schema: &Schema, rows: &[Vec<Value>]) -> io::Result<()> {
        for row in rows {
            let object = schema.columns().iter().enumerate().map(|(at, column)| {
                (column.name.clone(), row.get(at).map_or(serde_json::Value::Null, json))
            });
            let object = serde_json::Value::Object(object.collect());
            match (self.form, self.empty) {
                (Form::Array, true) => self.out.write_all(b"[\n  ")?,
                (Form::Array, false) => self.out.write_all(b",\n  ")?,
                (Form::Lines, _) => {}
            }
            self.empty = false;
            serde_json::to_writer(&mut *self.out, &object)?;
            if self.form == Form::Lines {
                self.out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// Write what closes it. Without this an array is not whole, which is what a reader should see
    /// of a run that broke.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<()> {
        match (self.form, self.empty) {
            (Form::Array, true) => self.out.write_all(b"[]\n"),
            (Form::Array, false) => self.out.write_all(b"\n]\n"),
            (Form::Lines, _) => Ok(()),
        }
    }
}
