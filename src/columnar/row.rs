//! The row-wise evaluator: slower, and complete.

use std::cmp::Ordering;

use super::arithmetic::{self, Domain};
use crate::command::{Arg, ArgKind, Args};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::{PlannedArg, Typed, TypedKind};
use crate::source::Span;
use crate::syntax::ast::{Binary, Unary};
use crate::value::{Type, Value, plain_text, scalar, type_of};

/// What names stand for.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The cell of a column in the row at hand.
    pub column: &'a dyn Fn(&str) -> Value,
    /// The value of a variable.
    pub variable: &'a dyn Fn(&str) -> Option<Value>,
}

impl Names<'_> {
    /// No names at all.
    pub const NONE: Names<'static> = Names { column: &|_| scalar::null(), variable: &|_| None };
}

/// The value of what depends on nothing but what is written.
///
/// # Errors
/// As for [`evaluate`].
pub fn fold(typed: &Typed) -> Result<Value> {
    evaluate(typed, Names::NONE)
}

/// The value of `typed`. Pipelines and blocks in it must have been replaced by their values.
///
/// # Errors
/// A calculation has no result; the diagnostic points at it.
pub fn evaluate(typed: &Typed, row: Names<'_>) -> Result<Value> {
    // It may run on the threads of polars, whose stacks are small.
    stacker::maybe_grow(ROOM, STACK, || evaluated(typed, row))
}

/// How much of the stack a level of an expression may need, in bytes, and how much more it gets
/// when that is not left.
const ROOM: usize = 128 << 10;
const STACK: usize = 1 << 20;

fn evaluated(typed: &Typed, row: Names<'_>) -> Result<Value> {
    match &typed.kind {
        TypedKind::Literal(value) => Ok(value.clone()),
        TypedKind::Column(name) => Ok((row.column)(name)),
        TypedKind::Variable(name) => (row.variable)(name).ok_or_else(|| unbound(typed.span)),
        TypedKind::List(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items {
                match &item.kind {
                    TypedKind::Spread(inner) => {
                        spread(&evaluate(inner, row)?, &mut values, item.span)?
                    }
                    _ => values.push(evaluate(item, row)?),
                }
            }
            Ok(scalar::list(values))
        }
        TypedKind::Spread(inner) => evaluate(inner, row),
        TypedKind::Text(parts) => {
            let mut text = String::new();
            for part in parts {
                text.push_str(&plain_text(&evaluate(part, row)?));
            }
            Ok(scalar::text(text))
        }
        TypedKind::Range(start, next, end, inclusive) => {
            let number = |typed: &Typed| match evaluate(typed, row)? {
                Value::Int { val, .. } => Ok(val),
                other => Err(failed(
                    format!("a range goes over ints, found {}", type_of(&other)),
                    typed.span,
                )),
            };
            let start = number(start)?;
            let next = next.as_deref().map(number).transpose()?;
            let end = end.as_deref().map(number).transpose()?;
            scalar::range(start, next, end, *inclusive)
                .ok_or_else(|| failed("this range never gets to its end".to_owned(), typed.span))
        }
        TypedKind::Item(base, place, optional) => {
            let found = match evaluate(base, row)? {
                Value::List { vals, .. } => (vals.get(*place).cloned(), vals.len()),
                _ => (None, 0),
            };
            match found {
                (Some(value), _) => Ok(value),
                (None, _) if *optional || base.ty.is_nullable() => Ok(scalar::null()),
                (None, items) => {
                    let message = format!("there is no item {place}, the list has {items}");
                    Err(Diagnostic::error(codes::MISSING_ITEM, message)
                        .at(typed.span, "the first item is 0")
                        .help(format!("`….{place}?` is null where there is none"))
                        .into())
                }
            }
        }
        TypedKind::Apply(command, input, args) => {
            let value = evaluate(input, row)?;
            let mut entries = Vec::with_capacity(args.entries.len());
            for (name, args) in &args.entries {
                let args = args.iter().map(|arg| match arg {
                    PlannedArg::Fixed(arg) => Ok(arg.clone()),
                    PlannedArg::Later(typed) => {
                        let kind = ArgKind::Value(evaluate(typed, row)?);
                        Ok(Arg { kind, span: typed.span })
                    }
                    PlannedArg::Columns(_) | PlannedArg::Closure(_) => Err(unbound(typed.span)),
                });
                entries.push((*name, args.collect::<Result<Vec<_>>>()?));
            }
            command.compute(value, &Args::new(entries, args.span))
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
        TypedKind::Binary(Binary::Otherwise, left, right) => match evaluate(left, row)? {
            Value::Nothing { .. } => evaluate(right, row),
            value => Ok(widen(value, &typed.ty)),
        },
        TypedKind::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
            logic(*operator, &evaluate(left, row)?, || evaluate(right, row))
        }
        TypedKind::Binary(operator, left, right) => {
            let (a, b) = (evaluate(left, row)?, evaluate(right, row)?);
            binary(*operator, &a, &b, (&left.ty, &right.ty, &typed.ty), typed.span)
        }
        TypedKind::Pipeline(_)
        | TypedKind::Environment(..)
        | TypedKind::If(..)
        | TypedKind::Match(..)
        | TypedKind::Try(_)
        | TypedKind::Closure(_)
        | TypedKind::Error => Err(unbound(typed.span)),
    }
}

fn unbound(span: Span) -> Box<Diagnostic> {
    Diagnostic::error(codes::INTERNAL, "an expression was run before it was bound")
        .at(span, "")
        .into()
}

/// An int where a float is wanted.
fn widen(value: Value, ty: &Type) -> Value {
    match (value, ty.non_null()) {
        #[expect(clippy::cast_precision_loss, reason = "ints meet floats in floats")]
        (Value::Int { val, .. }, Type::Float) => scalar::float(val as f64),
        (value, _) => value,
    }
}

/// The items of `value` at the end of `items`.
fn spread(value: &Value, items: &mut Vec<Value>, span: Span) -> Result<()> {
    match value {
        Value::List { vals, .. } => items.extend(vals.iter().cloned()),
        range @ Value::Range { .. } if scalar::is_bounded(range) => {
            items.extend(scalar::numbers(range).into_iter().flatten().map(scalar::int));
        }
        other => {
            let message = format!("`...` needs a list, found a {}", type_of(other));
            return Err(Diagnostic::error(codes::TYPE_CLASH, message).at(span, "").into());
        }
    }
    Ok(())
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
        (range @ Value::Range { .. }, Value::Int { val, .. }) => {
            Some(scalar::contains(range, *val))
        }
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
