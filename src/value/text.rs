//! Values as the text that stands for them where texts and values are put together.

use chrono::SecondsFormat;
use data_encoding::HEXLOWER;
use nu_protocol::Value;

use super::units;

/// `value` as text: what [`plain_scalar`] says, `null` for null; lists, records and ranges as the
/// language writes them.
pub fn plain_text(value: &Value) -> String {
    if let Some(text) = plain_scalar(value) {
        return text;
    }
    match value {
        Value::Nothing { .. } => "null".to_owned(),
        Value::Range { val, .. } => val.to_string(),
        Value::List { vals, .. } => {
            let items = vals.iter().map(plain_text).collect::<Vec<_>>();
            format!("[{}]", items.join(", "))
        }
        Value::Record { val, .. } => {
            let fields = val.iter().map(|(name, value)| format!("{name}: {}", plain_text(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.get_type().to_string(),
    }
}

/// The text of `value`, exactly, in a form that is read back as the same: a filesize and a duration
/// in the largest unit that loses nothing (`4GiB`, `90s`), a date by RFC 3339 in UTC, bytes as
/// hexadecimal digits. None for null and for what is made of parts.
pub fn plain_scalar(value: &Value) -> Option<String> {
    Some(match value {
        Value::String { val, .. } | Value::Glob { val, .. } => val.clone(),
        Value::Int { val, .. } => val.to_string(),
        Value::Float { val, .. } => format!("{val:?}"),
        Value::Bool { val, .. } => val.to_string(),
        Value::Filesize { val, .. } => units::exact(val.get(), units::DATA),
        Value::Duration { val, .. } => units::exact(*val, units::TIME),
        Value::Date { val, .. } => val.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true),
        Value::Binary { val, .. } => HEXLOWER.encode(val),
        _ => return None,
    })
}

/// `value` as the language writes it, so that reading the text gives the value again: texts stand in
/// quotes, and records with the same fields are a table literal.
pub fn literal_text(value: &Value) -> String {
    match value {
        Value::String { val, .. } | Value::Glob { val, .. } => quoted(val),
        Value::Binary { .. } => format!("0x[{}]", plain_text(value)),
        Value::List { vals, .. } => table_text(vals).unwrap_or_else(|| {
            format!("[{}]", vals.iter().map(literal_text).collect::<Vec<_>>().join(", "))
        }),
        Value::Record { val, .. } => {
            let fields =
                val.iter().map(|(key, value)| format!("{}: {}", name(key), literal_text(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        other => plain_text(other),
    }
}

/// Records that all have the same fields in the same order, as a table literal.
fn table_text(items: &[Value]) -> Option<String> {
    let fields = |item: &Value| match item {
        Value::Record { val, .. } => Some(val.columns().cloned().collect::<Vec<_>>()),
        _ => None,
    };
    let columns = fields(items.first()?).filter(|columns| !columns.is_empty())?;
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let Value::Record { val, .. } = item else { return None };
        if fields(item)? != columns {
            return None;
        }
        let cells = val.values().map(literal_text).collect::<Vec<_>>();
        rows.push(format!("[{}]", cells.join(", ")));
    }
    let columns = columns.iter().map(|column| name(column)).collect::<Vec<_>>();
    Some(format!("[[{}]; {}]", columns.join(", "), rows.join(", ")))
}

/// A key or the name of a column, in quotes where it is no plain word.
fn name(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !matches!(name, "true" | "false" | "null" | "and" | "or" | "not" | "in" | "mod" | "let");
    if plain { name.to_owned() } else { quoted(name) }
}

/// A column as expressions name it; none where no text does.
pub fn column_text(column: &str) -> Option<String> {
    let plain = name(column) == column;
    let quotable = !column.contains('`') && !column.chars().any(char::is_control);
    (plain || quotable).then(|| if plain { column.to_owned() } else { format!("`{column}`") })
}

/// `text` in double quotes, with escapes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            char if char.is_control() => {
                quoted.push_str(&format!("\\u{{{:x}}}", u32::from(char)));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
