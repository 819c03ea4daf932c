//! Plain scalars of YAML 1.1, which Ansible reads: `no` is false, `0644` is 420, `1:30` is 90.
//!
//! The rules are those of the types `bool`, `int`, `float`, `null` and `timestamp` at
//! <https://yaml.org/type/>, where PyYAML narrows them as PyYAML does: `y` and `n` are texts, and so
//! is a float with an exponent that has no sign.

use std::sync::LazyLock;

use regex::Regex;

use crate::inventory::node::Kind;

/// What the plain scalar `text` is. A date is a text in the form of ISO 8601, and so is a number that
/// does not fit in 64 bits in the form it has.
pub(super) fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Kind::Bool(true);
        }
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Kind::Bool(false);
        }
        _ => {}
    }
    let begins = |char: char| char.is_ascii_digit() || matches!(char, '+' | '-' | '.');
    if !text.starts_with(begins) {
        return Kind::Text(text.to_owned());
    }
    let is = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|known| known.is_match(text));
    let number = if is(&INT) {
        int(text).map(Kind::Int)
    } else if is(&FLOAT) {
        float(text).map(Kind::Float)
    } else {
        timestamp(text).map(Kind::Text)
    };
    number.unwrap_or_else(|| Kind::Text(text.to_owned()))
}

// Each of them is valid, which a test holds.
static INT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+\
         |[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
    )
    .ok()
});

static FLOAT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^(?:[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?\
         |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$",
    )
    .ok()
});

static DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^[0-9]{4}-[0-9]{2}-[0-9]{2}$").ok());

static INSTANT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})\
         (?:\\.([0-9]*))?(?:[ \\t]*(Z|([-+])([0-9][0-9]?)(?::([0-9]{2}))?))?$",
    )
    .ok()
});

fn int(text: &str) -> Option<i64> {
    let text = text.replace('_', "");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let whole = |digits: &str, radix| i64::from_str_radix(&format!("{sign}{digits}"), radix).ok();
    if let Some(digits) = digits.strip_prefix("0b") {
        return whole(digits, 2);
    }
    if let Some(digits) = digits.strip_prefix("0x") {
        return whole(digits, 16);
    }
    if digits.starts_with('0') && digits.len() > 1 {
        return whole(digits, 8);
    }
    if digits.contains(':') {
        let mut number = 0_i64;
        for part in digits.split(':') {
            number = number.checked_mul(60)?.checked_add(part.parse().ok()?)?;
        }
        return Some(if sign.is_empty() { number } else { -number });
    }
    whole(digits, 10)
}

fn float(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_lowercase();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(&text)),
    };
    let number = match digits {
        ".inf" => f64::INFINITY,
        ".nan" => f64::NAN,
        _ if digits.contains(':') => {
            let mut number = 0.0;
            for part in digits.split(':') {
                number = number * 60.0 + part.parse::<f64>().ok()?;
            }
            number
        }
        _ => digits.parse().ok()?,
    };
    Some(sign * number)
}

/// The date that `text` is, as ISO 8601 has it.
fn timestamp(text: &str) -> Option<String> {
    if DAY.as_ref()?.is_match(text) {
        return Some(text.to_owned());
    }
    let parts = INSTANT.as_ref()?.captures(text)?;
    let part = |at: usize| parts.get(at).map_or("", |part| part.as_str());
    let mut iso = format!(
        "{}-{:0>2}-{:0>2}T{:0>2}:{}:{}",
        part(1),
        part(2),
        part(3),
        part(4),
        part(5),
        part(6)
    );
    let micros = part(7).get(..part(7).len().min(6)).unwrap_or_default();
    if micros.contains(|char| char != '0') {
        iso.push_str(&format!(".{micros:0<6}"));
    }
    match (part(8), part(9)) {
        ("", _) => {}
        ("Z", _) => iso.push_str("+00:00"),
        (_, sign) => iso.push_str(&format!("{sign}{:0>2}:{:0>2}", part(10), part(11))),
    }
    Some(iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_are_valid() {
        for pattern in [&INT, &FLOAT, &DAY, &INSTANT] {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn what_stands_without_quotes_has_a_type() {
        let is = |text: &str, wanted: &str| assert_eq!(format!("{:?}", resolve(text)), wanted);
        is("no", "Bool(false)");
        is("On", "Bool(true)");
        is("y", "Text(\"y\")");
        is("0644", "Int(420)");
        is("-1:30", "Int(-90)");
        is("0b", "Text(\"0b\")");
        is("99999999999999999999", "Text(\"99999999999999999999\")");
        is("1e3", "Text(\"1e3\")");
        is("-.inf", "Float(-inf)");
        is("2024-1-2 3:04:05.50 +2", "Text(\"2024-01-02T03:04:05.500000+02:00\")");
        is("~", "Null");
    }
}
