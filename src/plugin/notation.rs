//! Types as text, in the notation of the language, and back.

use std::sync::Arc;

use super::failure::plain;
use super::limits;
use super::manifest::is_plain;
use super::wit::ColumnType;
use crate::diag::{Diagnostic, codes};
use crate::value::{Column, Schema, Type, is_flat};

const SCALARS: [(&str, Type); 8] = [
    ("int", Type::Int),
    ("float", Type::Float),
    ("string", Type::String),
    ("bool", Type::Bool),
    ("duration", Type::Duration),
    ("filesize", Type::Filesize),
    ("date", Type::Date),
    ("binary", Type::Binary),
];

/// The type that `text` names: a scalar, perhaps nullable, or a list of such.
pub fn parse(text: &str) -> Option<Type> {
    if let Some(inner) = text.strip_suffix('?') {
        let inner = parse(inner)?;
        return (!inner.is_nullable()).then(|| inner.nullable());
    }
    if let Some(item) = text.strip_prefix("list<").and_then(|rest| rest.strip_suffix('>')) {
        // A hostile text may be nested as deeply as it is long.
        return if item.starts_with("list<") {
            None
        } else {
            parse(item).map(Box::new).map(Type::List)
        };
    }
    SCALARS.iter().find(|(name, _)| *name == text).map(|(_, ty)| ty.clone())
}

/// The columns of a table that goes to a plugin; none while some of them are not known.
///
/// # Errors
/// A column that plugins cannot take.
pub fn given(input: &Type, who: &str) -> Result<Option<Vec<ColumnType>>, Box<Diagnostic>> {
    let schema = match input.non_null() {
        Type::Nothing => return Ok(Some(Vec::new())),
        Type::Table(schema) => schema,
        _ => return Ok(None),
    };
    let nested = schema
        .columns()
        .iter()
        .find(|column| !is_flat(&column.ty) && *column.ty.non_null() != Type::Unknown);
    if let Some(column) = nested {
        let message = format!("{who} cannot take column `{}` of type {}", column.name, column.ty);
        return Err(Diagnostic::error(codes::PLUGIN_INPUT, message)
            .help(format!(
                "plugins take columns of plain values; leave it out with `reject {}`",
                column.name
            ))
            .into());
    }
    if schema.is_open() || schema.columns().iter().any(|column| !is_flat(&column.ty)) {
        return Ok(None);
    }
    let columns = schema.columns().iter();
    let columns =
        columns.map(|column| ColumnType { name: column.name.clone(), ty: column.ty.to_string() });
    Ok(Some(columns.collect()))
}

/// The columns that a plugin promises, which nobody vouches for; those of `input` may keep their
/// names whatever they are.
///
/// # Errors
/// What is wrong with them, as a fragment for people.
pub fn promised(columns: Vec<ColumnType>, input: &[ColumnType]) -> Result<Arc<Schema>, String> {
    if columns.len() > limits::COLUMNS {
        return Err(format!("{} columns", columns.len()));
    }
    let mut schema = Schema::default();
    for column in columns {
        let known = input.iter().any(|given| given.name == column.name);
        let name = plain(&column.name, 60);
        if !known && (column.name.is_empty() || !is_plain(&column.name, 200)) {
            return Err(format!("`{name}` as the name of a column"));
        }
        let ty = parse(&column.ty).filter(is_flat);
        let ty = ty.ok_or_else(|| {
            format!(
                "column `{name}` of type `{}`, which is none for plugins",
                plain(&column.ty, 60)
            )
        })?;
        if schema.get(&column.name).is_some() {
            return Err(format!("two columns `{name}`"));
        }
        schema.put(Column::new(column.name, ty));
    }
    Ok(Arc::new(schema))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_they_are_written() {
        for (_, ty) in SCALARS {
            for ty in [ty.clone(), ty.clone().nullable(), Type::List(Box::new(ty.nullable()))] {
                assert_eq!(parse(&ty.to_string()), Some(ty));
            }
        }
        for wrong in ["", "?", "int??", "Int", "list<>", "list<int", "list<list<int>>", "int "] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse(&"list<".repeat(1 << 20)), None);
    }

    #[test]
    fn what_is_promised_is_checked() {
        let column = |name: &str, ty: &str| ColumnType { name: name.into(), ty: ty.into() };
        let told = |columns: &[ColumnType]| promised(columns.to_vec(), &[]).unwrap_err();
        assert_eq!(told(&[column("a", "int"), column("a", "int")]), "two columns `a`");
        assert!(told(&[column("a", "list<int>")]).contains("type `list<int>`"));
        assert!(told(&[column("\u{1b}[31m", "int")]).contains("`[31m` as the name"));
        assert!(told(&[column("", "int")]).contains("name of a column"));
        let odd = [column("a\nb", "int?")];
        assert!(promised(odd.to_vec(), &odd).is_ok());
    }

    #[test]
    fn nested_columns_are_named() {
        let list = Type::List(Box::new(Type::Int));
        let table = Type::Table(Schema::of([("a", Type::Int), ("l", list)]));
        let problem = given(&table, "the command `x`").unwrap_err();
        assert_eq!(problem.message, "the command `x` cannot take column `l` of type list<int>");
        assert!(given(&Type::Table(Schema::open()), "x").unwrap().is_none());
        assert!(given(&Type::Nothing, "x").unwrap().is_some_and(|columns| columns.is_empty()));
    }
}
