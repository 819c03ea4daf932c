//! `values`: list the values of a record.

use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "values",
        summary: "list the values of a record",
        details: "They must be of one type, as the items of each list are.",
        input: Input::Record,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "values of one type",
                text: "{a: 1, b: 2} | values | math sum",
                prints: "3",
            },
            Example { doc: "an empty record", text: "{} | values | length", prints: "0" },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let mut item = Type::Nothing;
    for (at, column) in schema.columns().iter().enumerate() {
        let joined = if at == 0 { Some(column.ty.clone()) } else { item.join(&column.ty) };
        let Some(joined) = joined else {
            let message = format!(
                "a list has items of one type, `{}` is {} after {item}",
                column.name, column.ty
            );
            checking.problem(given::clash(message, checking.args.span));
            return Type::Unknown;
        };
        item = joined;
    }
    match item {
        Type::Record(schema) => Type::Table(schema),
        item => Type::List(Box::new(item)),
    }
}

fn run(input: Value, _: &Args) -> Result<Value> {
    match input {
        Value::Record { val, .. } => Ok(scalar::list(val.values().cloned().collect())),
        other => Err(given::unlike(&other, "a record")),
    }
}
