//! CSV by RFC 4180, and the same with other characters between the cells.

use std::borrow::Cow;

use super::json::to_json_text;
use crate::diag::{Diagnostic, Result, codes};
use crate::value::scan::{Narrow, typed};
use crate::value::{Value, scalar};

/// The text of a cell: empty for null, JSON for lists and records, and else as in JSON without
/// its quotes.
pub fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Nothing { .. } => Cow::Borrowed(""),
        Value::String { val, .. } => Cow::Borrowed(val),
        other => {
            let text = to_json_text(other, false);
            Cow::Owned(match other {
                Value::Date { .. } | Value::Binary { .. } => text.trim_matches('"').to_owned(),
                _ => text,
            })
        }
    }
}

/// Add the line of these cells, with `separator` between them and its line feed, to `out`. An empty text is quoted, so that it is
/// not null.
pub fn line<'a>(
    out: &mut String,
    separator: u8,
    cells: impl IntoIterator<Item = &'a str>,
    quoted: impl Fn(usize) -> bool,
) {
    let start = out.len();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(char::from(separator));
        }
        if quoted(at) || is_special(cell, separator) || cell.trim() != cell {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    // A blank line is no row to most readers, so a row of one null is an empty text to them.
    if out.len() == start {
        out.push_str("\"\"");
    }
    out.push('\n');
}

fn is_special(cell: &str, separator: u8) -> bool {
    let cell = cell.as_bytes();
    memchr::memchr3(separator, b'"', b'\n', cell).is_some() || memchr::memchr(b'\r', cell).is_some()
}

/// The rows of CSV text whose first line names the columns. A column is of the narrowest type that
/// all of its cells have; an empty cell is null.
///
/// # Errors
/// It has no first line, two columns have one name, or a line has another number of cells.
pub fn from_csv(bytes: &[u8], separator: u8) -> Result<Value> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(bytes);
    let wrong = |error: &csv::Error| {
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { pos: Some(at), expected_len, len } => {
                let cells = if *len == 1 { "cell" } else { "cells" };
                format!("line {} has {len} {cells}, the first one has {expected_len}", at.line())
            }
            _ => format!("this is no CSV: {error}"),
        };
        let help = "a text with a separator or a line feed in it has to stand in double quotes";
        Box::new(Diagnostic::error(codes::FORMAT, message).help(help))
    };
    let names = reader.headers().map_err(|error| wrong(&error))?.clone();
    if names.is_empty() {
        let message = "this is no CSV: there is no line of column names";
        return Err(Diagnostic::error(codes::FORMAT, message).into());
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|before| before == name) {
            let message = format!("two columns are called `{name}`");
            return Err(Diagnostic::error(codes::FORMAT, message).into());
        }
    }
    let records = reader.records().collect::<std::result::Result<Vec<_>, _>>();
    let records = records.map_err(|error| wrong(&error))?;
    let columns = (0..names.len()).map(|at| {
        let mut narrow = Narrow::default();
        let cells = records.iter().filter_map(|record| record.get(at));
        cells.for_each(|cell| narrow.see(cell.as_bytes()));
        narrow.ty()
    });
    let columns = columns.collect::<Vec<_>>();
    let rows = records.iter().map(|record| {
        let cells = names.iter().zip(record).zip(&columns);
        scalar::record(cells.map(|((name, cell), ty)| (name.to_owned(), typed(cell, ty))))
    });
    Ok(scalar::list(rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let cells = ["a", "b,c", "say \"hi\"", "", "two\nlines", " x"];
        let mut text = String::new();
        line(&mut text, b',', cells, |at| at == 3);
        assert_eq!(text, "a,\"b,c\",\"say \"\"hi\"\"\",\"\",\"two\nlines\",\" x\"\n");
    }
}
