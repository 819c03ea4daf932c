//! CSV files. Their columns are guessed once; then they are read as guessed.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime};
use polars::prelude::{
    Column as Cells, DataType, Expr, Field, Int64Chunked, IntoColumn, IntoSeries, LazyCsvReader,
    LazyFileListReader, LazyFrame, PlSmallStr, PolarsError, PolarsResult, Schema as Physical,
};

use super::Source;
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::frame::guarded;
use crate::value::{Column, Frame, Schema, Type, physical};

/// How many rows are read to guess the types of columns, unless it is said otherwise.
pub const SNIFF: usize = 10_000;

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
        let read = match ty {
            Type::Bool => DataType::Boolean,
            Type::Float => DataType::Float64,
            Type::Int | Type::Filesize | Type::Duration => DataType::Int64,
            _ => DataType::String,
        };
        Arc::make_mut(&mut self.columns).insert(name.into(), read);
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
                Type::Bool => matches!(text, "true" | "false"),
                Type::Date => instant(text).is_some(),
                _ => true,
            };
        (!fits).then(|| format!("`{text}` is no {ty}"))
    }
}

/// The instant that `text` names, in nanoseconds since 1970.
fn instant(text: &str) -> Option<i64> {
    let instant = match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => instant.to_utc(),
        Err(_) => text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc(),
    };
    instant.timestamp_nanos_opt()
}

/// The columns of the CSV text at the beginning of `source`, which errors call `name`, with
/// `separator` between the cells. The first line names them; their types are guessed from the first
/// `sniff` rows (all rows for 0).
///
/// # Errors
/// It cannot be read, or it has no header.
pub fn guess(source: Source, separator: u8, sniff: usize, name: &str) -> Result<Guess> {
    let rows = if sniff == 0 { None } else { Some(sniff) };
    let sources = source.into_sources()?;
    let columns = guarded(|| {
        let reader = LazyCsvReader::new_with_sources(sources).with_glob(false);
        let lazy = reader.with_separator(separator).with_infer_schema_length(rows).finish();
        lazy.and_then(|mut lazy| lazy.collect_schema())
            .map_err(|error| wrong(name, &error.to_string()))
    })?;
    if let Some(column) = columns.iter_names().find_map(|column| repeated(column, &columns)) {
        let message = format!("`{name}` has two columns `{column}`");
        return Err(Diagnostic::error(codes::FORMAT, message)
            .help("give each column a name of its own in the first line of the file")
            .into());
    }
    let column = |(name, dtype): (&PlSmallStr, &DataType)| {
        let ty = match dtype {
            DataType::Int64 => Type::Int,
            DataType::Float64 => Type::Float,
            DataType::Boolean => Type::Bool,
            _ => Type::String,
        };
        Column::new(name.as_str(), ty.nullable())
    };
    let schema = Schema::closed(columns.iter().map(column).collect());
    Ok(Guess { separator, columns, schema })
}

/// The CSV files of `source` as a table of the columns of `guess`. All of them are nullable, for
/// any cell may be empty; a cell that is not of its column's type is an error when it is read.
///
/// # Errors
/// Only by a defect: what can be wrong with the files is found when they are read.
pub fn csv(source: Source, guess: &Guess, name: &str) -> Result<Frame> {
    let reader = LazyCsvReader::new_with_sources(source.into_sources()?).with_glob(false);
    let reader = reader.with_separator(guess.separator);
    let lazy = reader.with_schema(Some(Arc::clone(&guess.columns))).finish();
    Ok(frame(lazy.map_err(|error| wrong(name, &error.to_string()))?, guess))
}

/// The name that polars changed to `name`, for another column of the file had it already.
fn repeated<'a>(name: &'a str, found: &Physical) -> Option<&'a str> {
    let (name, number) = name.rsplit_once("_duplicated_")?;
    (number.parse::<usize>().is_ok() && found.contains(name)).then_some(name)
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

fn wrong(path: &str, text: &str) -> Box<Diagnostic> {
    let reason = text.lines().next().unwrap_or(text);
    let message = if text.contains("empty CSV") {
        format!("`{path}` is empty, such a file begins with a line of column names")
    } else {
        format!("`{path}` cannot be read as CSV: {reason}")
    };
    Diagnostic::error(codes::FORMAT, message).into()
}
