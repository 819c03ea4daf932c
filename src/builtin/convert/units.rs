//! Durations and filesizes in texts: the units that the language has.

use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::units::DATA;

/// The value of one unit `name` of `units`.
///
/// # Errors
/// There is none, with the names there are.
pub fn factor(name: &str, units: &[(&str, i64)]) -> Result<i64> {
    let same = |known: &str| known == name || (units == DATA && known.eq_ignore_ascii_case(name));
    let found = units.iter().find(|(known, _)| same(known));
    found.map(|(_, factor)| *factor).ok_or_else(|| {
        let names = units.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        Diagnostic::error(codes::BAD_ARGUMENT, format!("no unit `{name}`"))
            .maybe_help(did_you_mean(name, "units", &names))
            .into()
    })
}

/// The sum of the amounts in `text`, such as `1hr 30min`; none when it is no such text or the sum
/// does not fit. A number without a unit is counted in `bare`, if that is given.
pub fn sum(text: &str, units: &[(&str, i64)], bare: Option<i64>) -> Option<i64> {
    let text = text.trim();
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut sum = 0_i128;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_')));
        let (number, after) = rest.split_at(digits.unwrap_or(rest.len()));
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let factor = if unit.is_empty() { bare? } else { factor(unit, units).ok()? };
        sum = sum.checked_add(scaled(number, factor)?)?;
        rest = after.trim_start();
        if unit.is_empty() && !rest.is_empty() {
            return None;
        }
    }
    let some = text.contains(|c: char| c.is_ascii_digit());
    let sum = i64::try_from(if negative { -sum } else { sum }).ok()?;
    some.then_some(sum)
}

/// `number` times `factor`, rounded towards zero; exact in all digits of the fraction.
fn scaled(number: &str, factor: i64) -> Option<i128> {
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let factor = i128::from(factor);
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i128>().ok()? };
    if fraction.len() > 15 || (number.starts_with('.') && fraction.is_empty()) {
        return None;
    }
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = if fraction.is_empty() { 0 } else { fraction.parse::<i128>().ok()? };
    whole.checked_mul(factor)?.checked_add(part.checked_mul(factor)? / scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::units::TIME;

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(sum("1hr 30min", TIME, None), Some(5_400_000_000_000));
        assert_eq!(sum("-1.5 s", TIME, None), Some(-1_500_000_000));
        assert_eq!(sum("4KiB", DATA, None), Some(4096));
        assert_eq!(sum("1.5 gb", DATA, None), Some(1_500_000_000));
        assert_eq!(sum("17", DATA, Some(1)), Some(17));
        for wrong in ["", "-", "s", "5", "5 5s", "5 parsecs", "1e3s", "9223372036854775807wk", "."]
        {
            assert_eq!(sum(wrong, TIME, None), None, "{wrong}");
        }
    }
}
