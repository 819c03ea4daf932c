//! The row-wise evaluator: slower, and complete.

use std::cmp::Ordering;

use super::arithmetic::{self, Domain};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::{Typed, TypedKind};
use crate::source::Span;
use crate::syntax::ast::{Binary, Unary};
use crate::value::{Type, Value, scalar, type_of};

/// The row at hand: gives the cell of a column.
pub type Row<'a> = &'a dyn Fn(&str) -> Value;

/// The value of `typed`. Variables and pipelines in it must have been replaced by their values.
///
/// # Errors
/// A calculation has no result; the diagnostic points at it.
pub fn evaluate(typed: &Typed, row: Row<'_>) -> Result<Value> {
    match &typed.kind {
        TypedKind::Literal(value) => Ok(value.clone()),
        TypedKind::Column(name) => Ok(row(name)),
        TypedKind::List(items) => {
            let items = items.iter().map(|item| evaluate(item, row)).collect::<Result<Vec<_>>>()?;
            Ok(scalar::list(items))
        }
        TypedKind::Record(fields) => {
            let fields =
                fields.iter().map(|(name, value)| Ok((name.clone(), evaluate(value, row)?)));
            Ok(scalar::record(fields.collect::<Result<Vec<_>>>()?))
        }
        TypedKind::Field(base, name) => Ok(field(&evaluate(base, row)?, name)),
        TypedKind::Unary(operator, operand) => {
            unary(*operator, &evaluate(operand, row)?, typed.span)
        }
        TypedKind::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
            logic(*operator, &evaluate(left, row)?, || evaluate(right, row))
        }
        TypedKind::Binary(operator, left, right) => {
            let (a, b) = (evaluate(left, row)?, evaluate(right, row)?);
            binary(*operator, &a, &b, (&left.ty, &right.ty, &typed.ty), typed.span)
        }
        TypedKind::Variable(_) | TypedKind::Pipeline(_) | TypedKind::Error => {
            Err(Diagnostic::error(codes::INTERNAL, "an expression was run before it was bound")
                .at(typed.span, "")
                .into())
        }
    }
}

/// Field `name` of a record, or of each record of a table.
fn field(base: &Value, name: &str) -> Value {
    match base {
        Value::Record { val, .. } => val.get(name).cloned().unwrap_or_else(scalar::null),
        Value::List { vals, .. } => {
            scalar::list(vals.iter().map(|item| field(item, name)).collect())
        }
        _ => scalar::null(),
    }
}

/// Kleene's logic; the right side is not looked at when the left one decides.
fn logic(operator: Binary, left: &Value, right: impl FnOnce() -> Result<Value>) -> Result<Value> {
    let decides = operator == Binary::Or;
    let truth = |value: &Value| match value {
        Value::Bool { val, .. } => Some(*val),
        _ => None,
    };
    let left = truth(left);
    if left == Some(decides) {
        return Ok(scalar::boolean(decides));
    }
    let right = truth(&right()?);
    let known = match (left, right) {
        (_, Some(right)) if right == decides => Some(decides),
        (Some(_), Some(right)) => Some(right),
        _ => None,
    };
    Ok(scalar::or_null(known, scalar::boolean))
}

fn unary(operator: Unary, operand: &Value, span: Span) -> Result<Value> {
    let minus = |value: i64| {
        arithmetic::int(Binary::Subtract, 0, value).map_err(|message| failed(message, span))
    };
    Ok(match (operator, operand) {
        (Unary::Not, Value::Bool { val, .. }) => scalar::boolean(!val),
        (Unary::Negate, Value::Int { val, .. }) => scalar::int(minus(*val)?),
        (Unary::Negate, Value::Float { val, .. }) => scalar::float(-val),
        (Unary::Negate, Value::Duration { val, .. }) => scalar::duration(minus(*val)?),
        (Unary::Negate, Value::Filesize { val, .. }) => scalar::filesize(minus(val.get())?),
        _ => scalar::null(),
    })
}

fn binary(
    operator: Binary,
    left: &Value,
    right: &Value,
    (left_type, right_type, result): (&Type, &Type, &Type),
    span: Span,
) -> Result<Value> {
    use Binary as B;
    match operator {
        B::Equal => return Ok(scalar::boolean(equal(left, right))),
        B::NotEqual => return Ok(scalar::boolean(!equal(left, right))),
        B::In | B::NotIn => return Ok(membership(operator, left, right)),
        _ => {}
    }
    if left.is_nothing() || right.is_nothing() {
        return Ok(scalar::null());
    }
    let ordered = |wanted: fn(Ordering) -> bool| {
        scalar::or_null(compare(left, right).map(wanted), scalar::boolean)
    };
    Ok(match operator {
        B::Less => ordered(Ordering::is_lt),
        B::LessEqual => ordered(Ordering::is_le),
        B::Greater => ordered(Ordering::is_gt),
        B::GreaterEqual => ordered(Ordering::is_ge),
        B::Match | B::NotMatch => matching(operator, left, right, span)?,
        B::Add if matches!((left, right), (Value::List { .. }, Value::List { .. })) => {
            scalar::list([items(left), items(right)].concat())
        }
        _ => {
            let actual = (type_of(left), type_of(right));
            let known = |ty: &Type| *ty.non_null() != Type::Unknown;
            let (a, b) = if known(left_type) && known(right_type) {
                (left_type, right_type)
            } else {
                (&actual.0, &actual.1)
            };
            calculate(operator, left, right, (a, b, result)).map_err(|text| failed(text, span))?
        }
    })
}

fn calculate(
    operator: Binary,
    left: &Value,
    right: &Value,
    (left_type, right_type, result): (&Type, &Type, &Type),
) -> Result<Value, String> {
    let no_number = || format!("`{}` needs numbers", operator.text());
    Ok(match arithmetic::domain(operator, left_type, right_type).ok_or_else(no_number)? {
        Domain::Text => match (left, right) {
            (Value::String { val: a, .. }, Value::String { val: b, .. }) => {
                scalar::text(format!("{a}{b}"))
            }
            _ => return Err(no_number()),
        },
        Domain::Int => {
            let (a, b) = (whole(left), whole(right));
            let (a, b) = a.zip(b).ok_or_else(no_number)?;
            make(arithmetic::int(operator, a, b)?, result, left_type)
        }
        Domain::Float => {
            let (a, b) = decimal(left).zip(decimal(right)).ok_or_else(no_number)?;
            let value = arithmetic::float(operator, a, b)?;
            match result.non_null() {
                Type::Duration | Type::Filesize => make(arithmetic::amount(value)?, result, result),
                _ => scalar::float(value),
            }
        }
    })
}

/// A whole number as a value of type `result`, or of `fallback` where that is not known.
fn make(value: i64, result: &Type, fallback: &Type) -> Value {
    let ty = if *result.non_null() == Type::Unknown { fallback } else { result };
    match ty.non_null() {
        Type::Duration => scalar::duration(value),
        Type::Filesize => scalar::filesize(value),
        Type::Date => scalar::date(value),
        #[expect(clippy::cast_precision_loss, reason = "an int where a float is wanted")]
        Type::Float => scalar::float(value as f64),
        _ => scalar::int(value),
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int { val, .. } | Value::Duration { val, .. } => Some(*val),
        Value::Filesize { val, .. } => Some(val.get()),
        Value::Date { val, .. } => val.timestamp_nanos_opt(),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "ints meet floats in floats")]
fn decimal(value: &Value) -> Option<f64> {
    match value {
        Value::Float { val, .. } => Some(*val),
        other => whole(other).map(|value| value as f64),
    }
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::List { vals, .. } => vals,
        _ => &[],
    }
}

/// Equality with null as a value and NaN equal to itself, as polars has it.
pub fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Nothing { .. }, Value::Nothing { .. }) => true,
        (Value::Nothing { .. }, _) | (_, Value::Nothing { .. }) => false,
        (Value::List { vals: a, .. }, Value::List { vals: b, .. }) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b))
        }
        (Value::Record { val: a, .. }, Value::Record { val: b, .. }) => {
            let twin =
                |(name, value): (&String, &Value)| b.get(name).is_some_and(|o| equal(value, o));
            a.len() == b.len() && a.iter().all(twin)
        }
        (Value::Binary { val: a, .. }, Value::Binary { val: b, .. }) => a == b,
        _ => compare(left, right) == Some(Ordering::Equal),
    }
}

/// The order of two values; NaN is above all numbers. None where there is no order.
fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::String { val: a, .. }, Value::String { val: b, .. }) => a.cmp(b),
        (Value::Bool { val: a, .. }, Value::Bool { val: b, .. }) => a.cmp(b),
        (Value::Float { .. }, _) | (_, Value::Float { .. }) => {
            let (a, b) = decimal(left).zip(decimal(right))?;
            a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
        }
        _ => whole(left)?.cmp(&whole(right)?),
    })
}

fn membership(operator: Binary, item: &Value, collection: &Value) -> Value {
    let found = match (collection, item) {
        (Value::List { vals, .. }, item) => Some(vals.iter().any(|other| equal(item, other))),
        (Value::String { val, .. }, Value::String { val: part, .. }) => {
            Some(val.contains(part.as_str()))
        }
        _ => None,
    };
    scalar::or_null(found.map(|found| found == (operator == Binary::In)), scalar::boolean)
}

fn matching(operator: Binary, left: &Value, right: &Value, span: Span) -> Result<Value> {
    let (Value::String { val: text, .. }, Value::String { val: pattern, .. }) = (left, right)
    else {
        return Ok(scalar::null());
    };
    let pattern = regex::Regex::new(pattern).map_err(|_| {
        Diagnostic::error(codes::BAD_REGEX, format!("`{pattern}` is no pattern")).at(span, "")
    })?;
    Ok(scalar::boolean(pattern.is_match(text) == (operator == Binary::Match)))
}

fn failed(message: String, span: Span) -> Box<Diagnostic> {
    Diagnostic::error(codes::ARITHMETIC, message).at(span, "").into()
}
