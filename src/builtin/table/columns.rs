//! Columns as polars expressions.

use polars::prelude::{Expr, PlSmallStr, Series, col, lit};

use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Column, Schema, Type, Value, physical, to_cell};

/// The column called `name`.
pub fn named(name: &str) -> Expr {
    col(PlSmallStr::from_str(name))
}

/// The columns of `schema`, in its order.
pub fn all(schema: &Schema) -> Vec<Expr> {
    schema.columns().iter().map(|column| named(&column.name)).collect()
}

/// `value` for every row, in a column of type `ty`.
///
/// # Errors
/// The value is not of that type.
pub fn literal(value: &Value, ty: &Type) -> Result<Expr> {
    let cell = to_cell(value, ty)?;
    let series = Series::from_any_values_and_dtype(PlSmallStr::EMPTY, &[cell], &physical(ty), true);
    let series = series.map_err(|error| Diagnostic::error(codes::INTERNAL, error.to_string()))?;
    Ok(lit(series).first())
}

/// The column `from` as one of type `ty`, which its values fit.
pub fn fitted(from: &Column, ty: &Type) -> Expr {
    let (is, wanted) = (physical(&from.ty), physical(ty));
    if is == wanted { named(&from.name) } else { named(&from.name).cast(wanted) }
}

/// A column that is there already.
pub fn taken(name: &str) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_NAME, format!("there is a column `{name}` already"))
}
