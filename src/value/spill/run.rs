//! Rows in a file without a name.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};

use polars::io::ipc::BatchedWriter;
use polars::prelude::{
    CompatLevel, DataFrame, IpcWriter, PolarsError, Schema as Physical, SchemaExt, SerWriter,
};
use polars_arrow::io::ipc::read::{FileReader, read_file_metadata};
use polars_arrow::io::ipc::write::default_ipc_fields;

use super::{Room, no_room};
use crate::diag::{Diagnostic, Result};
use crate::value::{Schema, physical};

/// Rows on their way into a file.
pub struct Writer {
    writer: BatchedWriter<BufWriter<File>>,
    file: File,
    batch: usize,
}

/// Rows that are in a file, batch by batch in their order.
pub struct Run {
    reader: FileReader<BufReader<File>>,
    left: usize,
}

impl Writer {
    /// No rows yet of `schema`.
    ///
    /// # Errors
    /// There is no room.
    pub fn new(schema: &Schema, room: &Room) -> Result<Self> {
        let columns = schema.columns().iter();
        let columns = columns.map(|column| (column.name.as_str().into(), physical(&column.ty)));
        let columns = columns.collect::<Physical>();
        // As views, texts within lists would be written with all others of their frame.
        let level = CompatLevel::oldest();
        let fields = columns.to_arrow(level);
        let fields = default_ipc_fields(fields.iter_values());
        let file = room.file()?;
        let own = file.try_clone().map_err(|error| no_room(&error))?;
        let writer = IpcWriter::new(BufWriter::new(own)).with_compat_level(level);
        let writer = writer.batched(&columns, fields);
        let writer = writer.map_err(|error| failed(&error))?;
        Ok(Self { writer, file, batch: room.batch() })
    }

    /// Add `frame`.
    ///
    /// # Errors
    /// There is no room.
    pub fn push(&mut self, frame: &DataFrame) -> Result<()> {
        let size = frame.estimated_size() / frame.height().max(1);
        let rows = (self.batch / size.max(1)).max(1);
        let mut from = 0;
        while from < frame.height() {
            let mut batch = frame.slice(i64::try_from(from).unwrap_or(i64::MAX), rows);
            batch.rechunk_mut();
            self.writer.write_batch(&batch).map_err(|error| failed(&error))?;
            from += rows;
        }
        Ok(())
    }

    /// The file of all of them.
    ///
    /// # Errors
    /// There is no room.
    pub fn into_file(mut self) -> Result<File> {
        self.writer.finish().map_err(|error| failed(&error))?;
        // What is written through is written to the same file.
        drop(self.writer);
        self.file.flush().map_err(|error| no_room(&error))?;
        Ok(self.file)
    }

    /// All of them, to be read again.
    ///
    /// # Errors
    /// There is no room.
    pub fn end(self) -> Result<Run> {
        Run::new(self.into_file()?)
    }
}

impl Run {
    fn new(mut file: File) -> Result<Self> {
        file.seek(SeekFrom::Start(0)).map_err(|error| no_room(&error))?;
        let mut file = BufReader::new(file);
        let metadata = read_file_metadata(&mut file).map_err(|error| failed(&error))?;
        let left = metadata.blocks.len();
        Ok(Self { reader: FileReader::new(file, metadata, None, None), left })
    }

    /// Whether there are more batches.
    pub fn has_more(&self) -> bool {
        self.left > 0
    }

    /// The next batch.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn next(&mut self) -> Result<Option<DataFrame>> {
        self.left = self.left.saturating_sub(1);
        let batch = self.reader.next().transpose().map_err(|error| failed(&error))?;
        Ok(batch.map(DataFrame::from))
    }
}

/// What polars says of a file of our own.
pub(super) fn failed(error: &PolarsError) -> Box<Diagnostic> {
    match error {
        PolarsError::IO { error, .. } => no_room(error),
        other => no_room(&io::Error::other(other.to_string())),
    }
}
