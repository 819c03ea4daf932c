//! `transpose`: turn the fields of a record into rows, or the columns of a table.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Chunk, Column, Data, Rows, Schema, Type, Value, plain_scalar, scalar};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "transpose",
        summary: "turn fields or columns into rows",
        details: "The values must be of one type, or be made texts with `--text`. To look at one host \
                  with many columns: `hosts web01 | discover os | get 0 | transpose --text`. Of a table \
                  each column becomes a row, and each row a column: `row0`, `row1` and so on, or what \
                  the column says that `--names` names.",
        input: Input::Members,
        params: &[
            Param {
                name: "key",
                shape: Shape::NewColumn,
                arity: Arity::Optional,
                doc: "the column of the names, `key` when it is left out",
            },
            Param {
                name: "value",
                shape: Shape::NewColumn,
                arity: Arity::Optional,
                doc: "the column of the values, `value` when it is left out",
            },
        ],
        flags: &[
            Flag {
                name: "names",
                short: Some('n'),
                shape: Some(Shape::Column),
                doc: "the column of texts that are the names of the new columns, of a table",
            },
            Flag { name: "text", short: Some('t'), shape: None, doc: "make texts of the values" },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "names and values",
                text: "{cores: 4, threads: 8} | transpose",
                prints: "{\"key\":\"cores\",\"value\":4}\n{\"key\":\"threads\",\"value\":8}",
            },
            Example {
                doc: "other names of the columns",
                text: "{a: 1} | transpose \"name\" \"n\"",
                prints: "{\"name\":\"a\",\"n\":1}",
            },
            Example {
                doc: "one row of a table",
                text: "[{host: \"a\", os: \"debian\"}] | get 0 | transpose",
                prints: "{\"key\":\"host\",\"value\":\"a\"}\n{\"key\":\"os\",\"value\":\"debian\"}",
            },
            Example {
                doc: "values of several types as texts",
                text: "{host: \"a\", cores: 4} | transpose --text",
                prints: "{\"key\":\"host\",\"value\":\"a\"}\n{\"key\":\"cores\",\"value\":\"4\"}",
            },
            Example {
                doc: "rows into columns",
                text: "[{host: \"a\", cores: 4, threads: 8} {host: \"b\", cores: 2, threads: 2}] | transpose what --names host",
                prints: "{\"what\":\"cores\",\"a\":4,\"b\":2}\n{\"what\":\"threads\",\"a\":8,\"b\":2}",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let fields = checking.schema();
    match checking.input.non_null() {
        Type::Table(_) => return of_table(checking, &fields, &args),
        Type::List(_) => {
            checking.problem(given::clash("a list has no columns to turn", args.span));
            return Type::Unknown;
        }
        _ => {}
    }
    if let Some(names) = args.first("names") {
        let problem = given::clash("`--names` is for tables, and this is a record", names.span);
        checking.problem(problem.help("leave it away"));
    }
    if fields.is_open() {
        return Type::Table(Schema::open());
    }
    let (key, value) = names(&args);
    if key == value {
        let message = format!("the table would have two columns `{key}`");
        checking.problem(Diagnostic::error(codes::DUPLICATE_NAME, message).at(args.span, ""));
    }
    match rows(&fields, &args) {
        Ok(schema) => Type::Table(schema),
        Err(problem) => {
            checking.problem(*problem);
            Type::Unknown
        }
    }
}

fn names(args: &Args) -> (&str, &str) {
    (args.text("key").unwrap_or("key"), args.text("value").unwrap_or("value"))
}

fn rows(fields: &Schema, args: &Args) -> Result<Schema> {
    let mut item: Option<Type> = None;
    for field in fields.columns() {
        let ty = match (args.switch("text"), field.ty.is_nullable()) {
            (true, _) if given::has_parts(&field.ty) => field.ty.clone(),
            (true, true) => Type::String.nullable(),
            (true, false) => Type::String,
            (false, _) => field.ty.clone(),
        };
        let joined = match &item {
            Some(item) => item.join(&ty),
            None => Some(ty),
        };
        item = Some(joined.ok_or_else(|| {
            let before = item.unwrap_or(Type::Nothing);
            let message = format!(
                "a column has values of one type, `{}` is {} after {before}",
                field.name, field.ty
            );
            given::clash(message, args.span).help("`--text` makes texts of them all")
        })?);
    }
    let (key, value) = names(args);
    Ok(Schema::of([(key, Type::String), (value, item.unwrap_or(Type::Nothing))]))
}

/// The type of a table that is turned: which columns it has is known once its rows are there.
fn of_table(checking: &mut Checking<'_>, schema: &Schema, args: &Args) -> Type {
    if let Some((_, span)) = args.texts("value").next() {
        let message = "each row of a table becomes a column of its own";
        let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(span, "");
        checking.problem(problem.help("`--names COLUMN` says what they are called"));
    }
    if let Some((name, span)) = args.texts("names").next()
        && let Some(column) = schema.get(name)
        && !matches!(column.ty.non_null(), Type::String | Type::Unknown)
    {
        let message = format!("names are texts, and `{name}` is of type {}", column.ty);
        let help = format!("make texts of it before, with `cast string {name}`");
        checking.problem(given::clash(message, span).help(help));
    } else if !schema.is_open()
        && let Err(problem) = rows(&turned(schema, args), args)
    {
        checking.problem(*problem);
    }
    Type::Table(Schema::open())
}

/// The columns that become rows.
fn turned(schema: &Schema, args: &Args) -> Schema {
    let names = args.text("names");
    let kept = schema.columns().iter().filter(|column| Some(column.name.as_str()) != names);
    Schema::closed(kept.cloned().collect())
}

/// The most rows of a table that become columns.
const MOST: usize = 10_000;

/// The rows of `chunk` as columns.
fn columns(chunk: &Chunk, args: &Args) -> Result<Chunk> {
    let wrong = |code, message: String| Diagnostic::error(code, message).at(args.span, "");
    if chunk.height() > MOST {
        let message = format!("{} rows are more than {MOST} columns", chunk.height());
        return Err(wrong(codes::TOO_MUCH, message).help("take some of them with `first`").into());
    }
    let fields = turned(chunk.schema(), args);
    let item = rows(&fields, args)?.columns().last().map_or(Type::Nothing, |last| last.ty.clone());
    let (key, _) = names(args);
    let mut schema = Schema::of([(key, Type::String)]);
    let named = args.text("names").map(|column| chunk.column(column));
    for at in 0..chunk.height() {
        let name = match named.as_ref().and_then(|named| named.get(at)) {
            Some(Value::String { val, .. }) => val.clone(),
            Some(_) => {
                let message = format!("row {at} has no name for its column");
                return Err(wrong(codes::FORMAT, message)
                    .help("leave it out with `compact`")
                    .into());
            }
            None => format!("row{at}"),
        };
        if schema.get(&name).is_some() {
            let message = format!("two columns would be called `{name}`");
            let problem = wrong(codes::DUPLICATE_NAME, message);
            return Err(problem.help("keep one row of each name, with `uniq-by`").into());
        }
        schema.put(Column::new(name, item.clone()));
    }
    let mut table = Rows::new(Arc::new(schema));
    for field in fields.columns() {
        let cells = chunk.column(&field.name).into_iter().map(|cell| match plain_scalar(&cell) {
            Some(text) if args.switch("text") => scalar::text(text),
            _ => cell,
        });
        let row = std::iter::once(scalar::text(field.name.as_str())).chain(cells);
        table.push(&row.collect::<Vec<_>>())?;
    }
    table.finish()
}

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        // Which columns there are is known when all rows have come.
        Ok(chunks) => {
            let whole = futures_executor::block_on(chunks.collect())?;
            return columns(&whole, args).map(Data::table);
        }
        Err(other) => other,
    };
    let (Type::Record(fields), Data::Value(Value::Record { val, .. })) = (input.ty(), &input)
    else {
        return Ok(input);
    };
    let mut table = Rows::new(Arc::new(rows(&fields, args)?));
    for (name, value) in val.iter() {
        let value = match plain_scalar(value) {
            Some(text) if args.switch("text") => scalar::text(text),
            _ => value.clone(),
        };
        table.push(&[scalar::text(name), value])?;
    }
    Ok(Data::table(table.finish()?))
}
