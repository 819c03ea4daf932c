//! What words without quotes mean.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use super::Parsed;
use crate::value::units::{DATA, TIME};
use crate::value::{Value, scalar};

/// What a word without quotes means; a text where it is nothing else.
pub fn meaning(word: &str) -> Parsed<Value> {
    match word {
        "null" => return Ok(scalar::null()),
        "true" => return Ok(scalar::boolean(true)),
        "false" => return Ok(scalar::boolean(false)),
        "inf" | "+inf" | "Infinity" => return Ok(scalar::float(f64::INFINITY)),
        "-inf" | "-Infinity" => return Ok(scalar::float(f64::NEG_INFINITY)),
        "NaN" | "nan" => return Ok(scalar::float(f64::NAN)),
        _ => {}
    }
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Ok(scalar::text(word));
    }
    let plain = word.replace('_', "");
    let known = whole(&plain)
        .or_else(|| amount(&plain))
        .or_else(|| date(word).map(Ok))
        .or_else(|| range(&plain));
    if let Some(value) = known {
        return value;
    }
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+');
    match plain.parse::<f64>() {
        Ok(float) if plain.chars().all(digits) => Ok(scalar::float(float)),
        _ => Ok(scalar::text(word)),
    }
}

fn whole(word: &str) -> Option<Parsed<Value>> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    };
    let (digits, radix) = match digits.get(..2) {
        Some("0x") => (digits.get(2..)?, 16),
        Some("0o") => (digits.get(2..)?, 8),
        Some("0b") => (digits.get(2..)?, 2),
        _ => (digits, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let number = i64::from_str_radix(&format!("{sign}{digits}"), radix);
    Some(number.map(scalar::int).map_err(|_| format!("`{word}` does not fit in 64 bits")))
}

/// A duration or a filesize.
fn amount(word: &str) -> Option<Parsed<Value>> {
    let end = word.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (number, unit) = word.split_at(end);
    let time = TIME.iter().find(|(name, _)| *name == unit);
    let data = DATA.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit));
    let make = if time.is_some() { scalar::duration } else { scalar::filesize };
    let scale = time.or(data)?.1;
    let exact = match number.parse::<i64>() {
        Ok(number) => number.checked_mul(scale),
        Err(_) => {
            #[expect(clippy::cast_precision_loss, reason = "it is a product with a fraction")]
            let amount = number.parse::<f64>().ok()? * scale as f64;
            #[expect(clippy::cast_possible_truncation, reason = "it is looked at before")]
            (amount.abs() < 9.2e18).then(|| amount.round() as i64)
        }
    };
    Some(exact.map(make).ok_or_else(|| format!("`{word}` does not fit in 64 bits")))
}

/// An instant; UTC where it has no zone, and midnight where it has no time.
fn date(word: &str) -> Option<Value> {
    let instant = DateTime::parse_from_rfc3339(word).map(|date| date.to_utc()).ok();
    let plain = || word.parse::<NaiveDateTime>().ok().map(|date| date.and_utc());
    let day = || word.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let instant = instant.or_else(plain).or_else(day)?;
    instant.timestamp_nanos_opt().map(scalar::date)
}

/// A range such as `1..5`, `1..<5`, `1..3..9` or `1..`.
fn range(word: &str) -> Option<Parsed<Value>> {
    let (start, rest) = word.split_once("..")?;
    let start = start.parse().ok()?;
    let (next, end) = match rest.split_once("..") {
        Some((next, end)) => (Some(next.parse().ok()?), end),
        None => (None, rest),
    };
    let (end, inclusive) = match (end.strip_prefix('<'), end.strip_prefix('=')) {
        (Some(end), _) => (end, false),
        (None, Some(end)) => (end, true),
        (None, None) => (end, true),
    };
    let end = if end.is_empty() { None } else { Some(end.parse().ok()?) };
    let made = scalar::range(start, next, end, inclusive);
    Some(made.ok_or_else(|| format!("`{word}` is a range without numbers")))
}
