//! Numbers in and out of the commands on single ones.

use crate::builtin::given;
use crate::diag::{Diagnostic, Result, codes};
use crate::value::Value;

/// `value` as a float.
///
/// # Errors
/// It is no number.
#[expect(clippy::cast_precision_loss, reason = "ints meet floats in floats")]
pub fn float(value: &Value) -> Result<f64> {
    match value {
        Value::Int { val, .. } => Ok(*val as f64),
        Value::Float { val, .. } => Ok(*val),
        other => Err(given::unlike(other, "a number")),
    }
}

/// `value`, which has no fraction, as an int.
///
/// # Errors
/// It does not fit.
pub fn whole(value: f64) -> Result<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    #[expect(clippy::cast_precision_loss, reason = "the bound is a power of two")]
    if value.abs() < i64::MAX as f64 {
        return Ok(value as i64);
    }
    let message = format!("{value:?} does not fit in 64 bits");
    Err(Diagnostic::error(codes::ARITHMETIC, message).into())
}

/// `result`, which is none where it is no number.
///
/// # Errors
/// It is none, though `input` was a number.
pub fn existing(result: f64, input: f64, what: &str) -> Result<f64> {
    if result.is_finite() || !input.is_finite() {
        return Ok(result);
    }
    let message = format!("{input:?} has no {what}");
    Err(Diagnostic::error(codes::ARITHMETIC, message).into())
}
