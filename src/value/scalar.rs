//! Makers of values. Values of ours carry no spans: places belong to the plan.

use chrono::{DateTime, Utc};
use nu_protocol::{Filesize, Record, Span, Value};

/// Null.
pub fn null() -> Value {
    Value::nothing(Span::unknown())
}

/// An integer.
pub fn int(value: i64) -> Value {
    Value::int(value, Span::unknown())
}

/// A float.
pub fn float(value: f64) -> Value {
    Value::float(value, Span::unknown())
}

/// A text.
pub fn text(value: impl Into<String>) -> Value {
    Value::string(value, Span::unknown())
}

/// True or false.
pub fn boolean(value: bool) -> Value {
    Value::bool(value, Span::unknown())
}

/// A length of time, in nanoseconds.
pub fn duration(nanoseconds: i64) -> Value {
    Value::duration(nanoseconds, Span::unknown())
}

/// An amount of data, in bytes.
pub fn filesize(bytes: i64) -> Value {
    Value::filesize(Filesize::new(bytes), Span::unknown())
}

/// Bytes.
pub fn binary(bytes: Vec<u8>) -> Value {
    Value::binary(bytes, Span::unknown())
}

/// A list.
pub fn list(items: Vec<Value>) -> Value {
    Value::list(items, Span::unknown())
}

/// A record of these fields.
pub fn record(fields: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::record(fields.into_iter().collect::<Record>(), Span::unknown())
}

/// `value`, or null.
pub fn or_null<T>(value: Option<T>, make: impl FnOnce(T) -> Value) -> Value {
    value.map_or_else(null, make)
}

/// An instant, in nanoseconds since 1970 in UTC.
pub fn date(nanoseconds: i64) -> Value {
    let instant = DateTime::<Utc>::from_timestamp_nanos(nanoseconds);
    Value::date(instant.fixed_offset(), Span::unknown())
}
