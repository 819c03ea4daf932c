//! Which types an operator takes, and what comes of them.

use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Binary, Spanned, Unary};
use crate::value::{Type, Value};

use super::Typed;
use super::slips::is_literal;

/// The type of `left operator right`.
///
/// A null operand of arithmetic or of an order makes the result null, so nullable operands make a
/// nullable result; `==` and `!=` treat null as a value and never yield it.
pub fn binary(
    operator: Spanned<Binary>,
    left: &Typed,
    right: &Typed,
) -> Result<Type, Box<Diagnostic>> {
    use Binary as B;
    let nullable = left.ty.is_nullable() || right.ty.is_nullable();
    let (a, b) = (left.ty.non_null(), right.ty.non_null());
    let unknown = *a == Type::Unknown || *b == Type::Unknown;
    let null = *a == Type::Nothing || *b == Type::Nothing;
    let fine = unknown || null;
    let result = match operator.node {
        B::And | B::Or => logic(a).filter(|_| logic(b).is_some()),
        B::Equal | B::NotEqual => {
            return if fine || a.join(b).is_some() {
                Ok(Type::Bool)
            } else {
                Err(clash(operator, left, right))
            };
        }
        B::Less | B::LessEqual | B::Greater | B::GreaterEqual => {
            (fine || (a.join(b).is_some() && ordered(a))).then_some(Type::Bool)
        }
        B::Otherwise => {
            return match left.ty.non_null().join(&right.ty) {
                _ if left.ty == Type::Nothing => Ok(right.ty.clone()),
                Some(ty) => Ok(ty),
                None => Err(clash(operator, left, right)),
            };
        }
        B::Match | B::NotMatch => (textual(a) && textual(b)).then_some(Type::Bool),
        B::In | B::NotIn => (fine || contains(b, a)).then_some(Type::Bool),
        _ if nullable && !unknown => {
            return Err(may_be_null(if left.ty.is_nullable() { left } else { right }));
        }
        _ if fine => Some(Type::Unknown),
        operator => arithmetic(operator, a, b),
    };
    match result {
        Some(Type::Unknown) => Ok(Type::Unknown),
        Some(ty) if nullable && !unknown => Ok(ty.nullable()),
        Some(ty) => Ok(ty),
        None => Err(clash(operator, left, right)),
    }
}

/// Arithmetic has no result where an operand is null, and null is never passed on in silence.
fn may_be_null(operand: &Typed) -> Box<Diagnostic> {
    let problem =
        Diagnostic::error(codes::NULLABLE, "this may be null, and null cannot be calculated with")
            .at(operand.span, format!("this is of type {}", operand.ty));
    match &operand.kind {
        super::TypedKind::Column(name) => problem.help(format!(
            "say what it is then, as in `({name} ?? 0)`, or keep the rows that have it: `where {name} != null`"
        )),
        _ => problem.help("say what it is then, as in `(… ?? 0)`"),
    }
    .into()
}

/// The type of `operator operand`.
pub fn unary(operator: Spanned<Unary>, operand: &Typed) -> Result<Type, Box<Diagnostic>> {
    let ty = operand.ty.non_null();
    let fits = match operator.node {
        Unary::Not => logic(ty).is_some(),
        Unary::Negate if operand.ty.is_nullable() && *ty != Type::Unknown => {
            return Err(may_be_null(operand));
        }
        Unary::Negate => {
            matches!(ty, Type::Int | Type::Float | Type::Duration | Type::Filesize | Type::Unknown)
        }
    };
    if fits {
        return Ok(operand.ty.clone());
    }
    let (name, wanted) = match operator.node {
        Unary::Not => ("not", "true or false"),
        Unary::Negate => ("-", "a number, a duration or a filesize"),
    };
    Err(Diagnostic::error(codes::TYPE_CLASH, format!("`{name}` needs {wanted}, found {ty}"))
        .at(operand.span, format!("this is of type {ty}"))
        .into())
}

fn logic(ty: &Type) -> Option<Type> {
    matches!(ty, Type::Bool | Type::Unknown | Type::Nothing).then_some(Type::Bool)
}

fn textual(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Unknown | Type::Nothing)
}

fn ordered(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Int
            | Type::Float
            | Type::String
            | Type::Duration
            | Type::Filesize
            | Type::Date
            | Type::Bool
    )
}

fn contains(collection: &Type, item: &Type) -> bool {
    match collection {
        Type::List(inner) => inner.join(item).is_some(),
        Type::Range => *item == Type::Int,
        Type::String => *item == Type::String,
        _ => false,
    }
}

fn arithmetic(operator: Binary, a: &Type, b: &Type) -> Option<Type> {
    use Binary as B;
    use Type as T;
    let number = a.is_number() && b.is_number();
    let numbers = || a.join(b);
    let amount = |ty: &Type| matches!(ty, T::Duration | T::Filesize);
    match operator {
        B::Add if *a == T::String && *b == T::String => Some(T::String),
        B::Add if matches!((a, b), (T::List(_), T::List(_))) => a.join(b),
        B::Add if (a, b) == (&T::Date, &T::Duration) => Some(T::Date),
        B::Subtract if (a, b) == (&T::Date, &T::Duration) => Some(T::Date),
        B::Subtract if (a, b) == (&T::Date, &T::Date) => Some(T::Duration),
        B::Add | B::Subtract | B::Modulo if a == b && amount(a) => Some(a.clone()),
        B::Divide if number => Some(T::Float),
        B::Divide if a == b && amount(a) => Some(T::Float),
        B::FloorDivide if a == b && amount(a) => Some(T::Int),
        B::Multiply | B::Divide | B::FloorDivide if amount(a) && b.is_number() => Some(a.clone()),
        B::Multiply if amount(b) && a.is_number() => Some(b.clone()),
        B::Add | B::Subtract | B::Multiply | B::FloorDivide | B::Modulo | B::Power if number => {
            numbers()
        }
        _ => None,
    }
}

fn clash(operator: Spanned<Binary>, left: &Typed, right: &Typed) -> Box<Diagnostic> {
    let text = operator.node.text();
    let (a, b) = (left.ty.non_null(), right.ty.non_null());
    let message = match operator.node {
        Binary::And | Binary::Or => {
            let (side, ty) = if logic(a).is_none() { ("left", a) } else { ("right", b) };
            format!("`{text}` needs true or false on both sides, found {ty} on the {side}")
        }
        Binary::Match | Binary::NotMatch => {
            format!("`{text}` matches a text against a pattern, found {a} {text} {b}")
        }
        _ => format!("`{text}` cannot be used between {a} and {b}"),
    };
    let told = Diagnostic::error(codes::TYPE_CLASH, message)
        .at(operator.span, "")
        .at(left.span, format!("this is of type {a}"))
        .at(right.span, format!("this is of type {b}"))
        .maybe_help(no_unit(left, right).or_else(|| advice(operator.node, left, right)));
    match quoted_literal(left, b).or_else(|| quoted_literal(right, a)) {
        Some((text, span)) => told.edit(span, text).into(),
        None => told.into(),
    }
}

/// The text of a string that would be of type `wanted` without its quotes.
fn quoted_literal<'a>(side: &'a Typed, wanted: &Type) -> Option<(&'a str, Span)> {
    let Some(Value::String { val, .. }) = side.literal() else { return None };
    is_literal(val, wanted).then_some((val.as_str(), side.span))
}

/// A column of plain numbers beside a literal with a unit: the unit is too much.
fn no_unit(left: &Typed, right: &Typed) -> Option<String> {
    let unit = |side: &Typed| {
        side.literal().is_some() && matches!(side.ty, Type::Filesize | Type::Duration)
    };
    let plain = |side: &Typed| side.literal().is_none() && side.ty.non_null().is_number();
    let wrong = (unit(left) && plain(right)) || (unit(right) && plain(left));
    wrong.then(|| "the other side is a plain number, so leave the unit out".to_owned())
}

/// The next step for the mistakes that people really make.
fn advice(operator: Binary, left: &Typed, right: &Typed) -> Option<String> {
    let (a, b) = (left.ty.non_null(), right.ty.non_null());
    let (text, other) = match (a, b) {
        (Type::String, other) => (left, other),
        (other, Type::String) => (right, other),
        (Type::Filesize, Type::Int | Type::Float) | (Type::Int | Type::Float, Type::Filesize) => {
            return Some("give the number a unit, such as `4GiB` or `500MB`".to_owned());
        }
        (Type::Duration, Type::Int | Type::Float) | (Type::Int | Type::Float, Type::Duration) => {
            return Some("give the number a unit, such as `30s` or `5min`".to_owned());
        }
        _ => return None,
    };
    let (name, command) = match other {
        Type::Filesize => ("size", "into filesize"),
        Type::Duration => ("duration", "into duration"),
        Type::Int => ("number", "into int"),
        Type::Float => ("number", "into float"),
        _ => return None,
    };
    let literal = match text.literal() {
        Some(Value::String { val, .. }) => Some(val.trim()),
        _ => None,
    };
    Some(match literal {
        Some(amount) if amount.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            format!("write the {name} without quotes: `{amount}`")
        }
        _ if operator == Binary::Add => {
            format!(
                "`$\"(…)…\"` puts values and texts together; `{command}` makes a {name} of a text"
            )
        }
        _ => format!("`{command}` makes a {name} of a text"),
    })
}
