//! `merge`: put the fields of two records together.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "merge",
        summary: "put the fields of two records together",
        details: "A field that both have is taken from the second one, at its place in the first \
one.",
        input: Input::Record,
        params: &[Param {
            name: "other",
            shape: Shape::Any,
            arity: Arity::One,
            doc: "the second record",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the second one counts",
            text: "{a: 1, b: 2} | merge {b: 3, c: 4}",
            prints: "{\"a\":1,\"b\":3,\"c\":4}",
        }],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let mut schema = checking.schema();
    let Some(other) = checking.args.first("other") else { return Type::Unknown };
    match other.ty().non_null() {
        Type::Record(more) => {
            more.columns().iter().for_each(|field| schema.put(field.clone()));
            Type::Record(schema)
        }
        Type::Unknown => Type::Unknown,
        found => {
            let problem = given::clash(
                format!("a record is merged with a record, found {found}"),
                other.span,
            );
            checking.problem(problem);
            Type::Unknown
        }
    }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let other = args.first("other").and_then(|other| other.value());
    match (input, other) {
        (Value::Record { val, .. }, Some(Value::Record { val: more, .. })) => {
            let mut merged = val.into_owned();
            for (name, value) in more.iter() {
                merged.insert(name.clone(), value.clone());
            }
            Ok(scalar::record(merged))
        }
        (input, _) => Ok(input),
    }
}
