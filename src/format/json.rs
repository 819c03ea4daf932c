//! JSON in and out, with nothing lost that JSON can hold.

use serde_json::{Map, Number, Value as Json};

use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, scalar};

/// How deep values may nest.
const DEPTH: usize = 128;

/// `value` as JSON.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool { val, .. } => Json::Bool(*val),
        Value::Int { val, .. } | Value::Duration { val, .. } => Json::from(*val),
        Value::Filesize { val, .. } => Json::from(val.get()),
        Value::Float { val, .. } => Number::from_f64(*val).map_or(Json::Null, Json::Number),
        Value::String { val, .. } => Json::String(val.clone()),
        Value::Date { val, .. } => {
            Json::String(val.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
        }
        Value::Binary { val, .. } => Json::String(hex(val)),
        Value::List { vals, .. } => Json::Array(vals.iter().map(to_json).collect()),
        Value::Record { val, .. } => {
            let fields = val.iter().map(|(name, value)| (name.clone(), to_json(value)));
            Json::Object(fields.collect::<Map<_, _>>())
        }
        _ => Json::Null,
    }
}

/// `value` as JSON text on one line, or on lines indented by two spaces.
pub fn to_json_text(value: &Value, pretty: bool) -> String {
    let json = to_json(value);
    let text = if pretty { serde_json::to_string_pretty(&json) } else { Ok(json.to_string()) };
    text.unwrap_or_default()
}

/// The one document that `bytes` hold.
///
/// # Errors
/// They are no JSON, with line and column; or an integer does not fit in 64 bits, or it nests
/// deeper than 128.
pub fn from_json(bytes: &[u8]) -> Result<Value> {
    let json = serde_json::from_slice::<Json>(bytes).map_err(|error| wrong(&error, 0))?;
    value(json, 0)
}

/// A list of the documents that `bytes` hold, one a line; blank lines are skipped.
///
/// # Errors
/// As for [`from_json`].
pub fn from_ndjson(bytes: &[u8]) -> Result<Value> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    let values = lines.map(|(at, line)| {
        let json = serde_json::from_slice::<Json>(line).map_err(|error| wrong(&error, at))?;
        value(json, 0)
    });
    Ok(scalar::list(values.collect::<Result<Vec<_>>>()?))
}

fn value(json: Json, depth: usize) -> Result<Value> {
    if depth > DEPTH {
        return Err(Diagnostic::error(codes::FORMAT, format!("nested deeper than {DEPTH}")).into());
    }
    Ok(match json {
        Json::Null => scalar::null(),
        Json::Bool(val) => scalar::boolean(val),
        Json::String(val) => scalar::text(val),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(val), _) => scalar::int(val),
            (None, Some(val)) if number.is_f64() => scalar::float(val),
            _ => {
                let message = format!("the number {number} does not fit in 64 bits");
                return Err(Diagnostic::error(codes::FORMAT, message)
                    .help("write it as a text, in quotes")
                    .into());
            }
        },
        Json::Array(items) => {
            let items = items.into_iter().map(|item| value(item, depth + 1));
            scalar::list(items.collect::<Result<Vec<_>>>()?)
        }
        Json::Object(fields) => {
            let fields =
                fields.into_iter().map(|(name, field)| Ok((name, value(field, depth + 1)?)));
            scalar::record(fields.collect::<Result<Vec<_>>>()?)
        }
    })
}

fn wrong(error: &serde_json::Error, lines_before: usize) -> Box<Diagnostic> {
    let (line, column) = (error.line() + lines_before, error.column());
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text);
    let (reason, help) = match reason {
        _ if reason.starts_with("EOF") => {
            ("the text ends too early", "see whether a quote, a `}` or a `]` is missing at the end")
        }
        "trailing characters" => (
            "there is more behind its end",
            "one object a line is another format: `open FILE --format ndjson`",
        ),
        other => (other, "see whether a comma or a quote is missing just before that place"),
    };
    let message = format!("this is no JSON, line {line} column {column}: {reason}");
    Diagnostic::error(codes::FORMAT, message).help(help).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_holds_comes_back() {
        let text = r#"{"z":[1,2.5,null,true,"ñ\n"],"a":{"b":-9223372036854775808}}"#;
        let value = from_json(text.as_bytes()).unwrap();
        assert_eq!(to_json_text(&value, false), text);
    }

    #[test]
    fn an_error_names_its_line() {
        let error = from_ndjson(b"{}\n\n{\"a\":}\n").unwrap_err();
        assert_eq!(error.message, "this is no JSON, line 3 column 6: expected value");
        assert!(from_json(b"18446744073709551616").is_err() || from_json(b"1e400").is_err());
        assert!(from_json("[".repeat(100_000).as_bytes()).is_err());
    }
}
