//! What commands do with the values they are given, shared by all of them.

use crate::diag::{Diagnostic, Result, codes, did_you_mean, nearest};
use crate::source::Span;
use crate::value::{Schema, Type, Value, type_of};

/// The text that `value` is.
///
/// # Errors
/// It is none.
pub fn text(value: &Value) -> Result<&str> {
    match value {
        Value::String { val, .. } => Ok(val),
        other => Err(unlike(other, "a text")),
    }
}

/// The bytes that `value` is, those of a text in UTF-8.
///
/// # Errors
/// It is neither bytes nor a text.
pub fn bytes(value: &Value) -> Result<&[u8]> {
    match value {
        Value::Binary { val, .. } => Ok(val.as_ref()),
        other => text(other).map(str::as_bytes),
    }
}

/// The items of the list that `value` is.
///
/// # Errors
/// It is none.
pub fn items(value: Value) -> Result<Vec<Value>> {
    match value {
        Value::List { vals, .. } => Ok(vals.into_owned()),
        other => Err(unlike(&other, "a list")),
    }
}

/// The texts that `value` is: one or a list of them, without nulls.
///
/// # Errors
/// Something in it is no text.
pub fn texts(value: &Value) -> Result<Vec<&str>> {
    match value {
        Value::List { vals, .. } => {
            vals.iter().filter(|item| !item.is_nothing()).map(text).collect()
        }
        other => Ok(vec![text(other)?]),
    }
}

/// Whether there is nothing in `value`.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Nothing { .. } => true,
        Value::String { val, .. } => val.is_empty(),
        Value::Binary { val, .. } => val.is_empty(),
        Value::List { vals, .. } => vals.is_empty(),
        Value::Record { val, .. } => val.is_empty(),
        _ => false,
    }
}

/// `value` is not what the checker has promised.
pub fn unlike(value: &Value, wanted: &str) -> Box<Diagnostic> {
    let message = format!("found a value of type {}, expected {wanted}", type_of(value));
    Diagnostic::error(codes::FORMAT, message).into()
}

/// Types that do not fit, said at `span`.
pub fn clash(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(codes::TYPE_CLASH, message).at(span, "")
}

/// A column or field `name` that `schema` does not have.
pub fn unknown(name: &str, what: &str, span: Span, schema: &Schema) -> Diagnostic {
    let names = schema.names();
    let problem = Diagnostic::error(codes::UNKNOWN_COLUMN, format!("no {what} `{name}` here"))
        .at(span, "")
        .maybe_help(did_you_mean(name, &format!("{what}s"), &names));
    match nearest(name, names.iter().copied()) {
        Some(name) => problem.edit(span, name),
        None => problem,
    }
}

/// Whether `ty` is made of parts, so that its values have no order.
pub fn has_parts(ty: &Type) -> bool {
    matches!(ty.non_null(), Type::List(_) | Type::Record(_) | Type::Table(_))
}

/// `text` as it is quoted in a message: short, and on one line.
pub fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let head = line.chars().take(MOST).collect::<String>();
    if head.len() < text.len() { format!("`{head}…`") } else { format!("`{head}`") }
}

/// Whether `value` is null.
pub fn is_null(value: &Value) -> bool {
    matches!(value, Value::Nothing { .. })
}
