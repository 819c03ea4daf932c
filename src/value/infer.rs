//! The types of values that come from outside, such as JSON.

use nu_protocol::Value;

use super::{Column, Schema, Type, scalar};
use crate::diag::{Diagnostic, Result, codes};

/// The type of `value`. Records in a list have the union of their fields, what one of them lacks
/// is nullable; items that do not agree make a list of the unknown, which [`conform`] refuses.
pub fn type_of(value: &Value) -> Type {
    match value {
        Value::Int { .. } => Type::Int,
        Value::Float { .. } => Type::Float,
        Value::String { .. } | Value::Glob { .. } => Type::String,
        Value::Bool { .. } => Type::Bool,
        Value::Duration { .. } => Type::Duration,
        Value::Filesize { .. } => Type::Filesize,
        Value::Date { .. } => Type::Date,
        Value::Binary { .. } => Type::Binary,
        Value::Nothing { .. } => Type::Nothing,
        Value::Range { .. } => Type::Range,
        Value::Record { val, .. } => {
            let columns = val.iter().map(|(name, value)| Column::new(name.clone(), type_of(value)));
            Type::Record(Schema::closed(columns.collect()))
        }
        Value::List { vals, .. } => {
            let mut items = vals.iter().map(type_of);
            let first = items.next().unwrap_or(Type::Nothing);
            let item = items.try_fold(first, |so_far, next| so_far.join(&next));
            match item.unwrap_or(Type::Unknown) {
                Type::Record(schema) => Type::Table(schema),
                item => Type::List(Box::new(item)),
            }
        }
        _ => Type::Unknown,
    }
}

/// Check that `value` has one type all through, and say where it does not.
///
/// # Errors
/// A list with items whose types do not agree, with the place of the first that differs.
pub fn conform(value: &Value) -> Result<Type> {
    let ty = type_of(value);
    match clash(value, "") {
        Some(message) => Err(Diagnostic::error(codes::FORMAT, message)
            .help("give every item the same type, or leave it out where it is not known")
            .into()),
        None => Ok(ty),
    }
}

/// The first disagreement in `value`, which stands at `path`.
fn clash(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::Record { val, .. } => {
            val.iter().find_map(|(name, value)| clash(value, &format!("{path}.{name}")))
        }
        Value::List { vals, .. } => {
            let inner = vals.iter().enumerate();
            let inner = inner.map(|(at, value)| clash(value, &format!("{path}[{at}]")));
            if let Some(found) = inner.flatten().next() {
                return Some(found);
            }
            let mut so_far = Type::Nothing;
            for (at, item) in vals.iter().enumerate() {
                let ty = type_of(item);
                match so_far.join(&ty) {
                    Some(joined) => so_far = joined,
                    None => return Some(describe(&so_far, &ty, path, at)),
                }
            }
            None
        }
        _ => None,
    }
}

fn describe(so_far: &Type, ty: &Type, path: &str, at: usize) -> String {
    // People count from 1.
    let at = at + 1;
    if let (Type::Record(before), Type::Record(now)) = (so_far.non_null(), ty.non_null()) {
        let differs = now.columns().iter().find_map(|column| {
            let twin = before.get(&column.name)?;
            let clash = twin.ty.join(&column.ty).is_none();
            clash.then(|| (column.name.clone(), twin.ty.clone(), column.ty.clone()))
        });
        if let Some((name, earlier, here)) = differs {
            return format!("item {at}: `{name}` is of type {here} here and {earlier} before");
        }
    }
    format!("item {at} of the list{} is of type {ty}, the ones before are {so_far}", place(path))
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at `{}`", path.trim_start_matches('.')) }
}

/// The rows of a list of records as cells in the order of `schema`.
pub fn rows_of<'a>(value: &'a Value, schema: &'a Schema) -> impl Iterator<Item = Vec<Value>> + 'a {
    let items = match value {
        Value::List { vals, .. } => vals.as_slice(),
        single => std::slice::from_ref(single),
    };
    items.iter().map(move |item| {
        let field = |column: &Column| match item {
            Value::Record { val, .. } => val.get(&column.name).cloned(),
            _ => None,
        };
        schema.columns().iter().map(|c| field(c).unwrap_or_else(scalar::null)).collect()
    })
}
