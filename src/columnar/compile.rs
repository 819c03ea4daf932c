//! Typed expressions as polars expressions.

use std::sync::Arc;

use polars::prelude::{
    Column, DataType, Expr, Field, IntoColumn, PlSmallStr, PolarsError, PolarsResult, Series, col,
    lit, map_multiple,
};

use super::arithmetic::{Domain, domain};
use super::{Names, evaluate, fold, kernel};
use crate::diag::{Diagnostic, Result};
use crate::plan::{Typed, TypedKind};
use crate::syntax::ast::{Binary, Unary};
use crate::value::{ColumnExpr, Type, Value, from_cell, physical, scalar, to_cell};

/// `typed` over the columns of a table. Variables and pipelines in it must have been replaced by
/// their values. What polars cannot express is evaluated row by row within it.
///
/// # Errors
/// A literal is not of the type that it was given; only by a defect.
pub fn compile(typed: &Typed) -> Result<ColumnExpr> {
    // polars goes down an expression once a level, on threads with small stacks.
    let compiled = if depth(typed) > DEEPEST { row_by_row(typed) } else { expression(typed) };
    let compiled = compiled?;
    Ok(ColumnExpr(if may_fail(typed) { in_place(compiled, &typed.ty) } else { compiled }))
}

/// `expr` computed for the rows that come to it and for no others. polars takes conditions of
/// neighbouring filters together, and moves them past what computes columns; a calculation that
/// has no result for some row would then fail for rows that were left out before, or not fail for
/// rows that are left out later. It does neither with what looks at a whole column.
fn in_place(expr: Expr, ty: &Type) -> Expr {
    let same = |columns: &mut [Column]| columns.first().cloned().ok_or_else(arity);
    map_multiple(same, [expr, lit(true).first()], output(ty))
}

/// Whether some part of `typed` is evaluated row by row, as far as that is known before its
/// variables have values.
pub fn is_row_wise(typed: &Typed) -> bool {
    use Binary as B;
    let flat =
        |ty: &Type| !matches!(ty, Type::List(_) | Type::Record(_) | Type::Table(_) | Type::Unknown);
    let here = match &typed.kind {
        TypedKind::Literal(_) | TypedKind::Column(_) => false,
        TypedKind::Unary(Unary::Not, operand) => !is_truth(operand),
        TypedKind::Unary(Unary::Negate, _) => false,
        TypedKind::Binary(operator, left, right) => {
            let (a, b) = (left.ty.non_null(), right.ty.non_null());
            match operator {
                B::And | B::Or => may_fail(right) || !is_truth(left) || !is_truth(right),
                B::Otherwise => !flat(a) || !flat(b) || may_fail(right),
                B::Match | B::NotMatch => *a != Type::String || *b != Type::String,
                B::In | B::NotIn => match b {
                    Type::List(_) => !flat(a) || *a == Type::Nothing || !is_known(right),
                    Type::String => *a != Type::String,
                    _ => true,
                },
                B::Equal | B::NotEqual | B::Less | B::LessEqual | B::Greater | B::GreaterEqual => {
                    !flat(a) || !flat(b)
                }
                _ => domain(*operator, a, b).is_none(),
            }
        }
        // What has no columns is one value for all rows.
        _ => return !typed.columns().is_empty(),
    };
    depth(typed) > DEEPEST || here || typed.children().any(is_row_wise)
}

/// Whether `typed` is a literal by the time it is compiled.
fn is_known(typed: &Typed) -> bool {
    matches!(typed.kind, TypedKind::Literal(_) | TypedKind::Variable(_) | TypedKind::Pipeline(_))
}

/// How deep an expression may be that is left to polars.
const DEEPEST: usize = 32;

fn depth(typed: &Typed) -> usize {
    1 + typed.children().map(depth).max().unwrap_or(0)
}

fn expression(typed: &Typed) -> Result<Expr> {
    match &typed.kind {
        TypedKind::Literal(value) => literal(value, &typed.ty),
        TypedKind::Column(name) => Ok(col(PlSmallStr::from_str(name))),
        TypedKind::Unary(Unary::Not, operand) if is_truth(operand) => {
            Ok(expression(operand)?.not())
        }
        TypedKind::Unary(Unary::Negate, operand) => {
            let result = typed.ty.clone();
            let negate = move |columns: &mut [Column]| match columns {
                [operand] => kernel::negate(&result, operand),
                _ => Err(arity()),
            };
            Ok(map_multiple(negate, [expression(operand)?], output(&typed.ty)))
        }
        TypedKind::Binary(operator, left, right) => binary(*operator, left, right, typed),
        _ => row_by_row(typed),
    }
}

/// Whether polars knows `typed` as true or false; null alone has no type of its own.
fn is_truth(typed: &Typed) -> bool {
    *typed.ty.non_null() == Type::Bool
}

fn binary(operator: Binary, left: &Typed, right: &Typed, whole: &Typed) -> Result<Expr> {
    use Binary as B;
    let (a, b) = (left.ty.non_null(), right.ty.non_null());
    let flat =
        |ty: &Type| !matches!(ty, Type::List(_) | Type::Record(_) | Type::Table(_) | Type::Unknown);
    match operator {
        // polars computes both sides for all rows; the right one must not fail where the left one
        // has decided already.
        B::And | B::Or if may_fail(right) || !is_truth(left) || !is_truth(right) => {
            row_by_row(whole)
        }
        B::And => Ok(expression(left)?.and(expression(right)?)),
        B::Or => Ok(expression(left)?.or(expression(right)?)),
        // Only what fills its place is looked at, so it must not fail where nothing is missing.
        B::Otherwise if flat(a) && flat(b) && !may_fail(right) => {
            let (left, right) = (as_type(left, &whole.ty)?, as_type(right, &whole.ty)?);
            Ok(left.fill_null(right))
        }
        B::Otherwise => row_by_row(whole),
        B::Match | B::NotMatch if *a == Type::String && *b == Type::String => {
            let found = expression(left)?.str().contains(expression(right)?, true);
            Ok(if operator == B::Match { found } else { found.not() })
        }
        B::In | B::NotIn if flat(a) && *a != Type::Nothing => {
            membership(operator, left, right, whole)
        }
        B::Equal | B::NotEqual | B::Less | B::LessEqual | B::Greater | B::GreaterEqual
            if flat(a) && flat(b) =>
        {
            let joined = a.join(b).unwrap_or(Type::Unknown);
            let (left, right) = (as_type(left, &joined)?, as_type(right, &joined)?);
            Ok(compare(operator, left, right))
        }
        _ => match domain(operator, a, b) {
            Some(Domain::Text) => Ok(expression(left)? + expression(right)?),
            Some(domain) => {
                let result = whole.ty.clone();
                let compute = move |columns: &mut [Column]| match columns {
                    [left, right] => kernel::binary(operator, domain, &result, left, right),
                    _ => Err(arity()),
                };
                let operands = [expression(left)?, expression(right)?];
                Ok(map_multiple(compute, operands, output(&whole.ty)))
            }
            None => row_by_row(whole),
        },
    }
}

/// Whether `typed` can have no result for some row.
fn may_fail(typed: &Typed) -> bool {
    use Binary as B;
    let here = match &typed.kind {
        TypedKind::Unary(Unary::Negate, _) => true,
        TypedKind::Binary(B::Match | B::NotMatch, _, pattern) => pattern.literal().is_none(),
        TypedKind::Apply(..) | TypedKind::Item(..) => true,
        TypedKind::Binary(operator, ..) => matches!(
            operator,
            B::Add | B::Subtract | B::Multiply | B::Divide | B::FloorDivide | B::Modulo | B::Power
        ),
        _ => false,
    };
    here || typed.children().any(may_fail)
}

fn compare(operator: Binary, left: Expr, right: Expr) -> Expr {
    match operator {
        Binary::Equal => left.eq_missing(right),
        Binary::NotEqual => left.neq_missing(right),
        Binary::Less => left.lt(right),
        Binary::LessEqual => left.lt_eq(right),
        Binary::Greater => left.gt(right),
        _ => left.gt_eq(right),
    }
}

/// An operand in the type that both sides of a comparison share.
fn as_type(typed: &Typed, ty: &Type) -> Result<Expr> {
    if let TypedKind::Literal(value) = &typed.kind {
        return literal(value, ty);
    }
    let wanted = physical(ty);
    let expr = expression(typed)?;
    Ok(if physical(&typed.ty) == wanted { expr } else { expr.cast(wanted) })
}

fn membership(operator: Binary, item: &Typed, collection: &Typed, whole: &Typed) -> Result<Expr> {
    let found = match (&collection.kind, collection.ty.non_null()) {
        (TypedKind::Literal(Value::List { vals, .. }), Type::List(inner)) => {
            let joined = inner.join(&item.ty).unwrap_or(Type::Unknown);
            let cells =
                vals.iter().map(|value| to_cell(value, &joined)).collect::<Result<Vec<_>>>()?;
            let series = Series::from_any_values_and_dtype(
                PlSmallStr::EMPTY,
                &cells,
                &physical(&joined),
                true,
            );
            let series = series.map_err(|error| internal(&error))?;
            as_type(item, &joined)?.is_in(lit(series).implode(true), true)
        }
        (_, Type::String) if *item.ty.non_null() == Type::String => {
            expression(collection)?.str().contains_literal(expression(item)?)
        }
        _ => return row_by_row(whole),
    };
    Ok(if operator == Binary::In { found } else { found.not() })
}

fn literal(value: &Value, ty: &Type) -> Result<Expr> {
    let cell = to_cell(value, ty)?;
    let series = Series::from_any_values_and_dtype(PlSmallStr::EMPTY, &[cell], &physical(ty), true);
    let scalar = series.map_err(|error| internal(&error))?;
    Ok(lit(scalar).first())
}

/// The row-wise evaluator as a function of the columns that it needs.
fn row_by_row(typed: &Typed) -> Result<Expr> {
    let columns = typed.columns().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let types = Arc::new(column_types(typed));
    let inputs = columns.iter().map(|name| col(PlSmallStr::from_str(name))).collect::<Vec<_>>();
    let (typed, ty) = (typed.clone(), typed.ty.clone());
    if columns.is_empty() {
        let value = fold(&typed)?;
        return literal(&value, &ty);
    }
    let compute = move |fields: &mut [Column]| {
        let rows = fields.first().map_or(0, Column::len);
        let cells = (0..rows).map(|at| {
            let row = |name: &str| {
                let place = columns.iter().position(|known| known == name);
                let cell = place.and_then(|place| fields.get(place)?.get(at).ok());
                let ty = types.iter().find(|(known, _)| known == name).map(|(_, ty)| ty);
                cell.zip(ty).map_or_else(scalar::null, |(cell, ty)| from_cell(&cell, ty))
            };
            evaluate(&typed, Names { column: &row, ..Names::NONE })
                .and_then(|value| to_cell(&value, &typed.ty))
                .map_err(|error| failed(&error))
        });
        let cells = cells.collect::<PolarsResult<Vec<_>>>()?;
        let dtype = physical(&typed.ty);
        Series::from_any_values_and_dtype(PlSmallStr::EMPTY, &cells, &dtype, true)
            .map(IntoColumn::into_column)
    };
    Ok(map_multiple(compute, inputs, output(&ty)))
}

fn column_types(typed: &Typed) -> Vec<(String, Type)> {
    let mut types = typed.children().flat_map(column_types).collect::<Vec<_>>();
    if let TypedKind::Column(name) = &typed.kind {
        types.push((name.clone(), typed.ty.clone()));
    }
    types
}

fn output(
    ty: &Type,
) -> impl Fn(&polars::prelude::Schema, &[Field]) -> PolarsResult<Field> + Send + Sync + 'static {
    let dtype: DataType = physical(ty);
    move |_, fields| {
        let name = fields.first().map_or(PlSmallStr::EMPTY, |field| field.name().clone());
        Ok(Field::new(name, dtype.clone()))
    }
}

fn arity() -> PolarsError {
    PolarsError::ComputeError("an operator was given the wrong number of columns".into())
}

fn failed(diagnostic: &Diagnostic) -> PolarsError {
    PolarsError::ComputeError(format!("arithmetic: {}", diagnostic.message).into())
}

fn internal(error: &PolarsError) -> Box<Diagnostic> {
    Diagnostic::error(crate::diag::codes::INTERNAL, error.to_string()).into()
}
