//! What commands share whose closure is true or false.

use crate::command::{Arg, Arity, Checking, Param, Shape};
use crate::diag::{Diagnostic, codes};
use crate::value::Type;

/// What is asked of each row or item.
pub const CLOSURE: Param = Param {
    name: "closure",
    shape: Shape::ItemClosure,
    arity: Arity::One,
    doc: "what is asked of each",
};

/// The output of `any` and `all`.
pub fn output(checking: &mut Checking<'_>) -> Type {
    if let Some(closure) = checking.args.first("closure").cloned()
        && let ty = Arg::ty(&closure)
        && !matches!(ty, Type::Bool | Type::Unknown)
    {
        let message = format!("the closure has to yield true or false, found a value of type {ty}");
        checking.problem(
            Diagnostic::error(codes::TYPE_CLASH, message)
                .at(closure.span, "")
                .help("compare something in it, such as `{|row| $row.cores > 4 }`"),
        );
    }
    Type::Bool
}

/// The output of commands that keep some of their rows or items.
pub fn same(checking: &mut Checking<'_>) -> Type {
    output(checking);
    checking.input.clone()
}
