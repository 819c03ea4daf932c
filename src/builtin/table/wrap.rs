//! `wrap`: make a table of one column of a list, or a record of a value.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Rows, Schema, Type, Value, scalar};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "wrap",
        summary: "make a table of one column of a list, or a record of a value",
        details: "",
        input: Input::Any,
        params: &[Param {
            name: "name",
            shape: Shape::NewColumn,
            arity: Arity::One,
            doc: "the name of the column",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a list",
                text: "[\"a\" \"b\"] | wrap \"host\"",
                prints: "{\"host\":\"a\"}\n{\"host\":\"b\"}",
            },
            Example { doc: "a value", text: "4 | wrap \"cores\"", prints: "{\"cores\":4}" },
            Example {
                doc: "nulls stay",
                text: "[1 null] | wrap \"n\"",
                prints: "{\"n\":1}\n{\"n\":null}",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some((name, _)) = args.texts("name").next() else { return Type::Unknown };
    match checking.input.non_null() {
        Type::Unknown => Type::Unknown,
        Type::Table(_) => {
            let problem = given::clash("a table has columns already", args.span);
            checking
                .problem(problem.help("`insert` adds a column, `rename` gives it another name"));
            Type::Unknown
        }
        Type::List(item) => Type::Table(Schema::of([(name, item.as_ref().clone())])),
        _ => Type::Record(Schema::of([(name, checking.input.clone())])),
    }
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let (Data::Value(value), Some(name)) = (input, args.text("name")) else {
        return Ok(Data::Nothing);
    };
    if !matches!(value, Value::List { .. }) {
        return Ok(Data::Value(scalar::record([(name.to_owned(), value)])));
    }
    let mut rows = Rows::new(Arc::new(Schema::of([(name, context.item(&value))])));
    for item in given::items(value)? {
        rows.push(&[item])?;
    }
    Ok(Data::table(rows.finish()?))
}
