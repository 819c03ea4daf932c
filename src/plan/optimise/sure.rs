//! What can be computed earlier, later or not at all without anybody noticing.

use crate::plan::{Typed, TypedKind};
use crate::syntax::ast::{Binary, Unary};
use crate::value::Type;

/// Whether `typed` has a value for every row, and computing it does nothing else.
pub(in crate::plan) fn is_sure(typed: &Typed) -> bool {
    use Binary as B;
    let here = match &typed.kind {
        TypedKind::Literal(_) => true,
        // A variable is set before anything that uses it runs.
        TypedKind::Column(_) | TypedKind::Variable(_) => is_plain(&typed.ty),
        TypedKind::List(_) | TypedKind::Record(_) | TypedKind::Field(..) => !is_vague(&typed.ty),
        TypedKind::Unary(Unary::Not, operand) => *operand.ty.non_null() == Type::Bool,
        TypedKind::Binary(B::And | B::Or, left, right) => {
            [left, right].iter().all(|side| *side.ty.non_null() == Type::Bool)
        }
        TypedKind::Binary(
            B::Equal
            | B::NotEqual
            | B::Less
            | B::LessEqual
            | B::Greater
            | B::GreaterEqual
            | B::In
            | B::NotIn
            | B::Otherwise,
            left,
            right,
        ) => [left, right].iter().all(|side| !is_vague(&side.ty)),
        // A pattern that is written was looked at when the text was checked.
        TypedKind::Binary(B::Match | B::NotMatch, left, right) => {
            *left.ty.non_null() == Type::String && right.literal().is_some()
        }
        _ => false,
    };
    here && typed.children().all(is_sure)
}

fn is_plain(ty: &Type) -> bool {
    !is_vague(ty) && !matches!(ty.non_null(), Type::Closure)
}

/// Whether something about values of type `ty` is not known.
fn is_vague(ty: &Type) -> bool {
    match ty.non_null() {
        Type::Unknown => true,
        Type::List(item) => is_vague(item),
        Type::Record(schema) | Type::Table(schema) => {
            schema.is_open() || schema.columns().iter().any(|column| is_vague(&column.ty))
        }
        _ => false,
    }
}

/// The parts of a condition of which each has to be true.
pub(super) fn conjuncts(condition: &Typed) -> Vec<&Typed> {
    match &condition.kind {
        TypedKind::Binary(Binary::And, left, right) => {
            let mut parts = conjuncts(left);
            parts.extend(conjuncts(right));
            parts
        }
        _ => vec![condition],
    }
}

/// One condition of several that have to be true, in their order; none of none.
pub(super) fn all_of(parts: Vec<Typed>) -> Option<Typed> {
    parts.into_iter().reduce(|left, right| {
        let nullable = left.ty.is_nullable() || right.ty.is_nullable();
        let ty = if nullable { Type::Bool.nullable() } else { Type::Bool };
        let span = if left.span.source == right.span.source {
            left.span.to(right.span)
        } else {
            left.span
        };
        let kind = TypedKind::Binary(Binary::And, Box::new(left), Box::new(right));
        Typed { kind, ty, span }
    })
}

/// `typed` with something else in the place of each column; none when that is not to be seen in it.
pub(in crate::plan) fn replaced(typed: &Typed, other: &dyn Fn(&str) -> TypedKind) -> Option<Typed> {
    let one = |typed: &Typed| replaced(typed, other).map(Box::new);
    let kind = match &typed.kind {
        TypedKind::Column(name) => other(name),
        TypedKind::Literal(_) | TypedKind::Variable(_) => typed.kind.clone(),
        TypedKind::Unary(operator, operand) => TypedKind::Unary(*operator, one(operand)?),
        TypedKind::Binary(operator, left, right) => {
            TypedKind::Binary(*operator, one(left)?, one(right)?)
        }
        TypedKind::Field(base, name) => TypedKind::Field(one(base)?, name.clone()),
        TypedKind::List(items) => {
            let items = items.iter().map(|item| replaced(item, other));
            TypedKind::List(items.collect::<Option<_>>()?)
        }
        TypedKind::Record(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(name, value)| Some((name.clone(), replaced(value, other)?)));
            TypedKind::Record(fields.collect::<Option<_>>()?)
        }
        _ => return None,
    };
    Some(Typed { kind, ..typed.clone() })
}
