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
