//! CSV files as lazy plans, so that polars reads only what a query needs.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{
    DataType, LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, Schema as Physical,
};

use super::{Column, Frame, Schema, Type, physical};
use crate::diag::{Diagnostic, Result, codes};

/// How many rows are read to guess the types of columns, unless it is said otherwise.
pub const SNIFF: usize = 10_000;

/// The CSV file at `path`, with `separator` between the cells, as a table. Its types are guessed
/// from the first `sniff` rows (all rows for 0) and are nullable, for any cell may be empty; a later cell that is not of its column's
/// type is an error when it is read.
///
/// # Errors
/// It cannot be read, or it has no header.
pub fn csv(path: &Path, separator: u8, sniff: usize) -> Result<Frame> {
    let text = path.to_str().ok_or_else(|| {
        Diagnostic::error(codes::FORMAT, "the path is not Unicode, which CSV files need here")
    })?;
    let rows = if sniff == 0 { None } else { Some(sniff) };
    let reader =
        LazyCsvReader::new(PlRefPath::new(text)).with_glob(false).with_separator(separator);
    let mut lazy = reader
        .with_infer_schema_length(rows)
        .finish()
        .map_err(|error| wrong(text, &error.to_string()))?;
    let found = lazy.collect_schema().map_err(|error| wrong(text, &error.to_string()))?;
    if let Some(name) = found.iter_names().find_map(|name| repeated(name, &found)) {
        let message = format!("`{text}` has two columns `{name}`");
        return Err(Diagnostic::error(codes::FORMAT, message)
            .help("give each column a name of its own in the first line of the file")
            .into());
    }
    frame(lazy, &found)
}

/// Read all of the CSV text of `input`, with `separator` between the cells, and see that each row
/// has as many fields as the header.
/// polars would take a short row for one with nulls at its end.
///
/// # Errors
/// The first row that has more or fewer, with its line; or `input` cannot be read.
pub fn even(input: impl Read, separator: u8) -> Result<()> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).buffer_capacity(1 << 18).from_reader(input);
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(uneven(&error, separator)),
        }
    }
}

fn uneven(error: &csv::Error, separator: u8) -> Box<Diagnostic> {
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { pos: Some(at), expected_len, len } => {
            let fields = if *len == 1 { "field" } else { "fields" };
            format!("line {} has {len} {fields}, the header has {expected_len}", at.line())
        }
        _ => format!("it cannot be read as CSV: {error}"),
    };
    Diagnostic::error(codes::FORMAT, message)
        .help(format!(
            "a text with a {} or a line feed in it has to stand in double quotes",
            if separator == b'\t' { "tab" } else { "comma" }
        ))
        .into()
}

/// The name that polars changed to `name`, for another column of the file had it already.
fn repeated<'a>(name: &'a str, found: &Physical) -> Option<&'a str> {
    let (name, number) = name.rsplit_once("_duplicated_")?;
    (number.parse::<usize>().is_ok() && found.contains(name)).then_some(name)
}

fn frame(lazy: LazyFrame, found: &Physical) -> Result<Frame> {
    let column = |(name, dtype): (&polars::prelude::PlSmallStr, &DataType)| {
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
    Ok(Frame { lazy, schema: Arc::new(schema) })
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
