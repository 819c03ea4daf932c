//! TOML in and out.

use chrono::DateTime;
use toml::Value as Toml;
use toml::value::Datetime;

use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, plain_scalar, scalar};

/// The record that `bytes` hold. A date with an offset is a date; one without, and a time of day, is
/// a text, for nobody knows which instant it is.
///
/// # Errors
/// They are no TOML, with line and column; or a date is out of range.
pub fn from_toml(bytes: &[u8]) -> Result<Value> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = place(bytes, error.valid_up_to());
        wrong(&format!("this is no TOML, line {line} column {column}: it is no UTF-8 text"))
            .help("save it as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = toml::from_str::<toml::Table>(text).map_err(|error| {
        let (line, column) = place(text.as_bytes(), error.span().map_or(0, |span| span.start));
        let what = error.message().lines().next().unwrap_or_default();
        wrong(&format!("this is no TOML, line {line} column {column}: {what}"))
            .help("texts stand in quotes, and a key and its value stand on one line")
    })?;
    value(Toml::Table(table))
}

fn value(mut toml: Toml) -> Result<Value> {
    // A time may be written without its seconds, which nobody else reads.
    if let Toml::Datetime(Datetime { time: Some(time), .. }) = &mut toml {
        time.second.get_or_insert(0);
    }
    Ok(match toml {
        Toml::String(val) => scalar::text(val),
        Toml::Integer(val) => scalar::int(val),
        Toml::Float(val) => scalar::float(val),
        Toml::Boolean(val) => scalar::boolean(val),
        Toml::Datetime(val) if val.date.is_some() && val.offset.is_some() => {
            let text = val.to_string();
            let instant = DateTime::parse_from_rfc3339(&text).ok();
            let nanoseconds = instant.and_then(|instant| instant.timestamp_nanos_opt());
            scalar::date(nanoseconds.ok_or_else(|| {
                wrong(&format!("{text} is no date between 1677 and 2262"))
                    .help("write it as a text, in quotes")
            })?)
        }
        Toml::Datetime(val) => scalar::text(val.to_string()),
        Toml::Array(items) => {
            scalar::list(items.into_iter().map(value).collect::<Result<Vec<_>>>()?)
        }
        Toml::Table(fields) => {
            let fields = fields.into_iter().map(|(name, field)| Ok((name, value(field)?)));
            scalar::record(fields.collect::<Result<Vec<_>>>()?)
        }
    })
}

/// The record `value` as a TOML document. Filesizes are bytes and durations nanoseconds, binary is
/// lower-case hexadecimal.
///
/// # Errors
/// It is no record, or there is a null in it, which TOML has no word for.
pub fn to_toml(value: &Value) -> Result<String> {
    let Value::Record { .. } = value else {
        let found = crate::value::type_of(value);
        return Err(wrong(&format!("a TOML document is a record, and this is of type {found}"))
            .help("give it a name: `{rows: $it} | to toml`")
            .into());
    };
    let toml = written(value, "")?;
    toml::to_string_pretty(&toml).map_err(|error| wrong(&error.to_string()).into())
}

/// `value`, which stands at `path`.
fn written(value: &Value, path: &str) -> Result<Toml> {
    Ok(match value {
        Value::Bool { val, .. } => Toml::Boolean(*val),
        Value::Int { val, .. } | Value::Duration { val, .. } => Toml::Integer(*val),
        Value::Filesize { val, .. } => Toml::Integer(val.get()),
        Value::Float { val, .. } => Toml::Float(*val),
        Value::Date { .. } => {
            let text = plain_scalar(value).unwrap_or_default();
            text.parse().map_or_else(|_| Toml::String(text), Toml::Datetime)
        }
        Value::List { vals, .. } => {
            let items = vals.iter().enumerate();
            let items = items.map(|(at, item)| written(item, &format!("{path}[{at}]")));
            Toml::Array(items.collect::<Result<Vec<_>>>()?)
        }
        Value::Record { val, .. } => {
            let fields = val.iter().map(|(name, field)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                Ok((name.clone(), written(field, &path)?))
            });
            Toml::Table(fields.collect::<Result<toml::Table>>()?)
        }
        Value::Nothing { .. } => {
            return Err(wrong(&format!("`{path}` is null, and TOML has no null"))
                .help("`default` gives it a value, `reject` takes it out")
                .into());
        }
        other => Toml::String(crate::value::plain_text(other)),
    })
}

/// Line and column, from 1 and in characters, of byte `at`.
fn place(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = bytes.get(..at).unwrap_or(bytes);
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    (lines + 1, String::from_utf8_lossy(line).chars().count() + 1)
}

fn wrong(message: &str) -> Diagnostic {
    Diagnostic::error(codes::FORMAT, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::to_json_text;

    #[test]
    fn what_toml_holds_comes_back() {
        let text = "z = 1\na = [1.5, \"x\\ty\"]\nat = 2026-11-24T16:56:57Z\n\n[t]\nb = true\n";
        let value = from_toml(text.as_bytes()).unwrap();
        let wanted = "{\"z\":1,\"a\":[1.5,\"x\\ty\"],\"at\":\"2026-11-24T16:56:57Z\",\
                      \"t\":{\"b\":true}}";
        assert_eq!(to_json_text(&value, false), wanted);
        assert_eq!(from_toml(to_toml(&value).unwrap().as_bytes()).unwrap(), value);
        let local = from_toml(b"a = 2026-11-24T16:56:57\nb = 16:56:57\nc = 2026-11-24\n").unwrap();
        let wanted = "{\"a\":\"2026-11-24T16:56:57\",\"b\":\"16:56:57\",\"c\":\"2026-11-24\"}";
        assert_eq!(to_json_text(&local, false), wanted);
    }

    #[test]
    fn an_error_has_its_place() {
        let told = |bytes: &[u8]| from_toml(bytes).unwrap_err().message;
        assert!(told(b"a = 1\nb = x\n").starts_with("this is no TOML, line 2 column 5: "));
        assert!(told(b"a = 1\na = 2\n").starts_with("this is no TOML, line 2 column 1: duplicate"));
        assert!(told(b"\n\xc3\xa9\xff").starts_with("this is no TOML, line 2 column 2: it is no"));
        assert!(told(b"a = 9999-01-01T00:00:00Z\n").contains("is no date between"));
        let deep = format!("a = {}", "[".repeat(100_000));
        assert!(told(deep.as_bytes()).starts_with("this is no TOML, line 1 column"));
        let null = scalar::record([("a".into(), scalar::list(vec![scalar::null()]))]);
        assert_eq!(to_toml(&null).unwrap_err().message, "`a[0]` is null, and TOML has no null");
        assert!(to_toml(&scalar::int(1)).unwrap_err().message.contains("of type int"));
    }
}
