//! `cast`: give columns another type.

use super::columns::named;
use crate::builtin::convert::{
    into_bool, into_datetime, into_duration, into_filesize, into_float, into_int, into_string,
};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::Effects;
use crate::source::Span;
use crate::value::{Column, Frame, Rows, Schema, Type, from_cell, physical};
use polars::prelude::{Column as Cells, Expr, Field, PolarsError};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "cast",
        summary: "give columns another type",
        details: "To `bool`, `date`, `duration`, `filesize`, `float`, `int` or `string`, cell by \
                  cell as `into bool` and its like read them: a cell that is not of that type is an \
                  error and never null. Nulls stay.",
        input: Input::Table,
        params: &[
            Param {
                name: "type",
                shape: Shape::Text,
                arity: Arity::One,
                doc: "the type, such as `int`",
            },
            Param {
                name: "columns",
                shape: Shape::Column,
                arity: Arity::Some,
                doc: "the columns that get it",
            },
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "texts to numbers",
                text: "[{host: \"a\", cores: \"4\"}] | cast int cores",
                prints: "{\"host\":\"a\",\"cores\":4}",
            },
            Example {
                doc: "numbers to texts",
                text: "[{a: 1, b: 2.5}] | cast string a b",
                prints: "{\"a\":\"1\",\"b\":\"2.5\"}",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

/// The types that there is a way to, and the commands that know it.
const TYPES: [(&str, &Command); 7] = [
    ("bool", &into_bool::COMMAND),
    ("date", &into_datetime::COMMAND),
    ("duration", &into_duration::COMMAND),
    ("filesize", &into_filesize::COMMAND),
    ("float", &into_float::COMMAND),
    ("int", &into_int::COMMAND),
    ("string", &into_string::COMMAND),
];

fn way(args: &Args) -> Option<&'static Command> {
    let name = args.text("type")?;
    TYPES.into_iter().find(|(known, _)| *known == name).map(|(_, command)| command)
}

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some((name, span)) = args.texts("type").next() else { return Type::Unknown };
    let Some(command) = way(&args) else {
        let names = TYPES.map(|(name, _)| name);
        let message = format!("a column cannot be cast to `{name}`");
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
        checking.problem(problem.maybe_help(did_you_mean(name, "types", &names)));
        return Type::Unknown;
    };
    let mut schema = checking.schema();
    for (name, span) in args.texts("columns") {
        let Some(column) = schema.get(name).cloned() else { continue };
        let ty = column.ty.non_null();
        if !command.signature.input.takes(ty) {
            let message = format!("`{name}` is of type {ty}, which cannot be cast so");
            checking.problem(given::clash(message, span));
            continue;
        }
        let plain = Args::new(Vec::new(), span);
        let mut checking =
            Checking { args: &plain, input: ty, problems: checking.problems, ..*checking };
        let to = (command.output)(&mut checking);
        schema.put(Column::new(name, if column.ty.is_nullable() { to.nullable() } else { to }));
    }
    Type::Table(schema)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let (Some(command), Some(name)) = (way(args), args.text("type")) else { return Ok(frame) };
    let to = match name {
        "bool" => Type::Bool,
        "date" => Type::Date,
        "duration" => Type::Duration,
        "filesize" => Type::Filesize,
        "float" => Type::Float,
        "int" => Type::Int,
        _ => Type::String,
    };
    let mut schema = frame.schema.as_ref().clone();
    let mut columns = Vec::new();
    for (name, span) in args.texts("columns") {
        let Some(column) = frame.schema.get(name) else { continue };
        columns.push(converted(column, &to, command, span));
        let to = if column.ty.is_nullable() { to.clone().nullable() } else { to.clone() };
        schema.put(Column::new(name, to));
    }
    Ok(Frame::with(frame.lazy.with_columns(columns), schema).reading(frame.origins))
}

fn converted(column: &Column, to: &Type, command: &'static Command, span: Span) -> Expr {
    let cells = named(&column.name);
    if column.ty.non_null() == to {
        return cells;
    }
    let (from, to, name) = (column.ty.clone(), to.clone().nullable(), column.name.clone());
    let dtype = physical(&to);
    let convert = move |cells: Cells| {
        let plain = Args::new(Vec::new(), span);
        let column = Column::new(name.as_str(), to.clone());
        let mut rows = Rows::new(Arc::new(Schema::closed(vec![column])));
        for at in 0..cells.len() {
            let converted = command.compute(from_cell(&cells.get(at)?, &from), &plain);
            let pushed = converted.and_then(|value| rows.push(&[value]));
            pushed.map_err(|problem| {
                let what = format!("arithmetic: in column `{name}`: {}", problem.message);
                PolarsError::ComputeError(what.into())
            })?;
        }
        let chunk =
            rows.finish().map_err(|problem| PolarsError::ComputeError(problem.message.into()))?;
        let converted = chunk.into_frame().into_columns().into_iter().next();
        converted.ok_or_else(|| PolarsError::ComputeError("a column got lost".into()))
    };
    cells.map(convert, move |_, field| Ok(Field::new(field.name().clone(), dtype.clone())))
}
