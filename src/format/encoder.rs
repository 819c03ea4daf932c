//! Tables as they come, written as they come.

use std::borrow::Cow;
use std::io::{self, Write};

use super::markup::{Html, Markdown};
use super::{Database, Format, csv, msgpack, nuon, to_json_text, to_yaml};
use crate::value::{Chunk, Schema, Store, Stored, Value, scalar};

/// Rows: one value a column, in the order of the schema. A cell that a row lacks is null.
pub type Rows<'a> = &'a mut dyn Iterator<Item = Vec<Value>>;

/// Writes one table: `begin` once, then rows, then `end` once. Without `end` a JSON array is not
/// whole, which is what a reader should see of a run that broke.
pub trait Encoder: Send {
    /// What stands before the rows.
    ///
    /// # Errors
    /// Whatever the writer says; so for the others.
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()>;

    /// Rows of the schema that was given to `begin`. Files of columns take chunks alone.
    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()>;

    /// The same, as they are computed.
    fn chunk(&mut self, out: &mut dyn Write, chunk: &Chunk) -> io::Result<()> {
        self.rows(out, &mut chunk.rows())
    }

    /// What stands after the rows.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// The encoder of tables in `format`. Those of TOML, whose documents are records, and of formats that
/// are not written only fail.
pub fn encoder(format: Format) -> Box<dyn Encoder> {
    match format {
        Format::Toml | Format::Ini | Format::Log(_) | Format::Xlsx | Format::Xml => {
            Box::new(NoTables)
        }
        Format::Arrow => Box::new(Columns { format: Stored::Arrow, store: None }),
        Format::Parquet => Box::new(Columns { format: Stored::Parquet, store: None }),
        Format::Sqlite => Box::new(Database::new("rows", Vec::new())),
        Format::Html => Box::new(Html::default()),
        Format::Markdown => Box::new(Markdown::default()),
        Format::Msgpack => Box::new(msgpack::Table::default()),
        Format::Nuon => Box::new(nuon::Table::default()),
        Format::Json => Box::new(Array { object: Object::default(), first: true }),
        Format::Ndjson => Box::new(Lines { object: Object::default() }),
        Format::Csv => Box::new(Csv { separator: b',', width: 0 }),
        Format::Tsv => Box::new(Csv { separator: b'\t', width: 0 }),
        Format::Yaml => Box::new(Items { names: Vec::new(), any: false }),
    }
}

/// Rows as JSON objects; the names are written once and kept as text.
#[derive(Default)]
struct Object {
    names: Vec<String>,
}

impl Object {
    fn of(schema: &Schema) -> Self {
        let names = schema.names().into_iter();
        Self { names: names.map(|name| serde_json::Value::from(name).to_string()).collect() }
    }

    fn text(&self, row: &[Value]) -> String {
        let mut object = String::from("{");
        for (at, name) in self.names.iter().enumerate() {
            object.push_str(if at == 0 { "" } else { "," });
            object.push_str(name);
            object.push(':');
            let value = row.get(at).map(|value| to_json_text(value, false));
            object.push_str(value.as_deref().unwrap_or("null"));
        }
        object.push('}');
        object
    }
}

struct Array {
    object: Object,
    first: bool,
}

impl Encoder for Array {
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.object = Object::of(schema);
        out.write_all(b"[")
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            out.write_all(if self.first { b"\n  " } else { b",\n  " })?;
            self.first = false;
            out.write_all(self.object.text(&row).as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.first { b"]\n" } else { b"\n]\n" })
    }
}

struct Lines {
    object: Object,
}

impl Encoder for Lines {
    fn begin(&mut self, _: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.object = Object::of(schema);
        Ok(())
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            let mut line = self.object.text(&row);
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

struct Csv {
    separator: u8,
    width: usize,
}

impl Encoder for Csv {
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.width = schema.columns().len();
        let mut line = String::new();
        csv::line(&mut line, self.separator, schema.names(), |_| false);
        out.write_all(line.as_bytes())
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        let mut line = String::new();
        for row in rows {
            let cell = |at| row.get(at).map_or(Cow::Borrowed(""), csv::cell);
            let cells = (0..self.width).map(cell).collect::<Vec<_>>();
            line.clear();
            let empty = |at: usize| matches!(row.get(at), Some(Value::String { val, .. }) if val.is_empty());
            csv::line(&mut line, self.separator, cells.iter().map(AsRef::as_ref), empty);
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Rows as a YAML list of mappings.
struct Items {
    names: Vec<String>,
    /// Whether there was a row.
    any: bool,
}

impl Encoder for Items {
    fn begin(&mut self, _: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.names = schema.names().into_iter().map(str::to_owned).collect();
        Ok(())
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for mut row in rows {
            row.resize_with(self.names.len(), scalar::null);
            let row = scalar::record(self.names.iter().cloned().zip(row));
            out.write_all(to_yaml(&scalar::list(vec![row])).as_bytes())?;
            self.any = true;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.any { Ok(()) } else { out.write_all(b"[]\n") }
    }
}

/// Rows as columns.
struct Columns {
    format: Stored,
    /// There from the beginning on.
    store: Option<Store>,
}

impl Encoder for Columns {
    fn begin(&mut self, _: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.store = Some(Store::new(self.format, schema)?);
        Ok(())
    }

    fn rows(&mut self, _: &mut dyn Write, _: Rows<'_>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn chunk(&mut self, out: &mut dyn Write, chunk: &Chunk) -> io::Result<()> {
        self.store.as_mut().map_or(Ok(()), |store| store.rows(out, chunk))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.store.as_mut().map_or(Ok(()), |store| store.end(out))
    }
}

/// Says that there are no tables in this format.
struct NoTables;

impl Encoder for NoTables {
    fn begin(&mut self, _: &mut dyn Write, _: &Schema) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "a TOML document is a record, no table"))
    }

    fn rows(&mut self, _: &mut dyn Write, _: Rows<'_>) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
