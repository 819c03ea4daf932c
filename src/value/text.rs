//! Values as the text that stands for them where texts and values are put together.

use nu_protocol::Value;

/// `value` as text, exactly, and as the language writes it where it has a form: `5`, `1.5`,
/// `4294967296B`, `90000000000ns` in the largest unit that loses nothing (`4GiB`, `90s`), dates in
/// ISO 8601, bytes in hexadecimal. Null is `null`; lists and records are written as such.
pub fn plain_text(value: &Value) -> String {
    match value {
        Value::Nothing { .. } => "null".to_owned(),
        Value::Bool { val, .. } => val.to_string(),
        Value::Int { val, .. } => val.to_string(),
        Value::Float { val, .. } => format!("{val:?}"),
        Value::String { val, .. } | Value::Glob { val, .. } => val.clone(),
        Value::Filesize { val, .. } => with_unit(val.get(), FILESIZES),
        Value::Duration { val, .. } => with_unit(*val, DURATIONS),
        Value::Date { val, .. } => val.to_utc().format("%Y-%m-%dT%H:%M:%S%.fZ").to_string(),
        Value::Binary { val, .. } => val.iter().map(|byte| format!("{byte:02x}")).collect(),
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

/// Units and what one of them is in the smallest, the largest first.
type Units = &'static [(&'static str, i64)];

const FILESIZES: Units = &[
    ("PiB", 1 << 50),
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

const DURATIONS: Units = &[
    ("wk", 604_800_000_000_000),
    ("day", 86_400_000_000_000),
    ("hr", 3_600_000_000_000),
    ("min", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// `amount` in the largest of `units` that divides it.
fn with_unit(amount: i64, units: Units) -> String {
    let fits = |(_, size): &&(&str, i64)| amount != 0 && amount % size == 0;
    let smallest = units.last().copied().unwrap_or(("", 1));
    let (name, size) = units.iter().find(fits).copied().unwrap_or(smallest);
    format!("{}{name}", amount / size)
}
