//! Makers of values. Values of ours carry no spans: places belong to the plan.

use std::ops::Bound;

use chrono::{DateTime, Utc};
use nu_protocol::ast::RangeInclusion;
use nu_protocol::{Filesize, Range, Record, Signals, Span, Value};

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

/// The whole numbers from `start`, `next - start` apart; to `end`, or without an end. None when
/// they never get there because the step is zero or goes the other way, or when it does not fit.
pub fn range(start: i64, next: Option<i64>, end: Option<i64>, inclusive: bool) -> Option<Value> {
    let number = |value: Option<i64>| value.map_or_else(null, int);
    let inclusion =
        if inclusive { RangeInclusion::Inclusive } else { RangeInclusion::RightExclusive };
    // A step that does not fit in 64 bits is none.
    next.map_or(Some(0), |next| next.checked_sub(start))?;
    let (next, end) = (number(next), number(end));
    let range = Range::new(int(start), next, end, inclusion, Span::unknown()).ok()?;
    Some(Value::range(range, Span::unknown()))
}

/// The numbers of a range, in order; none for a value that is no range. A range without an end
/// goes on for ever.
pub fn numbers(range: &Value) -> Option<impl Iterator<Item = i64> + Send + 'static> {
    let Value::Range { val, .. } = range else { return None };
    let Range::IntRange(range) = val.as_ref() else { return None };
    Some(range.into_range_iter(Signals::empty()))
}

/// Whether `number` is a part of a range.
pub fn contains(range: &Value, number: i64) -> bool {
    match range {
        Value::Range { val, .. } => val.contains(&int(number)),
        _ => false,
    }
}

/// The first and the last number of a range that leaves none out between them: `i64::MAX` is the
/// last of one without an end. None for other ranges and values.
pub fn ends(range: &Value) -> Option<(i64, i64)> {
    let Value::Range { val, .. } = range else { return None };
    let Range::IntRange(range) = val.as_ref() else { return None };
    let last = match range.end() {
        Bound::Included(end) => end,
        Bound::Excluded(end) => end.checked_sub(1)?,
        Bound::Unbounded => i64::MAX,
    };
    (range.step() == 1).then_some((range.start(), last))
}

/// Whether a range has an end.
pub fn is_bounded(range: &Value) -> bool {
    matches!(range, Value::Range { val, .. } if val.is_bounded())
}
