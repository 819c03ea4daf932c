//! One value as people read it, on one line and safe for a terminal.

use super::text::defuse;
use crate::value::Value;

/// What stands for null. An empty text shows as nothing, so the two differ.
pub(super) const NULL: &str = "∅";

/// Bytes of a binary value that are shown.
const BYTES: usize = 16;

/// `value` on one line.
///
/// Null is `∅`. Floats keep at most four decimals (`2.0`, `0.3333`), or become scientific when that
/// would hide them (`1.5e-7`). Filesizes are in powers of 1,024 with one decimal (`15.6 GiB`),
/// durations in the units of the language (`1.5s`, `1min 30s`, `3day 4hr`), dates ISO 8601 in UTC.
/// A table inside a cell is only counted.
pub fn human(value: &Value) -> String {
    match value {
        Value::Nothing { .. } => NULL.to_owned(),
        Value::Bool { val, .. } => val.to_string(),
        Value::Int { val, .. } => val.to_string(),
        Value::Float { val, .. } => float(*val),
        Value::String { val, .. } | Value::Glob { val, .. } => defuse(val).into_owned(),
        Value::Filesize { val, .. } => filesize(val.get()),
        Value::Duration { val, .. } => duration(*val),
        Value::Date { val, .. } => val.to_utc().format("%Y-%m-%dT%H:%M:%S%.fZ").to_string(),
        Value::Binary { val, .. } => binary(val),
        Value::Range { val, .. } => val.to_string(),
        Value::List { vals, .. } if !vals.is_empty() && vals.iter().all(is_record) => {
            let rows = if vals.len() == 1 { "row" } else { "rows" };
            format!("[table of {} {rows}]", vals.len())
        }
        Value::List { vals, .. } => {
            format!("[{}]", vals.iter().map(nested).collect::<Vec<_>>().join(", "))
        }
        Value::Record { val, .. } => {
            let fields =
                val.iter().map(|(name, value)| format!("{}: {}", defuse(name), nested(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Closure { .. } => "{closure}".to_owned(),
        Value::Error { error, .. } => format!("error: {}", defuse(&error.to_string())),
        Value::Custom { val, .. } => defuse(&val.type_name()).into_owned(),
        Value::CellPath { val, .. } => defuse(&val.to_string()).into_owned(),
    }
}

/// A value inside of another, where an empty text would look like a hole.
fn nested(value: &Value) -> String {
    match value {
        Value::String { val, .. } if val.is_empty() => "\"\"".to_owned(),
        value => human(value),
    }
}

pub(super) fn is_record(value: &Value) -> bool {
    matches!(value, Value::Record { .. })
}

fn float(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    if value != 0.0 && !(0.001..1e15).contains(&size) {
        let text = format!("{value:.4e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{exponent}", trimmed(digits));
    }
    trimmed(&format!("{value:.4}"))
}

/// `digits` without zeros at the end, of which one stays after the point.
fn trimmed(digits: &str) -> String {
    let short = digits.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

pub(super) fn filesize(bytes: i64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let sign = if bytes < 0 { "-" } else { "" };
    let size = bytes.unsigned_abs();
    if size < 1024 {
        return format!("{sign}{size} B");
    }
    // Tenths of the unit, rounded half up in whole numbers: no float, no surprise.
    let mut unit: u128 = 1024;
    for (at, name) in UNITS.iter().enumerate() {
        let tenths = (u128::from(size) * 10 + unit / 2) / unit;
        if tenths < 10_240 || at + 1 == UNITS.len() {
            return format!("{sign}{}.{} {name}", tenths / 10, tenths % 10);
        }
        unit *= 1024;
    }
    format!("{sign}{size} B")
}

fn duration(nanoseconds: i64) -> String {
    const SHORT: [(&str, u64); 3] = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)];
    const LONG: [(&str, u64); 5] =
        [("wk", 604_800), ("day", 86_400), ("hr", 3600), ("min", 60), ("s", 1)];
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.unsigned_abs();
    let mut seconds = size / 1_000_000_000;
    if seconds < 60 {
        for (name, unit) in SHORT {
            if size >= unit {
                let thousandths = size % unit * 1000 / unit;
                let text = format!("{}.{thousandths:03}", size / unit);
                let short = text.trim_end_matches('0').trim_end_matches('.');
                return format!("{sign}{short}{name}");
            }
        }
        return if size == 0 { "0s".to_owned() } else { format!("{sign}{size}ns") };
    }
    let mut parts = Vec::new();
    for (name, unit) in LONG {
        if seconds >= unit {
            parts.push(format!("{}{name}", seconds / unit));
        } else if !parts.is_empty() {
            // Only neighbouring units are shown together: `3day`, not `3day 5s`.
            break;
        }
        seconds %= unit;
        if parts.len() == 2 {
            break;
        }
    }
    format!("{sign}{}", parts.join(" "))
}

fn binary(bytes: &[u8]) -> String {
    let shown = bytes.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>();
    let more =
        if bytes.len() > BYTES { format!(" … {} bytes", bytes.len()) } else { String::new() };
    format!("0x[{}{more}]", shown.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::scalar;

    #[test]
    fn numbers_read_well() {
        let float = |value| human(&scalar::float(value));
        assert_eq!(float(2.0), "2.0");
        assert_eq!(float(0.1 + 0.2), "0.3");
        assert_eq!(float(-1.0 / 3.0), "-0.3333");
        assert_eq!(float(0.00012), "1.2e-4");
        assert_eq!(float(1e300), "1.0e300");
        assert_eq!(float(f64::NAN), "NaN");
        assert_eq!(float(f64::NEG_INFINITY), "-inf");
        assert_eq!(human(&scalar::int(i64::MIN)), "-9223372036854775808");
    }

    #[test]
    fn sizes_and_times_have_units() {
        let size = |value| human(&scalar::filesize(value));
        assert_eq!(size(0), "0 B");
        assert_eq!(size(1023), "1023 B");
        assert_eq!(size(16_750_372_454), "15.6 GiB");
        assert_eq!(size(1_048_575), "1.0 MiB", "not 1024.0 KiB");
        assert_eq!(size(-1536), "-1.5 KiB");
        assert_eq!(size(i64::MAX), "8.0 EiB");
        let time = |value| human(&scalar::duration(value));
        assert_eq!(time(0), "0s");
        assert_eq!(time(999), "999ns");
        assert_eq!(time(5_020_000), "5.02ms");
        assert_eq!(time(-1_500_000_000), "-1.5s");
        assert_eq!(time(30_000_000_000), "30s");
        assert_eq!(time(90_000_000_000), "1min 30s");
        assert_eq!(time(86_400_000_000_000 * 3 + 5_000_000_000), "3day");
        assert_eq!(time(i64::MAX), "15250wk 1day");
    }

    #[test]
    fn the_rest_is_on_one_line() {
        assert_eq!(human(&scalar::null()), "∅");
        assert_eq!(human(&scalar::text("")), "");
        assert_eq!(human(&scalar::text("a\nb\u{1b}c")), "a↵b␛c");
        assert_eq!(human(&scalar::binary(vec![0, 255])), "0x[00 ff]");
        let row = scalar::record([("a".to_owned(), scalar::null())]);
        assert_eq!(human(&row), "{a: ∅}");
        assert_eq!(human(&scalar::list(vec![row])), "[table of 1 row]");
        let list = scalar::list(vec![scalar::int(1), scalar::text("x"), scalar::text("")]);
        assert_eq!(human(&list), "[1, x, \"\"]");
        let date = "2026-11-24T17:56:57.250+01:00".parse().unwrap();
        let date = Value::test_date(date);
        assert_eq!(human(&date), "2026-11-24T16:56:57.250Z");
    }
}
