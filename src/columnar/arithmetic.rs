//! Arithmetic on two scalars, shared by both paths.

use crate::syntax::ast::Binary;
use crate::value::Type;

/// In which numbers an operation is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// 64-bit integers: ints, bytes, nanoseconds.
    Int,
    /// 64-bit floats.
    Float,
    /// Texts, which are joined.
    Text,
}

/// The domain of `left operator right`; none where it is not computed in numbers or text.
pub fn domain(operator: Binary, left: &Type, right: &Type) -> Option<Domain> {
    let (left, right) = (left.non_null(), right.non_null());
    if left == right && *left == Type::String {
        return (operator == Binary::Add).then_some(Domain::Text);
    }
    let whole = |ty: &Type| matches!(ty, Type::Int | Type::Duration | Type::Filesize | Type::Date);
    if !(whole(left) || *left == Type::Float) || !(whole(right) || *right == Type::Float) {
        return None;
    }
    let float = *left == Type::Float || *right == Type::Float || operator == Binary::Divide;
    Some(if float { Domain::Float } else { Domain::Int })
}

/// `left operator right` in integers.
///
/// # Errors
/// The result does not exist or does not fit; the text says which.
pub fn int(operator: Binary, left: i64, right: i64) -> Result<i64, String> {
    let result = match operator {
        Binary::Add => left.checked_add(right),
        Binary::Subtract => left.checked_sub(right),
        Binary::Multiply => left.checked_mul(right),
        Binary::FloorDivide | Binary::Modulo if right == 0 => return Err(by_zero()),
        Binary::FloorDivide => floor_div(left, right),
        Binary::Modulo => left
            .checked_rem(right)
            .map(|rest| if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest }),
        Binary::Power => match u32::try_from(right) {
            Ok(exponent) => left.checked_pow(exponent),
            Err(_) if right < 0 => {
                return Err("an int has no negative power; make the base a float".to_owned());
            }
            Err(_) => None,
        },
        _ => None,
    };
    result.ok_or_else(|| format!("{left} {} {right} does not fit in 64 bits", operator.text()))
}

fn floor_div(left: i64, right: i64) -> Option<i64> {
    let quotient = left.checked_div(right)?;
    let exact = left.checked_rem(right)? == 0;
    Some(if !exact && (left < 0) != (right < 0) { quotient - 1 } else { quotient })
}

/// `left operator right` in floats.
///
/// # Errors
/// Division by zero.
pub fn float(operator: Binary, left: f64, right: f64) -> Result<f64, String> {
    let divides = matches!(operator, Binary::Divide | Binary::FloorDivide | Binary::Modulo);
    if divides && right == 0.0 {
        return Err(by_zero());
    }
    Ok(match operator {
        Binary::Add => left + right,
        Binary::Subtract => left - right,
        Binary::Multiply => left * right,
        Binary::Divide => left / right,
        Binary::FloorDivide => (left / right).floor(),
        Binary::Modulo => left - right * (left / right).floor(),
        Binary::Power => left.powf(right),
        _ => f64::NAN,
    })
}

/// A float as a whole amount, rounded to the nearest.
///
/// # Errors
/// It is no number or does not fit.
pub fn amount(value: f64) -> Result<i64, String> {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    #[expect(clippy::cast_precision_loss, reason = "the bound is a power of two")]
    if value.abs() < i64::MAX as f64 {
        Ok(value.round() as i64)
    } else {
        Err(format!("{value} does not fit in 64 bits"))
    }
}

fn by_zero() -> String {
    "division by zero".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_division_and_modulo_belong_together() {
        for (left, right) in [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (-6, 3), (0, 5)] {
            let quotient = int(Binary::FloorDivide, left, right).unwrap();
            let rest = int(Binary::Modulo, left, right).unwrap();
            assert_eq!(quotient * right + rest, left, "{left} {right}");
            assert!(rest == 0 || (rest < 0) == (right < 0), "{left} {right}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert!(int(Binary::Add, i64::MAX, 1).is_err());
        assert!(int(Binary::FloorDivide, i64::MIN, -1).is_err());
        assert!(int(Binary::Power, 10, 40).is_err());
        assert!(int(Binary::Power, 2, -1).is_err());
        assert!(float(Binary::Divide, 1.0, 0.0).is_err());
        assert!(amount(1e300).is_err());
    }
}
