//! CSV files. Their columns are guessed once; then they are read as guessed.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::sync::{Arc, LazyLock};

use polars::prelude::{
    Column as Cells, DataType, Expr, Field, Int64Chunked, IntoColumn, IntoSeries, LazyCsvReader,
    LazyFileListReader, LazyFrame, PlSmallStr, PolarsError, PolarsResult, Schema as Physical,
};

use super::Source;
use super::narrow::{Narrow, instant, is_bool};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::{Column, Frame, Schema, Type, physical};

/// How many rows are read to guess the types of columns, unless it is said otherwise.
pub const SNIFF: usize = 10_000;

/// As many bytes are read for that at most, for a row may be of any length.
const HEAD: u64 = 64 << 20;

/// The columns of a CSV file: as they were guessed, or as they were said to be.
#[derive(Debug, Clone)]
pub struct Guess {
    separator: u8,
    /// What polars reads them as.
    columns: Arc<Physical>,
    schema: Schema,
}

/// The types that columns of CSV files can have, as they are written here: filesizes are bytes and
/// durations nanoseconds, dates are those of RFC 3339, or days.
pub const TYPES: [Type; 7] =
    [Type::Bool, Type::Date, Type::Duration, Type::Filesize, Type::Float, Type::Int, Type::String];

impl Guess {
    /// The columns of `schema`, each of one of [`TYPES`], or nullable, with commas between cells.
    pub fn known(schema: Schema) -> Self {
        let fields = schema.columns().iter();
        let fields = fields.map(|c| Field::new(c.name.as_str().into(), read(c.ty.non_null())));
        Self { separator: b',', columns: Arc::new(fields.collect()), schema }
    }

    /// What stands between cells.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// The columns.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter_names().map(PlSmallStr::as_str)
    }

    /// The same, where column `name` is of type `ty`, one of [`TYPES`].
    ///
    /// # Errors
    /// There is no such column.
    pub fn pin(mut self, name: &str, ty: &Type) -> Result<Self> {
        if self.schema.get(name).is_none() {
            let message = format!("the file has no column `{name}`");
            let names = self.schema.names();
            return Err(Diagnostic::error(codes::UNKNOWN_COLUMN, message)
                .maybe_help(did_you_mean(name, "columns", &names))
                .into());
        }
        self.schema.put(Column::new(name, ty.clone().nullable()));
        Arc::make_mut(&mut self.columns).insert(name.into(), read(ty));
        Ok(self)
    }

    /// What is wrong with `cell` in the column at place `at`.
    pub fn refuses(&self, at: usize, cell: &[u8]) -> Option<String> {
        let Ok(text) = std::str::from_utf8(cell) else { return Some("it is no UTF-8".to_owned()) };
        let ty = self.schema.columns().get(at)?.ty.non_null();
        let fits = text.is_empty()
            || match ty {
                Type::Int | Type::Filesize | Type::Duration => text.parse::<i64>().is_ok(),
                Type::Float => text.parse::<f64>().is_ok(),
                Type::Bool => is_bool(cell),
                Type::Date => instant(text).is_some(),
                _ => true,
            };
        (!fits).then(|| format!("`{text}` is no {ty}"))
    }
}

/// The columns of the CSV text of `input`, which errors call `name`, with `separator` between the
/// cells. The first line names them; their types are guessed from the first `sniff` rows (all rows
/// for 0).
///
/// # Errors
/// It has no first line, or one that is not text, or two columns of one name; or it cannot be read,
/// which is told as `unreadable` says it.
pub fn guess(
    input: impl Read,
    separator: u8,
    sniff: usize,
    name: &str,
    unreadable: impl Fn(&io::Error) -> Box<Diagnostic>,
) -> Result<Guess> {
    let wrong = |message: String| Diagnostic::error(codes::FORMAT, message);
    let unreadable = |error: csv::Error| match error.kind() {
        csv::ErrorKind::Io(error) => unreadable(error),
        _ => Box::new(wrong(format!("`{name}` cannot be read as CSV: {error}"))),
    };
    let (most, bytes) = if sniff == 0 { (usize::MAX, u64::MAX) } else { (sniff, HEAD) };
    let mut reader = rows(input.take(bytes), separator);
    let mut row = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut row).map_err(unreadable)? {
        let reason = "is empty, such a file begins with a line of column names";
        return Err(wrong(format!("`{name}` {reason}")).into());
    }
    if reader.position().byte() >= bytes {
        return Err(wrong(format!("the first line of `{name}` is too long")).into());
    }
    let header = csv::StringRecord::from_byte_record(row.clone());
    let header = header.map_err(|_| {
        let problem = wrong(format!("the first line of `{name}` is no UTF-8"));
        problem.help("save it as UTF-8")
    })?;
    let mut seen = HashSet::new();
    if let Some(column) = header.iter().find(|column| !seen.insert(*column)) {
        return Err(wrong(format!("`{name}` has two columns `{column}`"))
            .help("give each column a name of its own in the first line of the file")
            .into());
    }
    let mut columns = vec![Narrow::default(); header.len()];
    for _ in 0..most {
        let is_row = reader.read_byte_record(&mut row).map_err(unreadable)?;
        // The last row may not be all here.
        if !is_row || reader.position().byte() >= bytes {
            break;
        }
        columns.iter_mut().zip(&row).for_each(|(column, cell)| column.see(cell));
    }
    let typed = header.iter().zip(columns);
    let typed = typed.map(|(name, column)| Column::new(name, column.ty().nullable()));
    Ok(Guess { separator, ..Guess::known(Schema::closed(typed.collect())) })
}

/// The rows of the CSV text of `input` one by one, the first line among them, of any length.
pub fn rows<R: Read>(input: R, separator: u8) -> csv::Reader<R> {
    let mut how = csv::ReaderBuilder::new();
    how.delimiter(separator).flexible(true).has_headers(false).from_reader(input)
}

/// What polars reads cells of type `ty` as.
fn read(ty: &Type) -> DataType {
    match ty {
        Type::Bool => DataType::Boolean,
        Type::Float => DataType::Float64,
        Type::Int | Type::Filesize | Type::Duration => DataType::Int64,
        _ => DataType::String,
    }
}

/// The CSV files of `source` as a table of the columns of `guess`. All of them are nullable, for
/// any cell may be empty; a cell that is not of its column's type is an error when it is read.
///
/// # Errors
/// Only by a defect: what can be wrong with the files is found when they are read.
pub fn csv(source: Source, guess: &Guess, name: &str) -> Result<Frame> {
    let reader = LazyCsvReader::new_with_sources(source.into_sources()?).with_glob(false);
    let reader = reader.with_separator(guess.separator).with_comment_prefix(Some(no_comment()));
    let lazy = reader.with_schema(Some(Arc::clone(&guess.columns))).finish();
    let lazy = lazy.map_err(|error| {
        let message = format!("`{name}` cannot be read as CSV: {error}");
        Diagnostic::error(codes::FORMAT, message)
    });
    Ok(frame(lazy?, guess))
}

/// How a comment begins, which no line does. There are none in CSV, but where there may be some
/// polars counts lines in less than half the time: otherwise it counts them for both cases, that a piece of
/// the file begins in quotes and that it does not.
fn no_comment() -> PlSmallStr {
    static BEGIN: LazyLock<PlSmallStr> = LazyLock::new(|| {
        // Nobody can know it, so nobody can begin a line with it.
        let dice = || RandomState::new().hash_one(());
        format!("{:016x}{:016x}", dice(), dice()).into()
    });
    BEGIN.clone()
}

/// The columns as they are here, from what polars reads.
fn frame(lazy: LazyFrame, guess: &Guess) -> Frame {
    let columns = guess.schema.columns().iter().zip(guess.columns.iter());
    let wanted = columns.filter_map(|(column, (name, read))| {
        let wanted = physical(&column.ty);
        let cells = polars::prelude::col(name.clone());
        match column.ty.non_null() {
            Type::Date => Some(dates(cells, name.clone())),
            _ => (wanted != *read).then(|| cells.cast(wanted)),
        }
    });
    let wanted = wanted.collect::<Vec<_>>();
    let lazy = if wanted.is_empty() { lazy } else { lazy.with_columns(wanted) };
    Frame::with(lazy, guess.schema.clone())
}

/// Texts as instants; one that is none is an error, as it is for other types.
fn dates(cells: Expr, name: PlSmallStr) -> Expr {
    let read = move |cells: Cells| {
        let texts = cells.str()?.iter();
        let instants = texts.map(|text| match text {
            None | Some("") => Ok(None),
            Some(text) => instant(text).map(Some).ok_or_else(|| {
                let what = format!(
                    "could not parse `{text}` as dtype `date` at column '{name}' (column number"
                );
                PolarsError::ComputeError(what.into())
            }),
        });
        let instants = instants.collect::<PolarsResult<Int64Chunked>>()?;
        let dates = instants.with_name(name.clone()).into_series();
        dates.cast(&physical(&Type::Date)).map(IntoColumn::into_column)
    };
    cells.map(read, |_, field| Ok(Field::new(field.name().clone(), physical(&Type::Date))))
}
