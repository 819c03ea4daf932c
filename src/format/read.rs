//! Whole values of any format.

use super::{
    Format, from_csv, from_ini, from_json, from_log, from_msgpack, from_ndjson, from_nuon,
    from_toml, from_xlsx, from_xml, from_yaml, to_json_text, to_msgpack, to_toml, to_yaml,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, conform, literal_text, type_of};

/// The value that `bytes` hold in `format`, of one type all through.
///
/// # Errors
/// They are not in that format, with a place; or items of one list differ in type.
pub fn read(bytes: &[u8], format: Format) -> Result<Value> {
    let value = match format {
        Format::Csv => from_csv(bytes, b','),
        Format::Tsv => from_csv(bytes, b'\t'),
        Format::Arrow | Format::Parquet | Format::Sqlite | Format::Html | Format::Markdown => {
            return Err(no_document());
        }
        Format::Ini => from_ini(bytes),
        Format::Json => from_json(bytes),
        Format::Msgpack => from_msgpack(bytes),
        Format::Ndjson => from_ndjson(bytes),
        Format::Nuon => from_nuon(bytes),
        Format::Toml => from_toml(bytes),
        Format::Xlsx => from_xlsx(bytes, None),
        Format::Xml => from_xml(bytes),
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
        Format::Nuon => Ok(literal_text(value) + "\n"),
        Format::Yaml => Ok(to_yaml(value)),
        Format::Arrow | Format::Parquet | Format::Html | Format::Markdown => Err(no_document()),
        Format::Sqlite | Format::Xlsx => Err(no_document()),
        Format::Ini | Format::Log(_) | Format::Msgpack | Format::Xml => Err(no_document()),
        Format::Csv | Format::Tsv | Format::Json | Format::Ndjson => {
            Ok(to_json_text(value, true) + "\n")
        }
    }
}

/// The same as bytes, for files.
///
/// # Errors
/// As for [`to_text`].
pub fn to_bytes(value: &Value, format: Format) -> Result<Vec<u8>> {
    match format {
        Format::Msgpack => Ok(to_msgpack(value)),
        _ => to_text(value, format).map(String::into_bytes),
    }
}

/// Files of columns are read and written by the modules of tables, and others are no text, or are not read at all.
fn no_document() -> Box<Diagnostic> {
    Diagnostic::error(codes::INTERNAL, "a table of this format is no document").into()
}
