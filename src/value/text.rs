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
