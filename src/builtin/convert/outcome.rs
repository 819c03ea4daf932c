//! What the commands that convert values have in common: what happens when a value cannot be.

use crate::builtin::given::shown;
use crate::command::{Args, Checking, Flag};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Type, Value, plain_scalar, scalar, type_of};

/// What allows a value that cannot be converted.
pub const OR_NULL: Flag = Flag {
    name: "or-null",
    short: Some('n'),
    shape: None,
    doc: "put null where a value cannot be converted",
};

/// The type `ty`, with null where `--or-null` allows it. Values of the types `from` are taken.
pub fn output(checking: &mut Checking<'_>, ty: Type, from: &[Type]) -> Type {
    let found = checking.input.non_null();
    if *found != Type::Unknown && !from.contains(found) {
        let names = from.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let message = format!("a value of type {found} cannot become one of type {ty}");
        let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(checking.args.span, "");
        checking.problem(problem.help(format!("types that can: {names}")));
    }
    if checking.args.switch("or-null") { ty.nullable() } else { ty }
}

/// `converted`, or else null or an error that shows `value`, as the call wants it.
pub fn or_else(
    converted: Option<Value>,
    value: &Value,
    wanted: &str,
    args: &Args,
    help: &str,
) -> Result<Value> {
    if let Some(converted) = converted {
        return Ok(converted);
    }
    if args.switch("or-null") {
        return Ok(scalar::null());
    }
    let found =
        plain_scalar(value).map_or_else(|| format!("a {}", type_of(value)), |text| shown(&text));
    Err(Diagnostic::error(codes::FORMAT, format!("{found} is no {wanted}"))
        .at(args.span, "")
        .help(format!("{help}; `--or-null` puts null in its place"))
        .into())
}
