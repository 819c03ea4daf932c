//! `default`: put a value in the place of nulls.

use super::columns::{fitted, literal};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Type, scalar};
use polars::prelude::when;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "default",
        summary: "put a value in the place of nulls",
        details: "The value must be of the type that the others have. The columns are not \
nullable any more, so that what follows need not think of nulls.",
        input: Input::Members,
        params: &[
            Param {
                name: "value",
                shape: Shape::Any,
                arity: Arity::One,
                doc: "what stands in the place of null",
            },
            Param {
                name: "columns",
                shape: Shape::Column,
                arity: Arity::Any,
                doc: "the columns of a table; none for a list",
            },
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "in a column",
                text: "[{host: \"a\", rack: null} {host: \"b\", rack: 7}] | default 0 rack",
                prints: "{\"host\":\"a\",\"rack\":0}\n{\"host\":\"b\",\"rack\":7}",
            },
            Example {
                doc: "in several",
                text: "[{a: null, b: null}] | default \"-\" a b",
                prints: "{\"a\":\"-\",\"b\":\"-\"}",
            },
            Example {
                doc: "in a record",
                text: "{a: null, b: 1} | default 5 a",
                prints: "{\"a\":5,\"b\":1}",
            },
            Example {
                doc: "in a list",
                text: "[\"x\" null] | default \"-\" | to json",
                prints: "\"[\\\"x\\\",\\\"-\\\"]\"",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some(value) = args.first("value") else { return Type::Unknown };
    let ty = value.ty();
    if ty.is_nullable() && ty != Type::Unknown {
        let message = "null in the place of null changes nothing";
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(value.span, ""));
        return checking.input.clone();
    }
    let filled = |checking: &mut Checking<'_>, what: &str, old: &Type| match filled(old, &ty) {
        Some(ty) => ty,
        None => {
            let message = format!("{what} of type {}, found {ty}", old.non_null());
            let help = "give a value of the type that the others have";
            checking.problem(given::clash(message, value.span).help(help));
            Type::Unknown
        }
    };
    match checking.input.non_null().clone() {
        Type::List(item) => Type::List(Box::new(filled(checking, "the items are", &item))),
        Type::Table(mut schema) => {
            if args.all("columns").is_empty() {
                let problem =
                    Diagnostic::error(codes::MISSING_ARGUMENT, "`default` needs a column");
                checking.problem(problem.at(args.span, "").help("write `default VALUE COLUMN`"));
            }
            for (name, _) in args.texts("columns") {
                let old = schema.get(name).map_or(Type::Unknown, |column| column.ty.clone());
                let ty = filled(checking, &format!("`{name}` is"), &old);
                schema.put(Column::new(name, ty));
            }
            Type::Table(schema)
        }
        _ => Type::Unknown,
    }
}

/// The type of what was of type `old` when values of type `ty` stand in the place of nulls.
fn filled(old: &Type, ty: &Type) -> Option<Type> {
    match old.non_null() {
        Type::Nothing => Some(ty.clone()),
        old => old.join(ty),
    }
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let Some(value) = args.first("value") else { return Ok(frame) };
    let (ty, value) = (value.ty(), value.to_value().unwrap_or_else(scalar::null));
    let mut names = args.texts("columns").map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    if names.is_empty() {
        names = frame.schema.names().into_iter().map(str::to_owned).collect();
    }
    let mut schema = frame.schema.as_ref().clone();
    let mut columns = Vec::new();
    for name in &names {
        let Some(column) = frame.schema.get(name) else { continue };
        let Some(ty) = filled(&column.ty, &ty) else { continue };
        let nulls = literal(&value, &ty)?;
        let old = fitted(column, &ty);
        let filled = when(old.clone().is_null()).then(nulls).otherwise(old);
        columns.push(filled.alias(name.as_str()));
        schema.put(Column::new(name.clone(), ty));
    }
    Ok(Frame::with(frame.lazy.with_columns(columns), schema).reading(frame.origins))
}
