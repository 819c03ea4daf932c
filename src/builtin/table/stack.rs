//! What `append` and `prepend` have in common: two tables, or two lists, as one.

use futures_util::{StreamExt, future, stream};
use polars::prelude::{LazyFrame, UnionArgs, concat};

use super::columns::{fitted, literal};
use crate::builtin::given;
use crate::command::{Args, Arity, Checking, Flag, Param, Shape};
use crate::diag::{Diagnostic, Result, codes};
use crate::source::Span;
use crate::value::{Chunk, ChunkStream, Data, Frame, Schema, Type, Value, scalar};

/// What is added.
pub const OTHER: Param = Param {
    name: "other",
    shape: Shape::Any,
    arity: Arity::One,
    doc: "a table or a record for a table, an item or a list for a list",
};

/// How rows with other columns are taken.
pub const FILL: Flag = Flag {
    name: "fill",
    short: None,
    shape: None,
    doc: "put null where one of the tables has no such column",
};

/// The type of both together.
pub fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some(other) = args.first("other") else { return Type::Unknown };
    let both = united(checking.input, &other.ty(), args.switch("fill"), other.span);
    both.unwrap_or_else(|problem| {
        checking.problem(*problem);
        Type::Unknown
    })
}

fn united(input: &Type, other: &Type, fill: bool, span: Span) -> Result<Type> {
    let clash = |what: &str| Err(given::clash(what, span).into());
    match (input.non_null(), other.non_null()) {
        (_, Type::Unknown) | (Type::Unknown, _) => Ok(Type::Unknown),
        (Type::Table(rows), Type::Table(more) | Type::Record(more)) => {
            columns(rows, more, fill, span).map(Type::Table)
        }
        (Type::Table(_), Type::List(item)) if **item == Type::Nothing => Ok(input.clone()),
        (Type::List(item), Type::Table(_)) if **item == Type::Nothing => Ok(other.clone()),
        (Type::List(item), Type::Record(row)) if **item == Type::Nothing => {
            Ok(Type::Table(row.clone()))
        }
        (Type::Table(_), other) => {
            clash(&format!("rows are put beside rows, found a value of type {other}"))
        }
        (Type::List(item), _) => {
            let more = match other {
                Type::List(more) => more.as_ref(),
                single => single,
            };
            match item.join(more) {
                Some(item) => Ok(Type::List(Box::new(item))),
                None => clash(&format!("the items are of type {item}, found {more}")),
            }
        }
        _ => Ok(Type::Unknown),
    }
}

/// The columns of both tables; `fill` allows those that one of them lacks.
fn columns(rows: &Schema, more: &Schema, fill: bool, span: Span) -> Result<Schema> {
    let closed = !rows.is_open() && !more.is_open();
    let lack = |a: &Schema, b: &Schema| {
        a.names().into_iter().find(|name| b.get(name).is_none()).map(str::to_owned)
    };
    let lacking = [("are added", lack(rows, more)), ("come in", lack(more, rows))];
    for (which, name) in lacking {
        if let (Some(name), false, true) = (name, fill, closed) {
            let message = format!("the rows that {which} have no column `{name}`");
            let problem = Diagnostic::error(codes::UNKNOWN_COLUMN, message).at(span, "");
            return Err(problem.help("rename or add it, or put null there with `--fill`").into());
        }
    }
    if let Some(both) = rows.union(more) {
        return Ok(both);
    }
    let differs = rows.columns().iter().find_map(|column| {
        let twin = more.get(&column.name)?;
        column.ty.join(&twin.ty).is_none().then_some((column, twin))
    });
    let message = differs.map_or_else(String::new, |(column, twin)| {
        format!(
            "`{}` is of type {}, in the rows that are added {}",
            column.name, column.ty, twin.ty
        )
    });
    let help = "give it the same type first, such as with `update`";
    Err(given::clash(message, span).help(help).into())
}

/// Both together, what is added at the end or at the beginning.
///
/// # Errors
/// They do not fit together.
pub fn run(input: Data, args: &Args, at_end: bool) -> Result<Data> {
    let Some(other) = args.first("other") else { return Ok(input) };
    let fill = args.switch("fill");
    if let Data::Value(value) = input {
        let added = other.to_value().unwrap_or_else(scalar::null);
        let added =
            if let Value::List { vals, .. } = added { vals.into_owned() } else { vec![added] };
        let items = given::items(value)?;
        let both = if at_end { [items, added] } else { [added, items] };
        return Ok(Data::Value(scalar::list(both.concat())));
    }
    let more = match (other.rows()?, other.value(), other.ty()) {
        (Some(rows), ..) => rows,
        (None, Some(record), Type::Record(schema)) => Chunk::of(record, schema)?,
        _ => return Ok(input),
    };
    Ok(match input {
        Data::Frame(frame) => {
            let schema = columns(&frame.schema, more.schema(), fill, other.span)?;
            let origins = frame.origins.clone();
            let both = [aligned(frame, &schema)?, aligned(Frame::of(more), &schema)?];
            Data::Frame(Frame::with(stacked(both, at_end)?, schema).reading(origins))
        }
        Data::Chunks(chunks) => {
            let schema = columns(&chunks.schema, more.schema(), fill, other.span)?;
            let wanted = schema.clone();
            let align =
                move |frame: Frame| Frame::with(aligned(frame, &wanted)?, wanted.clone()).collect();
            let more = stream::once(future::ready(align(Frame::of(more))));
            let rows = chunks.chunks.map(move |chunk| align(Frame::of(chunk?)));
            let both = if at_end { rows.chain(more).boxed() } else { more.chain(rows).boxed() };
            Data::Chunks(ChunkStream::new(schema.into(), both))
        }
        other => other,
    })
}

fn stacked([rows, more]: [LazyFrame; 2], at_end: bool) -> Result<LazyFrame> {
    let both = if at_end { [rows, more] } else { [more, rows] };
    concat(both, UnionArgs::default())
        .map_err(|error| Diagnostic::error(codes::INTERNAL, error.to_string()).into())
}

/// The rows of `frame` in the columns of `schema`.
fn aligned(frame: Frame, schema: &Schema) -> Result<LazyFrame> {
    let columns = schema.columns().iter().map(|column| {
        let cells = match frame.schema.get(&column.name) {
            Some(known) => fitted(known, &column.ty),
            None => literal(&scalar::null(), &column.ty)?,
        };
        Ok(cells.alias(column.name.as_str()))
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(frame.lazy.select(columns))
}
