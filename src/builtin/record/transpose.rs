//! `transpose`: turn the fields of a record into rows.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Data, Rows, Schema, Type, Value, plain_scalar, scalar};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "transpose",
        summary: "turn the fields of a record into rows",
        details: "The values must be of one type, or be made texts with `--text`. To look at one \
host with many columns: `hosts web01 | discover os | get 0 | transpose \
--text`.",
        input: Input::Record,
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
        flags: &[Flag {
            name: "text",
            short: Some('t'),
            shape: None,
            doc: "make texts of the values",
        }],
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
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let fields = checking.schema();
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

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
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
