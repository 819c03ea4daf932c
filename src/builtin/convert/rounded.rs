//! What the commands that write an amount in a unit have in common.

use super::units;
use crate::command::{Args, Checking, Flag, Shape};
use crate::diag::Result;
use crate::value::{Type, Value, scalar};

/// How many digits there are behind the point.
pub const PRECISION: Flag = Flag {
    name: "precision",
    short: Some('p'),
    shape: Some(Shape::Count),
    doc: "how many digits behind the point",
};

/// More digits than a float has would be made up.
const MOST: usize = 17;

/// A text; the unit must be one of `units`.
pub fn output(checking: &mut Checking<'_>, units: &[(&str, i64)]) -> Type {
    let args = checking.args;
    if let Some((name, span)) = args.texts("unit").next()
        && let Err(problem) = units::factor(name, units)
    {
        checking.problem(*problem.or_at(span));
    }
    Type::String
}

/// `amount` in the unit of `units` that is asked for, with the digits that are asked for or else
/// with as many of two as are no zeros.
///
/// # Errors
/// There is no such unit.
pub fn written(amount: i64, args: &Args, units: &[(&str, i64)]) -> Result<Value> {
    let unit = args.text("unit").unwrap_or_default();
    let factor = units::factor(unit, units)?;
    #[expect(clippy::cast_precision_loss, reason = "it is rounded for people")]
    let amount = amount as f64 / factor as f64;
    let amount = match args.count("precision") {
        Some(digits) => format!("{amount:.*}", digits.min(MOST)),
        None => {
            let digits = format!("{amount:.2}");
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    Ok(scalar::text(format!("{amount} {unit}")))
}
