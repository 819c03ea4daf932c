//! Whole values of any format.

use super::{
    Format, from_csv, from_json, from_log, from_ndjson, from_toml, from_yaml, to_json_text,
    to_toml, to_yaml,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, conform, type_of};

/// The value that `bytes` hold in `format`, of one type all through.
///
/// # Errors
/// They are not in that format, with a place; or items of one list differ in type.
pub fn read(bytes: &[u8], format: Format) -> Result<Value> {
    let value = match format {
        Format::Csv => from_csv(bytes, b','),
        Format::Tsv => from_csv(bytes, b'\t'),
        Format::Arrow | Format::Parquet | Format::Html | Format::Markdown => {
            return Err(no_document());
        }
        Format::Json => from_json(bytes),
        Format::Ndjson => from_ndjson(bytes),
        Format::Toml => from_toml(bytes),
        Format::Yaml => from_yaml(bytes),
        Format::Log(log) => from_log(bytes, log),
    }?;
    conform(&value)?;
    Ok(value)
}

/// `value`, which is no table, as a document in `format`, with a line feed at its end.
///
/// # Errors
/// The format cannot hold it.
pub fn to_text(value: &Value, format: Format) -> Result<String> {
    if let Some((why, help)) = format.refuses(&type_of(value)) {
        return Err(Diagnostic::error(codes::TYPE_CLASH, why).help(help).into());
    }
    match format {
        Format::Toml => to_toml(value),
        Format::Yaml => Ok(to_yaml(value)),
        Format::Arrow | Format::Parquet | Format::Html | Format::Markdown | Format::Log(_) => {
            Err(no_document())
        }
        Format::Csv | Format::Tsv | Format::Json | Format::Ndjson => {
            Ok(to_json_text(value, true) + "\n")
        }
    }
}

/// Files of columns are read and written by the modules of tables, and others are not read at all.
fn no_document() -> Box<Diagnostic> {
    Diagnostic::error(codes::INTERNAL, "a table of this format is no document").into()
}
