//! What a condition that is true tells about names: that they are not null.

use super::{PlannedArg, PlannedArgs, Scope, Typed, TypedKind};
use crate::syntax::ast::{self, Binary, Expr, Spanned, Unary};
use crate::value::{Column, Type, Value};

/// What is known of variables where `condition` is `truth`: `$x != null` makes `$x` non-null.
pub(super) fn narrow(condition: &Expr, truth: bool, scope: &mut Scope) {
    match condition {
        Expr::Group(pipeline) => {
            if let [Spanned { node: ast::Stage::Expr(inner), .. }] = pipeline.node.stages.as_slice()
            {
                narrow(inner, truth, scope);
            }
        }
        Expr::Unary { operator, operand } if operator.node == Unary::Not => {
            narrow(&operand.node, !truth, scope);
        }
        Expr::Binary { left, operator, right } => match operator.node {
            Binary::And if truth => {
                narrow(&left.node, true, scope);
                narrow(&right.node, true, scope);
            }
            Binary::Or if !truth => {
                narrow(&left.node, false, scope);
                narrow(&right.node, false, scope);
            }
            Binary::NotEqual if truth => compared(&left.node, &right.node, scope),
            Binary::Equal if !truth => compared(&left.node, &right.node, scope),
            _ => {}
        },
        _ => {}
    }
}

fn compared(left: &Expr, right: &Expr, scope: &mut Scope) {
    let name = match (left, right) {
        (Expr::Variable(name), Expr::Null) | (Expr::Null, Expr::Variable(name)) => name,
        _ => return,
    };
    if let Some(ty) = scope.get(name).cloned() {
        scope.set(name.clone(), ty.non_null().clone());
    }
}

/// The columns that are not null in a row for which `condition` is true.
pub(super) fn certain_columns(condition: &Typed, found: &mut Vec<String>) {
    let TypedKind::Binary(operator, left, right) = &condition.kind else { return };
    let column = |typed: &Typed| match &typed.kind {
        TypedKind::Column(name) => Some(name.clone()),
        _ => None,
    };
    match operator {
        Binary::And => {
            certain_columns(left, found);
            certain_columns(right, found);
        }
        // Null is neither less nor greater than anything, and matches no pattern.
        Binary::Less
        | Binary::LessEqual
        | Binary::Greater
        | Binary::GreaterEqual
        | Binary::Match
        | Binary::NotMatch => found.extend(column(left).into_iter().chain(column(right))),
        Binary::NotEqual => {
            let null = |typed: &Typed| typed.literal().is_some_and(Value::is_nothing);
            if null(right) {
                found.extend(column(left));
            }
            if null(left) {
                found.extend(column(right));
            }
        }
        Binary::Equal => {
            let solid = |typed: &Typed| !typed.ty.is_nullable();
            if solid(right) {
                found.extend(column(left));
            }
            if solid(left) {
                found.extend(column(right));
            }
        }
        _ => {}
    }
}

/// The type of the rows for which a condition is true: what it asks of a column says of some that
/// they are not null.
pub(super) fn certain(output: Type, args: &PlannedArgs) -> Type {
    let Type::Table(mut schema) = output else { return output };
    let conditions = args.entries.iter().flat_map(|(_, args)| args);
    let mut names = Vec::new();
    for arg in conditions {
        if let PlannedArg::Columns(typed) = arg {
            certain_columns(typed, &mut names);
        }
    }
    for name in names {
        if let Some(column) = schema.get(&name).cloned() {
            schema.put(Column { ty: column.ty.non_null().clone(), ..column });
        }
    }
    Type::Table(schema)
}
