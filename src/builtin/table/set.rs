//! What `insert`, `update` and `upsert` have in common: a column computed of each row.

use super::columns::named;
use crate::command::{ArgKind, Args, Arity, Checking, Param, Shape};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Column, Frame, Schema, Type};

/// The expression that the column is computed by.
pub const VALUE: Param = Param {
    name: "value",
    shape: Shape::Expression,
    arity: Arity::One,
    doc: "what it is computed by; bare words are columns",
};

/// The type of the rows with the column; `check` says what is wrong with its name.
pub fn output(checking: &mut Checking<'_>, check: fn(&Schema, &str) -> Option<Diagnostic>) -> Type {
    let mut schema = checking.schema();
    let args = checking.args.clone();
    let Some((name, span)) = args.texts("column").next() else { return Type::Unknown };
    if let Some(problem) = check(&schema, name) {
        checking.problem(problem.at(span, ""));
    }
    let ty = args.first("value").map_or(Type::Unknown, |value| value.ty());
    schema.put(Column::new(name, ty));
    Type::Table(schema)
}

/// The rows with the column.
///
/// # Errors
/// The type of its values is not known even now.
pub fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let (Some(name), Some(value)) = (args.text("column"), args.first("value")) else {
        return Ok(frame);
    };
    let ArgKind::Columns(ty, Some(value)) = &value.kind else { return Ok(frame) };
    if *ty.non_null() == Type::Unknown {
        let message = format!("the type of the values of `{name}` is not known");
        return Err(Diagnostic::error(codes::TYPE_CLASH, message)
            .at(args.span, "")
            .help("turn them into a known type, such as with `into int`")
            .into());
    }
    let mut schema = frame.schema.as_ref().clone();
    schema.put(Column::new(name, ty.clone()));
    let columns = schema.columns().iter().map(|column| {
        if column.name == name { value.0.clone().alias(name) } else { named(&column.name) }
    });
    let columns = columns.collect::<Vec<_>>();
    Ok(Frame::with(frame.lazy.select(columns), schema).reading(frame.origins))
}
