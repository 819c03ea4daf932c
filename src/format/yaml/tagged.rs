//! YAML scalars as values, by their tags and by the core schema.

use saphyr_parser::{Marker, Tag};

use super::wrong;
use crate::diag::{Diagnostic, Result};
use crate::value::{Value, scalar};

/// The scalar `text` by its tag, or by the core schema.
pub(super) fn typed(text: &str, plain: bool, tag: Option<&Tag>, at: Marker) -> Result<Value> {
    let Some(tag) = tag else {
        return if plain { plain_scalar(text, at) } else { Ok(scalar::text(text)) };
    };
    let tag_name = name(tag);
    match (tag_name.as_str(), plain_scalar(text, at)) {
        ("!!str" | "!", _) => Ok(scalar::text(text)),
        ("!!binary", _) => binary(text, at),
        ("!!int", Ok(value @ Value::Int { .. }))
        | ("!!float", Ok(value @ Value::Float { .. }))
        | ("!!bool", Ok(value @ Value::Bool { .. }))
        | ("!!null", Ok(value @ Value::Nothing { .. })) => Ok(value),
        #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
        ("!!float", Ok(Value::Int { val, .. })) => Ok(scalar::float(val as f64)),
        ("!!int" | "!!float" | "!!bool" | "!!null", _) => {
            let message = format!("`{}` is no value of the type `{tag_name}`", text.escape_debug());
            Err(wrong(at, &message, "take out the tag, or write another value"))
        }
        _ => Err(unknown(tag, at)),
    }
}

fn binary(text: &str, at: Marker) -> Result<Value> {
    let digits = text.split_ascii_whitespace().collect::<String>();
    let bytes = data_encoding::BASE64.decode(digits.as_bytes()).map_err(|error| {
        wrong(at, &format!("this is no Base64: {error}"), "see whether its end is missing")
    })?;
    Ok(scalar::binary(bytes))
}

/// A plain scalar by the core schema.
fn plain_scalar(text: &str, at: Marker) -> Result<Value> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let integer = |number: std::result::Result<i64, _>| {
        number.map(scalar::int).map_err(|_: std::num::ParseIntError| {
            let message = format!("the number {text} does not fit in 64 bits");
            wrong(at, &message, "write it as a text, in quotes")
        })
    };
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => scalar::null(),
        "true" | "True" | "TRUE" => scalar::boolean(true),
        "false" | "False" | "FALSE" => scalar::boolean(false),
        ".nan" | ".NaN" | ".NAN" => scalar::float(f64::NAN),
        _ if matches!(unsigned, ".inf" | ".Inf" | ".INF") => {
            scalar::float(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
        }
        _ if is_digits(unsigned) => integer(text.parse())?,
        _ if is_float(unsigned) => text.parse().map_or_else(|_| scalar::text(text), scalar::float),
        _ => match text.split_at_checked(2) {
            Some(("0o", digits)) if is_of_radix(digits, 8) => {
                integer(i64::from_str_radix(digits, 8))?
            }
            Some(("0x", digits)) if is_of_radix(digits, 16) => {
                integer(i64::from_str_radix(digits, 16))?
            }
            _ => scalar::text(text),
        },
    })
}

fn is_of_radix(digits: &str, radix: u32) -> bool {
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix))
}

/// Whether `text` is a float of the core schema, without a sign.
fn is_float(text: &str) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    let number = match number.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && whole.len() + part.len() > 0,
        None => !number.is_empty() && digits(number),
    };
    number && exponent
}

/// The tag as it is written.
pub(super) fn name(tag: &Tag) -> String {
    // In whatever way it is written, these are those of YAML itself.
    let whole = format!("{}{}", tag.handle, tag.suffix);
    match whole.strip_prefix("tag:yaml.org,2002:") {
        Some(own) => format!("!!{own}"),
        None => whole,
    }
}

/// What is wrong with a tag that is none of the core schema.
pub(super) fn unknown(tag: &Tag, at: Marker) -> Box<Diagnostic> {
    let message = format!("the tag `{}` says nothing here", name(tag).escape_debug());
    let help = "take it out; only the tags of YAML itself have a type here, such as `!!str`";
    wrong(at, &message, help)
}
