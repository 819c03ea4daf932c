//! Tables as files that hold columns and their types, written piece by piece.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use polars::prelude::{
    CompatLevel, DataFrame, IpcWriter, ParquetWriter, Schema as Physical, SchemaExt, SerWriter,
};

use polars_arrow::io::ipc::write::default_ipc_fields;

use super::{Chunk, Schema, physical};

/// Rows that are written together: what polars writes itself. Small groups make readers slow.
const GROUP: usize = 1 << 18;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Apache Parquet, compressed by zstd.
    Parquet,
    /// Apache Arrow's IPC files.
    Arrow,
}

/// A table on its way into a file.
pub struct Store {
    writer: Writer,
    /// What was written and not fetched yet.
    out: Out,
    /// Rows that are too few for a group of their own.
    waiting: Option<DataFrame>,
}

#[expect(clippy::large_enum_variant, reason = "there is one a file")]
enum Writer {
    Parquet(polars::io::parquet::write::BatchedWriter<Out>),
    Arrow(polars::io::ipc::BatchedWriter<Out>),
}

/// The writers of polars want to own what they write to.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Store {
    /// A table of the columns of `schema`, without rows yet.
    ///
    /// # Errors
    /// The format cannot hold such columns.
    pub fn new(format: Stored, schema: &Schema) -> io::Result<Self> {
        let columns = schema.columns().iter();
        let columns = columns.map(|column| (column.name.as_str().into(), physical(&column.ty)));
        let columns = columns.collect::<Physical>();
        let out = Out::default();
        let writer = match format {
            Stored::Parquet => {
                ParquetWriter::new(out.clone()).batched(&columns).map(Writer::Parquet)
            }
            Stored::Arrow => {
                let newest = CompatLevel::newest();
                let fields = columns.to_arrow(newest);
                let fields = default_ipc_fields(fields.iter_values());
                IpcWriter::new(out.clone()).batched(&columns, fields).map(Writer::Arrow)
            }
        };
        Ok(Self { writer: writer.map_err(io::Error::other)?, out, waiting: None })
    }

    /// Add rows, and write to `file` what is complete.
    ///
    /// # Errors
    /// Whatever `file` says.
    pub fn rows(&mut self, file: &mut dyn Write, chunk: &Chunk) -> io::Result<()> {
        match &mut self.waiting {
            Some(waiting) => drop(waiting.vstack_mut(chunk.frame()).map_err(io::Error::other)?),
            None => self.waiting = Some(chunk.frame().clone()),
        }
        if self.waiting.as_ref().is_some_and(|waiting| waiting.height() >= GROUP) {
            self.group()?;
        }
        self.pass(file)
    }

    /// Write the rest.
    ///
    /// # Errors
    /// Whatever `file` says.
    pub fn end(&mut self, file: &mut dyn Write) -> io::Result<()> {
        self.group()?;
        match &mut self.writer {
            Writer::Parquet(writer) => writer.finish().map(drop),
            Writer::Arrow(writer) => writer.finish(),
        }
        .map_err(io::Error::other)?;
        self.pass(file)
    }

    /// Write what is waiting as a group.
    fn group(&mut self) -> io::Result<()> {
        let Some(mut rows) = self.waiting.take().filter(|rows| rows.height() > 0) else {
            return Ok(());
        };
        rows.rechunk_mut();
        match &mut self.writer {
            Writer::Parquet(writer) => writer.write_batch(&rows),
            Writer::Arrow(writer) => writer.write_batch(&rows),
        }
        .map_err(io::Error::other)
    }

    fn pass(&self, file: &mut dyn Write) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.out.0.lock().unwrap_or_else(PoisonError::into_inner));
        file.write_all(&bytes)
    }
}
