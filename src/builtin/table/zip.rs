//! `zip`: put the items of two lists side by side.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Rows, Schema, Type, type_of};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "zip",
        summary: "put the items of two lists side by side",
        details: "The first items make the first row, and so on; where one list is longer, what is \
                  left of it is left out. The columns are `item` and `other`, so that each keeps its \
                  type.",
        input: Input::List,
        params: &[Param {
            name: "other",
            shape: Shape::Any,
            arity: Arity::One,
            doc: "the other list",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "names and numbers",
            text: "[\"a\" \"b\"] | zip [1 2] | rename --column {item: \"host\", other: \"cores\"}",
            prints: "{\"host\":\"a\",\"cores\":1}\n{\"host\":\"b\",\"cores\":2}",
        }],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some(other) = args.first("other") else { return Type::Unknown };
    match (checking.input.non_null().clone(), other.ty().non_null()) {
        (Type::List(item), Type::List(there)) => Type::Table(schema(&item, there)),
        (_, Type::Unknown) | (Type::Unknown, _) => Type::Unknown,
        (_, found) => {
            let message = format!("a list is put beside a list, found {found}");
            let problem = given::clash(message, other.span);
            checking.problem(problem.help("`get COLUMN` takes one column of a table as a list"));
            Type::Unknown
        }
    }
}

fn schema(item: &Type, other: &Type) -> Schema {
    Schema::of([("item", item.clone()), ("other", other.clone())])
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let other = args.first("other").and_then(crate::command::Arg::to_value);
    let (Data::Value(value), Some(other)) = (input, other) else { return Ok(Data::Nothing) };
    let there = match type_of(&other) {
        Type::List(item) => *item,
        Type::Table(schema) => Type::Record(schema),
        _ => Type::Unknown,
    };
    let schema = schema(&context.item(&value), &there);
    let mut rows = Rows::new(Arc::new(schema));
    for (item, other) in given::items(value)?.into_iter().zip(given::items(other)?) {
        rows.push(&[item, other])?;
    }
    Ok(Data::table(rows.finish()?))
}
