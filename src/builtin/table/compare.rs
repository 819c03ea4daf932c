//! `compare`: what differs between two tables.

use std::collections::HashMap;
use std::sync::Arc;

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::format::to_json_text;
use crate::value::{Chunk, Column, Frame, Rows, Schema, Type, Value, plain_text, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "compare",
        summary: "say what differs between two tables, row by row and column by column",
        details: "Rows of both tables are the same row when they are equal in the key columns, \
                  which must tell them apart in each. Of a row that is in one table alone, \
                  `change` says `added` or `removed`; of one that is in both, there is a row a \
                  column that differs, with `changed`. `before` is what the other table has, \
                  `after` what comes in, both as texts, since columns differ in type. Columns of \
                  one table alone differ in every row, unless they are null.",
        input: Input::Table,
        params: &[
            Param {
                name: "before",
                shape: Shape::Any,
                arity: Arity::One,
                doc: "the table to compare with, such as the one of yesterday",
            },
            Param {
                name: "keys",
                shape: Shape::Column,
                arity: Arity::Some,
                doc: "the columns that tell rows apart",
            },
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "what has changed since",
            text: "let before = [{host: \"a\", os: \"x\", n: 1} {host: \"b\", os: \"y\", n: 2}]; [{host: \"a\", os: \"z\", n: 1} {host: \"c\", os: \"y\", n: 3}] | compare $before host",
            prints: "{\"host\":\"a\",\"change\":\"changed\",\"column\":\"os\",\"before\":\"x\",\"after\":\"z\"}\n\
                     {\"host\":\"c\",\"change\":\"added\",\"column\":null,\"before\":null,\"after\":null}\n\
                     {\"host\":\"b\",\"change\":\"removed\",\"column\":null,\"before\":null,\"after\":null}",
        }],
    },
    output: &output,
    body: Body::Whole(run),
};

const NEW: [&str; 4] = ["change", "column", "before", "after"];

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let Some(other) = args.first("before") else { return Type::Unknown };
    let before = match other.ty().non_null() {
        Type::Table(schema) => schema.clone(),
        Type::Unknown => Schema::open(),
        ty => {
            let message = format!("a table is compared with a table, found {ty}");
            checking.problem(given::clash(message, other.span));
            return Type::Unknown;
        }
    };
    for (name, span) in args.texts("keys") {
        if before.get(name).is_none() && !before.is_open() {
            let problem = given::unknown(name, "column", span, &before);
            let message = format!("the other table has no column `{name}`");
            checking.problem(Diagnostic { message, ..problem });
        } else if NEW.contains(&name) {
            let message = format!("the result would have two columns `{name}`");
            let problem = Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, "");
            checking.problem(problem.help("rename it in both tables first"));
        }
    }
    Type::Table(result(&schema, &before, &args))
}

fn result(after: &Schema, before: &Schema, args: &Args) -> Schema {
    let ty = |schema: &Schema, name| schema.get(name).map_or(Type::Unknown, |c| c.ty.clone());
    let keys = args.texts("keys").map(|(name, _)| {
        let joined = ty(after, name).join(&ty(before, name));
        Column::new(name, joined.unwrap_or(Type::String))
    });
    let mut columns = keys.collect::<Vec<_>>();
    columns.push(Column::new("change", Type::String));
    columns.extend(["column", "before", "after"].map(|n| Column::new(n, Type::String.nullable())));
    Schema::closed(columns)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let other = args.first("before").map(|other| other.rows()).transpose()?.flatten();
    let Some(before) = other else { return Ok(frame) };
    let after = frame.collect()?;
    let schema = Arc::new(result(after.schema(), before.schema(), args));
    let keys = args.texts("keys").map(|(name, _)| name).collect::<Vec<_>>();
    let (old, new) = (by_key(&before, &keys, args)?, by_key(&after, &keys, args)?);
    let mut rows = Rows::new(schema);
    let mut others = before.schema().names();
    others.retain(|name| after.schema().get(name).is_none());
    let names = after.schema().names().into_iter().chain(others);
    let names = names.filter(|name| !keys.contains(name)).collect::<Vec<_>>();
    let cell = |chunk: &Chunk, row: &[Value], name: &str| {
        let at = chunk.schema().index(name);
        at.and_then(|at| row.get(at).cloned()).unwrap_or_else(scalar::null)
    };
    for (key, row) in &new.rows {
        let Some(known) = old.find(key) else {
            rows.push(&told(row.key(&after, &keys), "added", None))?;
            continue;
        };
        for name in &names {
            let (was, is) = (cell(&before, &known.cells, name), cell(&after, &row.cells, name));
            if was != is {
                let difference = Some((*name, was, is));
                rows.push(&told(row.key(&after, &keys), "changed", difference))?;
            }
        }
    }
    for (key, row) in &old.rows {
        if new.find(key).is_none() {
            rows.push(&told(row.key(&before, &keys), "removed", None))?;
        }
    }
    Ok(Frame::of(rows.finish()?))
}

/// A row of the result.
fn told(mut key: Vec<Value>, change: &str, difference: Option<(&str, Value, Value)>) -> Vec<Value> {
    key.push(scalar::text(change));
    key.extend(match difference {
        None => [scalar::null(), scalar::null(), scalar::null()],
        Some((name, was, is)) => [scalar::text(name), shown(&was), shown(&is)],
    });
    key
}

/// A cell as text; null stays.
fn shown(cell: &Value) -> Value {
    match cell {
        Value::Nothing { .. } => scalar::null(),
        Value::List { .. } | Value::Record { .. } => scalar::text(to_json_text(cell, false)),
        other => scalar::text(plain_text(other)),
    }
}

struct Row {
    cells: Vec<Value>,
}

impl Row {
    fn key(&self, chunk: &Chunk, keys: &[&str]) -> Vec<Value> {
        let places = keys.iter().filter_map(|name| chunk.schema().index(name));
        places.filter_map(|at| self.cells.get(at).cloned()).collect()
    }
}

/// Rows in their order, and where each key is.
struct ByKey {
    rows: Vec<(String, Row)>,
    places: HashMap<String, usize>,
}

impl ByKey {
    fn find(&self, key: &str) -> Option<&Row> {
        self.places.get(key).and_then(|at| self.rows.get(*at)).map(|(_, row)| row)
    }
}

/// The rows of `chunk` by what their key columns are written as.
fn by_key(chunk: &Chunk, keys: &[&str], args: &Args) -> Result<ByKey> {
    let mut found = ByKey { rows: Vec::new(), places: HashMap::new() };
    for cells in chunk.rows() {
        let row = Row { cells };
        let key = row.key(chunk, keys);
        let text = to_json_text(&scalar::list(key.clone()), false);
        if found.places.insert(text.clone(), found.rows.len()).is_some() {
            let key = key.iter().map(plain_text).collect::<Vec<_>>().join(", ");
            let message = format!("two rows of one table have the key `{key}`");
            return Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
                .at(args.span, "")
                .help("name more columns, or leave the others out first with `uniq-by`")
                .into());
        }
        found.rows.push((text, row));
    }
    Ok(found)
}
