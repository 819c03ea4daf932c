//! The narrowest type that texts of cells have.

use chrono::{DateTime, NaiveDate, NaiveTime};

use crate::value::{Type, Value, scalar};

/// What the cells of a column have been so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow(Option<Type>);

impl Narrow {
    /// Look at `cell` too. An empty one says nothing.
    pub fn see(&mut self, cell: &[u8]) {
        // A text stays one, whatever comes.
        if self.0 == Some(Type::String) {
            return;
        }
        let Some(ty) = kind(cell) else { return };
        self.0 = Some(match (self.0.take(), ty) {
            (None, ty) => ty,
            (Some(Type::Int | Type::Float), Type::Float) => Type::Float,
            (Some(Type::Float), Type::Int) => Type::Float,
            (Some(before), ty) if before == ty => before,
            _ => Type::String,
        });
    }

    /// Bool, int, float, or string; the last where all were empty.
    pub fn ty(self) -> Type {
        self.0.unwrap_or(Type::String)
    }
}

/// What `cell` alone is; none where it is empty.
fn kind(cell: &[u8]) -> Option<Type> {
    let unsigned = cell.strip_prefix(b"-").unwrap_or(cell);
    let ty = match unsigned {
        [] if cell.is_empty() => return None,
        // A number would lose the zeros, so this is a code of some kind.
        [b'0', b'0'..=b'9', ..] => Type::String,
        digits if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            match parsed::<i64>(cell) {
                Some(_) => Type::Int,
                None => Type::String,
            }
        }
        _ if is_float(cell) => Type::Float,
        _ if is_bool(cell) => Type::Bool,
        _ => Type::String,
    };
    Some(ty)
}

/// Digits with a point or an exponent, or what stands for no finite number.
fn is_float(cell: &[u8]) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    let is_infinite = || matches!(cell, b"inf" | b"+inf" | b"-inf" | b"NaN" | b"+NaN" | b"-NaN");
    let has_point = || cell.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    match cell.iter().all(is_digit) {
        true => has_point() && parsed::<f64>(cell).is_some(),
        false => is_infinite(),
    }
}

/// Whether a cell is `true` or `false`, as different programs write them.
pub fn is_bool(cell: &[u8]) -> bool {
    cell.eq_ignore_ascii_case(b"true") || cell.eq_ignore_ascii_case(b"false")
}

fn parsed<T: std::str::FromStr>(cell: &[u8]) -> Option<T> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// The instant that `text` names, in nanoseconds since 1970.
pub fn instant(text: &str) -> Option<i64> {
    let instant = match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => instant.to_utc(),
        Err(_) => text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc(),
    };
    instant.timestamp_nanos_opt()
}

/// The value of a cell of a column of type `ty`, null where it is empty.
pub fn typed(cell: &str, ty: &Type) -> Value {
    let value = match ty {
        _ if cell.is_empty() => None,
        Type::Int => cell.parse().ok().map(scalar::int),
        Type::Float => cell.parse().ok().map(scalar::float),
        Type::Filesize => cell.parse().ok().map(scalar::filesize),
        Type::Duration => cell.parse().ok().map(scalar::duration),
        Type::Date => instant(cell).map(scalar::date),
        Type::Bool => Some(scalar::boolean(cell.eq_ignore_ascii_case("true"))),
        _ => Some(scalar::text(cell)),
    };
    value.unwrap_or_else(scalar::null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_narrow_as_its_cells() {
        let ty = |cells: &str| {
            let mut narrow = Narrow::default();
            cells.split(' ').for_each(|cell| narrow.see(cell.as_bytes()));
            narrow.ty().to_string()
        };
        for (cells, wanted) in [
            ("1 -2 ", "int"),
            ("1 2.5", "float"),
            ("2.5 1 1e3 -7e-05 .5 5.", "float"),
            ("NaN -inf 1", "float"),
            ("true False TRUE", "bool"),
            ("true 1", "string"),
            ("1 true 1", "string"),
            ("0 0.5 -0.5", "float"),
            ("08123 1", "string"),
            ("-07", "string"),
            ("00.5", "string"),
            ("99999999999999999999", "string"),
            ("+5", "string"),
            ("- 1", "string"),
            ("1.2.3", "string"),
            ("e5", "string"),
            ("", "string"),
            ("\u{fc} 1", "string"),
        ] {
            assert_eq!(ty(cells), wanted, "{cells}");
        }
    }
}
