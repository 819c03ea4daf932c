//! Whether a value looks like a pattern.

use super::{Stored, Variables};
use crate::columnar::equal;
use crate::plan::PlannedPattern;
use crate::value::{Value, scalar, type_of};

/// Whether `value` looks like `pattern`; names of the pattern are set then.
pub(super) fn fits(pattern: &PlannedPattern, value: &Value, variables: &mut Variables) -> bool {
    match pattern {
        PlannedPattern::Any => true,
        PlannedPattern::Name(name) => {
            variables.set(name.clone(), Stored::Value(value.clone()));
            true
        }
        PlannedPattern::Type(name, ty) => {
            let fits = type_of(value).fits(ty);
            if let Some(name) = name.as_ref().filter(|_| fits) {
                variables.set(name.clone(), Stored::Value(value.clone()));
            }
            fits
        }
        PlannedPattern::Value(range @ Value::Range { .. }) => {
            matches!(value, Value::Int { val, .. } if scalar::contains(range, *val))
        }
        PlannedPattern::Value(wanted) => equal(wanted, value),
        PlannedPattern::List(items, rest) => {
            let Value::List { vals, .. } = value else { return false };
            if vals.len() < items.len() || (rest.is_none() && vals.len() > items.len()) {
                return false;
            }
            let fine =
                items.iter().zip(vals.iter()).all(|(item, value)| fits(item, value, variables));
            if let (true, Some(Some(name))) = (fine, rest) {
                let left = vals.iter().skip(items.len()).cloned().collect();
                variables.set(name.clone(), Stored::Value(scalar::list(left)));
            }
            fine
        }
        PlannedPattern::Record(fields) => {
            let Value::Record { val, .. } = value else { return false };
            fields.iter().all(|(name, pattern)| {
                val.get(name).is_some_and(|field| fits(pattern, field, variables))
            })
        }
    }
}
