//! Types as they are written, and what they mean.

use super::planner::Planner;
use crate::diag::{Diagnostic, codes, nearest};
use crate::source::Span;
use crate::syntax::ast::{Fields, Spanned, TypeExpr};
use crate::value::{Column, Schema, Type};

/// The names of types.
pub const NAMES: &[&str] = &[
    "any", "binary", "bool", "closure", "date", "duration", "filesize", "float", "int", "list",
    "nothing", "range", "record", "string", "table",
];

/// The type called `name`; holes in it are unknown.
fn named(name: &str) -> Option<Type> {
    Some(match name {
        "any" => Type::Unknown,
        "binary" => Type::Binary,
        "bool" => Type::Bool,
        "closure" => Type::Closure,
        "date" => Type::Date,
        "duration" => Type::Duration,
        "filesize" => Type::Filesize,
        "float" => Type::Float,
        "int" => Type::Int,
        "list" => Type::List(Box::new(Type::Unknown)),
        "nothing" | "null" => Type::Nothing,
        "range" => Type::Range,
        "record" => Type::Record(Schema::open()),
        "string" => Type::String,
        "table" => Type::Table(Schema::open()),
        _ => return None,
    })
}

/// What other languages call a type.
fn habit(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "str" | "text" | "char" => "string",
        "number" | "integer" | "i64" | "long" => "int",
        "double" | "real" | "f64" | "decimal" => "float",
        "boolean" => "bool",
        "datetime" | "time" | "timestamp" => "date",
        "bytes" | "blob" => "binary",
        "array" | "vec" => "list",
        "dict" | "map" | "object" | "struct" => "record",
        "block" | "function" | "fn" => "closure",
        "void" | "none" | "unit" => "nothing",
        "size" => "filesize",
        _ => return None,
    })
}

impl Planner<'_> {
    /// What `expr` means; a name that is no type is told about.
    pub(super) fn ty(&mut self, expr: &Spanned<TypeExpr>) -> Type {
        match &expr.node {
            TypeExpr::Name(name) => named(name).unwrap_or_else(|| {
                self.unknown_type(name, expr.span);
                Type::Unknown
            }),
            TypeExpr::List(item) => match self.ty(item) {
                Type::Record(schema) => Type::Table(schema),
                item => Type::List(Box::new(item)),
            },
            TypeExpr::Record(fields) => Type::Record(self.fields(fields)),
            TypeExpr::Table(fields) => Type::Table(self.fields(fields)),
            TypeExpr::Nullable(inner) => self.ty(inner).nullable(),
            TypeExpr::Error => Type::Unknown,
        }
    }

    fn fields(&mut self, fields: &Fields) -> Schema {
        let columns =
            fields.fields.iter().map(|(name, ty)| Column::new(name.node.clone(), self.ty(ty)));
        let columns = columns.collect::<Vec<_>>();
        if fields.open { Schema::open_with(columns) } else { Schema::closed(columns) }
    }

    fn unknown_type(&mut self, name: &str, span: Span) {
        let problem =
            Diagnostic::error(codes::UNKNOWN_TYPE, format!("no type `{name}`")).at(span, "");
        self.problem(match habit(name).or_else(|| nearest(name, NAMES.iter().copied())) {
            Some(near) => problem.help(format!("did you mean `{near}`?")).edit(span, near),
            None => problem.help(format!("types are {}", NAMES.join(", "))),
        });
    }
}

/// What is known of a value of type `found` that may be used as `wanted`.
pub(super) fn sharper(found: &Type, wanted: &Type) -> Type {
    match (found, wanted) {
        (Type::Unknown, wanted) => wanted.clone(),
        (Type::Int, Type::Float) => Type::Float,
        (Type::Nothing, wanted) => wanted.clone(),
        (found, Type::Nullable(_)) => found.clone().nullable(),
        (Type::List(item), Type::List(inner)) if **item == Type::Nothing => {
            Type::List(inner.clone())
        }
        (Type::List(item), Type::Table(schema)) if **item == Type::Nothing => {
            Type::Table(schema.clone())
        }
        (Type::Table(found), Type::Table(wanted)) => Type::Table(columns(found, wanted)),
        (Type::Record(found), Type::Record(wanted)) => Type::Record(columns(found, wanted)),
        (found, _) => found.clone(),
    }
}

/// Of rows whose columns are not all known, those that are wanted are there.
fn columns(found: &Schema, wanted: &Schema) -> Schema {
    if !found.is_open() {
        return found.clone();
    }
    let mut all = wanted.clone();
    let known = found.columns().iter().filter(|column| column.ty != Type::Unknown);
    known.cloned().for_each(|column| all.put(column));
    all
}
