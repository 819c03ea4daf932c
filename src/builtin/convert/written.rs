//! Single values as texts, in a form that can be read back.

use chrono::SecondsFormat;

use super::units;
use crate::value::Value;

/// The text of `value`: a filesize and a duration exactly, in their largest whole unit, a date by
/// RFC 3339 in UTC, bytes as hexadecimal digits. None for null and for what is made of parts.
pub fn plain(value: &Value) -> Option<String> {
    Some(match value {
        Value::String { val, .. } => val.clone(),
        Value::Int { val, .. } => val.to_string(),
        Value::Float { val, .. } => format!("{val:?}"),
        Value::Bool { val, .. } => val.to_string(),
        Value::Filesize { val, .. } => units::exact(val.get(), units::DATA),
        Value::Duration { val, .. } => units::exact(*val, units::TIME),
        Value::Date { val, .. } => val.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true),
        Value::Binary { val, .. } => data_encoding::HEXLOWER.encode(val),
        _ => return None,
    })
}
