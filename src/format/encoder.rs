//! Tables as they come, written as text as they come.

use std::io::{self, Write};

use super::{Format, csv, to_json_text};
use crate::value::{Chunk, Schema, Value};

/// Writes one table: `begin` once, then chunks, then `end` once.
pub trait Encoder: Send {
    /// What stands before the rows.
    ///
    /// # Errors
    /// Whatever the writer says; so for the others.
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()>;

    /// Rows of the schema that was given to `begin`.
    fn rows(&mut self, out: &mut dyn Write, chunk: &Chunk) -> io::Result<()>;

    /// What stands after the rows.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// The encoder of tables in `format`.
pub fn encoder(format: Format) -> Box<dyn Encoder> {
    match format {
        Format::Json => Box::new(JsonArray { first: true }),
        Format::Ndjson => Box::new(Lines),
        Format::Csv => Box::new(Csv),
    }
}

struct JsonArray {
    first: bool,
}

impl Encoder for JsonArray {
    fn begin(&mut self, out: &mut dyn Write, _: &Schema) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn rows(&mut self, out: &mut dyn Write, chunk: &Chunk) -> io::Result<()> {
        for object in objects(chunk) {
            out.write_all(if self.first { b"\n  " } else { b",\n  " })?;
            self.first = false;
            out.write_all(object.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.first { b"]\n" } else { b"\n]\n" })
    }
}

struct Lines;

impl Encoder for Lines {
    fn begin(&mut self, _: &mut dyn Write, _: &Schema) -> io::Result<()> {
        Ok(())
    }

    fn rows(&mut self, out: &mut dyn Write, chunk: &Chunk) -> io::Result<()> {
        for mut object in objects(chunk) {
            object.push('\n');
            out.write_all(object.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

struct Csv;

impl Encoder for Csv {
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        out.write_all(csv::line(schema.names(), |_| false).as_bytes())
    }

    fn rows(&mut self, out: &mut dyn Write, chunk: &Chunk) -> io::Result<()> {
        for row in chunk.rows() {
            let cells = row.iter().map(csv::cell).collect::<Vec<_>>();
            let empty = |at: usize| match row.get(at) {
                Some(Value::String { val, .. }) => val.is_empty(),
                _ => false,
            };
            let line = csv::line(cells.iter().map(String::as_str), empty);
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Each row as the text of a JSON object.
fn objects(chunk: &Chunk) -> impl Iterator<Item = String> + '_ {
    let names = chunk.schema().names();
    let names = names.into_iter().map(|name| serde_json::Value::from(name).to_string());
    let names = names.collect::<Vec<_>>();
    chunk.rows().map(move |row| {
        let mut object = String::from("{");
        for (at, (name, value)) in names.iter().zip(&row).enumerate() {
            object.push_str(if at == 0 { "" } else { "," });
            object.push_str(name);
            object.push(':');
            object.push_str(&to_json_text(value, false));
        }
        object.push('}');
        object
    })
}
