//! Values as YAML 1.2 that readers of YAML 1.1 read alike.

use crate::value::{Value, plain_text};

/// `value` as one YAML document, with a line feed at its end.
///
/// Filesizes are bytes and durations nanoseconds; dates stand plain, binary has its tag.
pub fn to_yaml(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

/// A longer name has to be marked as one: readers look no further ahead for its colon than 1,024
/// characters.
const LONGEST_NAME: usize = 1000;

/// Add `value` to the line at the end of `text`; its further lines are indented by `indent` blanks.
fn write(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::List { vals, .. } if !vals.is_empty() => {
            for (at, value) in vals.iter().enumerate() {
                if at > 0 {
                    new_line(indent, text);
                }
                text.push_str("- ");
                write(value, indent + 2, text);
            }
        }
        Value::Record { val, .. } if !val.is_empty() => {
            for (at, (name, value)) in val.iter().enumerate() {
                if at > 0 {
                    new_line(indent, text);
                }
                let name = string(name);
                if name.len() > LONGEST_NAME {
                    text.push_str("? ");
                    text.push_str(&name);
                    new_line(indent, text);
                } else {
                    text.push_str(&name);
                }
                text.push(':');
                if has_parts(value) {
                    new_line(indent + 2, text);
                } else {
                    text.push(' ');
                }
                write(value, indent + 2, text);
            }
        }
        other => text.push_str(&word(other)),
    }
}

fn new_line(indent: usize, text: &mut String) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
}

fn has_parts(value: &Value) -> bool {
    match value {
        Value::List { vals, .. } => !vals.is_empty(),
        Value::Record { val, .. } => !val.is_empty(),
        _ => false,
    }
}

/// A value of one word.
fn word(value: &Value) -> String {
    match value {
        Value::Nothing { .. } => "null".to_owned(),
        Value::Bool { val, .. } => val.to_string(),
        Value::Int { val, .. } | Value::Duration { val, .. } => val.to_string(),
        Value::Filesize { val, .. } => val.get().to_string(),
        Value::Float { val, .. } => float(*val),
        Value::Date { .. } => plain_text(value),
        Value::Binary { val, .. } => {
            format!("!!binary {}", quoted(&data_encoding::BASE64.encode(val)))
        }
        Value::List { .. } => "[]".to_owned(),
        Value::Record { .. } => "{}".to_owned(),
        Value::String { val, .. } => string(val),
        other => string(&plain_text(other)),
    }
}

fn float(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = format!("{value:?}");
    // YAML 1.1 wants a point before the exponent, and a sign in it.
    match text.split_once('e') {
        Some((number, exponent)) => {
            let point = if number.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{number}{point}e{sign}{exponent}")
        }
        None => text,
    }
}

/// A text, plain where no reader takes it for something else.
fn string(text: &str) -> String {
    const WORDS: [&str; 10] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan"];
    let is_plain = |char: char| {
        char.is_alphanumeric() || matches!(char, '_' | '-' | '/' | '.' | '+' | '@' | '%')
    };
    let begins =
        text.chars().next().is_some_and(|char| char.is_alphabetic() || matches!(char, '_' | '/'));
    let word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    let blanks = text.split(' ').all(|word| !word.is_empty() && word.chars().all(is_plain));
    if begins && !word && blanks { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut quoted = String::with_capacity(json.len());
    for char in json.chars() {
        // JSON lets these stand as they are, YAML has them for unprintable.
        match char {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(char)));
            }
            other => quoted.push(other),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::from_yaml;
    use crate::value::any::any_value;
    use crate::value::scalar;

    #[test]
    fn it_reads_well() {
        let inner =
            scalar::record([("port".into(), scalar::int(22)), ("on".into(), scalar::text("no"))]);
        let list = scalar::list(vec![
            scalar::text("a b"),
            scalar::list(vec![inner.clone(), scalar::null()]),
        ]);
        let value = scalar::record([
            ("host".into(), scalar::text("web-01")),
            ("empty".into(), scalar::list(vec![])),
            ("list".into(), list),
            ("inner".into(), inner),
            ("size".into(), scalar::filesize(1024)),
            ("bytes".into(), scalar::binary(vec![0, 255])),
            ("much".into(), scalar::float(1e300)),
        ]);
        let wanted = "host: web-01\nempty: []\nlist:\n  - a b\n  - - port: 22\n      \"on\": \"no\"\n    - null\n\
                      inner:\n  port: 22\n  \"on\": \"no\"\nsize: 1024\nbytes: !!binary \"AP8=\"\n\
                      much: 1.0e+300\n";
        assert_eq!(to_yaml(&value), wanted);
        assert_eq!(to_yaml(&scalar::text("x: y")), "\"x: y\"\n");
        assert_eq!(to_yaml(&scalar::list(vec![scalar::int(1)])), "- 1\n");
    }

    /// What of `value` YAML keeps: units and dates become what they are written as.
    fn kept(value: Value) -> Value {
        match value {
            Value::Duration { val, .. } => scalar::int(val),
            Value::Filesize { val, .. } => scalar::int(val.get()),
            Value::Date { .. } => scalar::text(plain_text(&value)),
            Value::Float { val, .. } if val.is_nan() => scalar::text("nan"),
            Value::List { vals, .. } => scalar::list(vals.iter().cloned().map(kept).collect()),
            Value::Record { val, .. } => {
                scalar::record(val.iter().map(|(name, value)| (name.clone(), kept(value.clone()))))
            }
            other => other,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in any_value()) {
            let text = to_yaml(&value);
            let read = from_yaml(text.as_bytes());
            prop_assert!(read.is_ok(), "{text}\n{read:?}");
            prop_assert_eq!(kept(read.unwrap()), kept(value), "{}", text);
        }

        #[test]
        fn any_text_is_read_again(text in any::<String>()) {
            let value = scalar::record([(text.clone(), scalar::text(&text))]);
            let written = to_yaml(&value);
            prop_assert_eq!(from_yaml(written.as_bytes()).unwrap(), value, "{}", written);
        }
    }
}
