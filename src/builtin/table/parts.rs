//! What `chunks` and `window` share: rows or items in parts.

use crate::builtin::given;
use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Frame, Type, Value, scalar};

/// The type of parts of what flows in; what is wrong with their size is told.
pub fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    for name in ["size", "stride"] {
        if let Some(arg) = args.first(name)
            && matches!(arg.value(), Some(Value::Int { val: 0, .. }))
        {
            checking.problem(none(name).at(arg.span, ""));
        }
    }
    match checking.input.non_null() {
        Type::Unknown => Type::Unknown,
        input => Type::List(Box::new(input.clone())),
    }
}

fn none(name: &str) -> Diagnostic {
    let message = format!("`{name}` has to be at least 1");
    Diagnostic::error(codes::BAD_ARGUMENT, message)
}

/// The size of a part.
///
/// # Errors
/// It is 0.
pub fn size(args: &Args) -> Result<usize> {
    match args.count("size") {
        Some(size @ 1..) => Ok(size),
        _ => Err(none("size").at(args.span, "").into()),
    }
}

/// All of a table is needed.
///
/// # Errors
/// None.
pub fn whole(frame: Frame, _: &Args) -> Result<Frame> {
    Ok(frame)
}

/// The items of `input` in the parts that `cut` makes.
///
/// # Errors
/// It has no items.
pub fn of(input: Value, cut: impl Fn(&[Value]) -> Vec<Vec<Value>>) -> Result<Value> {
    let parts = cut(&given::items(input)?);
    Ok(scalar::list(parts.into_iter().map(scalar::list).collect()))
}
