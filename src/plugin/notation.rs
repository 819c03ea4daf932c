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

/// How deep types may be in one another, and how long their text may be.
const DEEPEST: usize = 8;
const LONGEST: usize = 16 << 10;

/// The type that `text` names.
pub fn parse(text: &str) -> Option<Type> {
    if text.len() > LONGEST {
        return None;
    }
    let mut reader = Reader { rest: text };
    let ty = reader.ty(DEEPEST)?;
    reader.rest.is_empty().then_some(ty)
}

/// Reads a type from its beginning.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// The word that it begins with.
    fn word(&mut self) -> &'a str {
        let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
        let end = self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn ty(&mut self, depth: usize) -> Option<Type> {
        let depth = depth.checked_sub(1)?;
        let ty = match self.word() {
            "list" => {
                self.eat("<")?;
                let item = self.ty(depth)?;
                self.eat(">")?;
                Type::List(Box::new(item))
            }
            "record" => Type::Record(self.fields(depth)?),
            "table" => Type::Table(self.fields(depth)?),
            name => SCALARS.iter().find(|(known, _)| *known == name)?.1.clone(),
        };
        match self.eat("?") {
            Some(()) => Some(ty.nullable()),
            None => Some(ty),
        }
    }

    fn fields(&mut self, depth: usize) -> Option<Schema> {
        self.eat("<")?;
        let mut schema = Schema::default();
        while self.eat(">").is_none() {
            if !schema.columns().is_empty() {
                self.eat(", ")?;
            }
            let name = self.name()?;
            self.eat(": ")?;
            let ty = self.ty(depth)?;
            let fits = schema.get(&name).is_none() && schema.columns().len() < limits::COLUMNS;
            fits.then(|| schema.put(Column::new(name, ty)))?;
        }
        Some(schema)
    }

    /// A name: a word, or a JSON text.
    fn name(&mut self) -> Option<String> {
        if !self.rest.starts_with('"') {
            return Some(self.word()).filter(|word| !word.is_empty()).map(str::to_owned);
        }
        let mut texts = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let name = texts.next()?.ok()?;
        self.rest = self.rest.get(texts.byte_offset()..)?;
        Some(name)
    }
}

/// `ty` as text; none for what does not leave the shell.
pub fn write(ty: &Type) -> Option<String> {
    let fields = |schema: &Schema| {
        if schema.is_open() {
            return None;
        }
        let fields = schema.columns().iter().map(|column| {
            let word = Reader { rest: &column.name }.word();
            let name = match word.len() == column.name.len() && !word.is_empty() {
                true => column.name.clone(),
                false => serde_json::Value::from(column.name.as_str()).to_string(),
            };
            Some(format!("{name}: {}", write(&column.ty)?))
        });
        fields.collect::<Option<Vec<_>>>().map(|fields| fields.join(", "))
    };
    Some(match ty {
        Type::List(item) => format!("list<{}>", write(item)?),
        Type::Record(schema) => format!("record<{}>", fields(schema)?),
        Type::Table(schema) => format!("table<{}>", fields(schema)?),
        Type::Nullable(inner) => format!("{}?", write(inner)?),
        other => SCALARS.iter().find(|(_, known)| known == other)?.0.to_owned(),
    })
}

/// The columns that go to a plugin; none while some of them are not known. A text or bytes go as a
/// table.
///
/// # Errors
/// A column that plugins cannot take.
pub fn given(input: &Type) -> Result<Option<Vec<ColumnType>>, Box<Diagnostic>> {
    let schema = match input.non_null() {
        Type::Nothing => return Ok(Some(Vec::new())),
        Type::String | Type::Binary => &Schema::of([("bytes", Type::Binary)]),
        Type::Table(schema) => schema,
        _ => return Ok(None),
    };
    let mut columns = Vec::new();
    for column in schema.columns() {
        match write(&column.ty) {
            Some(ty) => columns.push(ColumnType { name: column.name.clone(), ty }),
            None if is_late(&column.ty) => return Ok(None),
            None => return Err(refused(&column.name, &column.ty.to_string())),
        }
    }
    Ok((!schema.is_open()).then_some(columns))
}

/// Whether some of it is known only when it runs.
fn is_late(ty: &Type) -> bool {
    match ty {
        Type::Unknown => true,
        Type::List(inner) | Type::Nullable(inner) => is_late(inner),
        Type::Record(schema) | Type::Table(schema) => {
            schema.is_open() || schema.columns().iter().any(|column| is_late(&column.ty))
        }
        _ => false,
    }
}

/// Why a column does not go to a plugin.
pub fn refused(name: &str, ty: &str) -> Box<Diagnostic> {
    let message = format!("plugins of this kind cannot take column `{name}` of type {ty}");
    let help = format!("leave it out with `reject {name}`");
    Diagnostic::error(codes::PLUGIN_INPUT, message).help(help).into()
}

/// What is wrong with the type that a plugin promises for `column`.
pub fn unfit(column: &ColumnType) -> String {
    let (name, ty) = (plain(&column.name, 60), plain(&column.ty, 60));
    format!("column `{name}` of type `{ty}`, which is none for plugins")
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
        let fits = |ty: &Type| is_flat(ty) || known || has_plain_names(ty);
        let ty = parse(&column.ty).filter(fits);
        let ty = ty.ok_or_else(|| unfit(&column))?;
        if schema.get(&column.name).is_some() {
            return Err(format!("two columns `{name}`"));
        }
        schema.put(Column::new(column.name, ty));
    }
    Ok(Arc::new(schema))
}

/// Whether all fields within `ty` have names that show as they are.
fn has_plain_names(ty: &Type) -> bool {
    match ty {
        Type::List(inner) | Type::Nullable(inner) => has_plain_names(inner),
        Type::Record(schema) | Type::Table(schema) => schema.columns().iter().all(|column| {
            let named = !column.name.is_empty() && is_plain(&column.name, 200);
            named && has_plain_names(&column.ty)
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_they_are_written() {
        let odd = Schema::of([("a b", Type::Int), ("c", Type::List(Box::new(Type::String)))]);
        for (_, ty) in SCALARS {
            let list = Type::List(Box::new(ty.clone().nullable()));
            let record = Type::Record(Schema::of([("x", ty.clone()), ("\"", list.clone())]));
            for ty in [ty.clone(), ty.nullable(), list.clone(), record.clone().nullable()] {
                assert_eq!(parse(&write(&ty).unwrap()), Some(ty));
            }
        }
        let table = Type::Table(odd);
        assert_eq!(write(&table).unwrap(), "table<\"a b\": int, c: list<string>>");
        assert_eq!(parse(&write(&table).unwrap()), Some(table));
        assert_eq!(parse("record<>"), Some(Type::Record(Schema::default())));
        for wrong in [
            "",
            "?",
            "int??",
            "Int",
            "list<>",
            "list<int",
            "int ",
            "list",
            "record<a>",
            "nothing",
            "record<a: int, a: int>",
            "record<a: int,>",
            "record<a: int b: int>",
            "record<: int>",
            "list<int>>",
            "record<\"a: int>",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse(&"list<".repeat(1 << 20)), None);
        let deep = |depth: usize| "list<".repeat(depth) + "int" + &">".repeat(depth);
        assert!(parse(&deep(DEEPEST - 1)).is_some() && parse(&deep(DEEPEST)).is_none());
    }

    #[test]
    fn what_is_promised_is_checked() {
        let column = |name: &str, ty: &str| ColumnType { name: name.into(), ty: ty.into() };
        let told = |columns: &[ColumnType]| promised(columns.to_vec(), &[]).unwrap_err();
        assert_eq!(told(&[column("a", "int"), column("a", "int")]), "two columns `a`");
        assert!(told(&[column("a", "range")]).contains("type `range`"));
        assert!(told(&[column("a", "record<\"\\u001b[2J\": int>")]).contains("none for plugins"));
        assert!(told(&[column("\u{1b}[31m", "int")]).contains("`[31m` as the name"));
        assert!(told(&[column("", "int")]).contains("name of a column"));
        let odd = [column("a\nb", "int?")];
        assert!(promised(odd.to_vec(), &odd).is_ok());
    }

    #[test]
    fn what_cannot_leave_is_named() {
        let table = |ty: Type| Type::Table(Schema::of([("a", Type::Int), ("l", ty)]));
        let list = |ty: Type| table(Type::List(Box::new(ty)));
        assert_eq!(given(&list(Type::Int)).unwrap().unwrap()[1].ty, "list<int>");
        let problem = given(&list(Type::Closure)).unwrap_err();
        assert!(problem.message.ends_with("cannot take column `l` of type list<closure>"));
        assert!(given(&list(Type::Unknown)).unwrap().is_none());
        assert!(given(&Type::Table(Schema::open())).unwrap().is_none());
        assert!(given(&Type::Nothing).unwrap().is_some_and(|columns| columns.is_empty()));
        assert_eq!(given(&Type::String).unwrap().unwrap()[0].ty, "binary");
    }
}
