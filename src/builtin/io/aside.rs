//! Rows that are set aside by `--bad-rows`, as a table in a new file.

use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use super::save::unwritable;
use super::source::{Input, no_room};
use crate::command::Args;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Files, NewFile};
use crate::format::{Encoder, Format, encoder};
use crate::source::Span;
use crate::value::scan::{self, Guess, Source};
use crate::value::{Column, Rows, Schema, Type, scalar};

/// As many rows are written together.
const TOGETHER: usize = 1024;

/// The format of the table at `path`.
///
/// # Errors
/// The name tells none.
pub fn format(path: &str) -> Result<Format> {
    let example = |problem: Box<Diagnostic>| {
        problem.or_help(|| format!("give it one that does, such as `{path}.csv`"))
    };
    Format::of_path(path).map_err(example)
}

/// The table of rows that are set aside.
pub struct Aside {
    path: String,
    /// Where it is named.
    span: Span,
    file: Box<dyn NewFile>,
    encoder: Box<dyn Encoder>,
    schema: Arc<Schema>,
    rows: Rows,
}

impl Aside {
    /// The table that `--bad-rows` names, if it does.
    ///
    /// # Errors
    /// There is a file of that name already, or it cannot be written.
    pub fn wanted(args: &Args, files: &dyn Files) -> Result<Option<Self>> {
        let Some((path, span)) = args.texts("bad-rows").next() else { return Ok(None) };
        Self::new(path, span, files).map(Some).map_err(|problem| problem.or_at(span))
    }

    /// The table in the new file at `path`.
    fn new(path: &str, span: Span, files: &dyn Files) -> Result<Self> {
        let format = format(path)?;
        if files.exists(Path::new(path)) {
            let message = format!("`{path}` is there already");
            let problem = Diagnostic::error(codes::FILE_EXISTS, message);
            return Err(problem.help("name another file, or take that one away first").into());
        }
        let schema = Arc::new(Schema::closed(vec![
            Column::new("file", Type::String),
            Column::new("line", Type::Int),
            Column::new("column", Type::String.nullable()),
            Column::new("problem", Type::String),
            Column::new("row", Type::String),
        ]));
        let path = path.to_owned();
        let wrong = |error: io::Error| unwritable(&path, &error, span);
        let mut file = files.create(Path::new(&path)).map_err(wrong)?;
        let mut encoder = encoder(format);
        encoder.begin(&mut file, &schema).map_err(wrong)?;
        let rows = Rows::new(Arc::clone(&schema));
        Ok(Self { path, span, file, encoder, schema, rows })
    }

    /// The rows of `input` that are as they should be, in a file without a name.
    ///
    /// # Errors
    /// It cannot be read, or there is no room for them.
    pub fn sifted(
        &mut self,
        input: &Input,
        guess: &Guess,
        files: &dyn Files,
        cancel: &Cancel,
    ) -> Result<Source> {
        let mut good = BufWriter::new(files.scratch().map_err(|error| no_room(&error))?);
        scan::sift(|| input.reader(files, cancel), guess, &mut good, |bad| self.add(input, bad))
            .map_err(|problem| input.wrong(problem))?;
        let good = good.into_inner().map_err(|error| no_room(error.error()))?;
        Ok(Source::Files([good].into()))
    }

    /// Set a row of `input` aside.
    ///
    /// # Errors
    /// The table cannot be written.
    pub fn add(&mut self, input: &Input, bad: scan::Bad) -> Result<()> {
        self.rows.push(&[
            scalar::text(input.path.as_str()),
            scalar::int(i64::try_from(bad.line).unwrap_or(i64::MAX)),
            bad.column.map_or_else(scalar::null, scalar::text),
            scalar::text(bad.problem),
            scalar::text(bad.row),
        ])?;
        if self.rows.len() >= TOGETHER { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        let rows = std::mem::replace(&mut self.rows, Rows::new(Arc::clone(&self.schema)));
        let written = self.encoder.chunk(&mut self.file, &rows.finish()?);
        written.map_err(|error| unwritable(&self.path, &error, self.span))
    }

    /// The table is whole.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end(mut self) -> Result<()> {
        if !self.rows.is_empty() {
            self.write()?;
        }
        let ended = self.encoder.end(&mut self.file).and_then(|()| self.file.commit());
        ended.map_err(|error| unwritable(&self.path, &error, self.span))
    }
}
