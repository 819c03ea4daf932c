//! What commands share whose closure is true or false.

use crate::command::{Arg, Checking};
use crate::diag::{Diagnostic, codes};
use crate::value::Type;

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
