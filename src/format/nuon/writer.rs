//! Tables as NUON.

use std::io::{self, Write};

use crate::format::encoder::{Encoder, Rows};
use crate::value::{Schema, literal_text, scalar};

/// Rows as a table literal.
#[derive(Default)]
pub struct Table {
    any: bool,
}

impl Encoder for Table {
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        let names = schema.names().into_iter().map(|name| literal_text(&scalar::text(name)));
        write!(out, "[[{}];", names.collect::<Vec<_>>().join(", "))
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            let comma = if std::mem::replace(&mut self.any, true) { "," } else { "" };
            let cells = row.iter().map(literal_text).collect::<Vec<_>>();
            write!(out, "{comma}\n  [{}]", cells.join(", "))?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.any { b"\n]\n" } else { b"]\n" })
    }
}
