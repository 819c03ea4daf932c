//! CSV files. Their columns are guessed once; then they are read as guessed.

use std::sync::Arc;

use polars::prelude::{
    DataType, LazyCsvReader, LazyFileListReader, LazyFrame, PlSmallStr, Schema as Physical,
};

use super::Source;
use crate::diag::{Diagnostic, Result, codes};
use crate::value::frame::guarded;
use crate::value::{Column, Frame, Schema, Type, physical};

/// How many rows are read to guess the types of columns, unless it is said otherwise.
pub const SNIFF: usize = 10_000;

/// The columns of a CSV file.
#[derive(Debug, Clone)]
pub struct Guess {
    separator: u8,
    columns: Arc<Physical>,
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
    Ok(Guess { separator, columns })
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
    frame(lazy.map_err(|error| wrong(name, &error.to_string()))?, &guess.columns)
}

/// The name that polars changed to `name`, for another column of the file had it already.
fn repeated<'a>(name: &'a str, found: &Physical) -> Option<&'a str> {
    let (name, number) = name.rsplit_once("_duplicated_")?;
    (number.parse::<usize>().is_ok() && found.contains(name)).then_some(name)
}

fn frame(lazy: LazyFrame, found: &Physical) -> Result<Frame> {
    let column = |(name, dtype): (&PlSmallStr, &DataType)| {
        let ty = match dtype {
            DataType::Int64 => Type::Int,
            DataType::Float64 => Type::Float,
            DataType::Boolean => Type::Bool,
            _ => Type::String,
        };
        Column::new(name.as_str(), ty.nullable())
    };
    let schema = Schema::closed(found.iter().map(column).collect());
    let wanted = schema.columns().iter().zip(found.iter()).filter_map(|(column, (name, dtype))| {
        let dtype_wanted = physical(&column.ty);
        (dtype_wanted != *dtype).then(|| polars::prelude::col(name.clone()).cast(dtype_wanted))
    });
    let wanted = wanted.collect::<Vec<_>>();
    let lazy = if wanted.is_empty() { lazy } else { lazy.with_columns(wanted) };
    Ok(Frame::with(lazy, schema))
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
