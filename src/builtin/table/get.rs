//! `get`: take one column, field, row or item.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type, Value, scalar, type_of};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "get",
        summary: "take one column, field, row or item",
        details: "Places are counted from 0; a place where nothing is is an error.",
        input: Input::Members,
        params: &[Param {
            name: "member",
            shape: Shape::Member,
            arity: Arity::One,
            doc: "a name, or a place from 0",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a column as a list",
                text: "[{host: \"a\", n: 1} {host: \"b\", n: 2}] | get host | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\"]\"",
            },
            Example {
                doc: "a field of a record",
                text: "{host: \"a\", cores: 4} | get cores",
                prints: "4",
            },
            Example {
                doc: "a row, counted from 0",
                text: "[{host: \"a\"} {host: \"b\"}] | get 1",
                prints: "{\"host\":\"b\"}",
            },
            Example { doc: "an item", text: "[\"x\" \"y\"] | get 0", prints: "\"x\"" },
        ],
    },
    output: &output,
    body: Body::Fold { narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some(member) = args.first("member") else { return Type::Unknown };
    let problem = |message: &str, help: &str| {
        Diagnostic::error(codes::BAD_ARGUMENT, message).at(member.span, "").help(help)
    };
    let input = checking.input.non_null().clone();
    match (&input, member.value()) {
        (_, None) | (Type::Unknown, _) => Type::Unknown,
        (_, Some(Value::Int { val, .. })) if *val < 0 => {
            let help = "`last` keeps the last rows, `reverse` turns the order round";
            checking.problem(problem("places are counted from 0", help));
            Type::Unknown
        }
        (Type::Table(schema), Some(Value::Int { .. })) if schema.is_open() => Type::Unknown,
        (Type::Table(schema), Some(Value::Int { .. })) => Type::Record(schema.clone()),
        (Type::List(item), Some(Value::Int { .. })) => item.as_ref().clone(),
        (Type::Record(_), Some(Value::Int { .. })) => {
            checking.problem(problem("the fields of a record have names", "write its name"));
            Type::Unknown
        }
        (Type::List(_), Some(Value::String { .. })) => {
            let help = "items have places, such as `get 0`";
            checking.problem(problem("the items of a list have no names", help));
            Type::Unknown
        }
        (Type::Table(schema) | Type::Record(schema), Some(Value::String { val: name, .. })) => {
            let is_record = matches!(input, Type::Record(_));
            match schema.get(name).map(|column| column.ty.clone()) {
                Some(ty) if is_record && checking.input.is_nullable() => ty.nullable(),
                Some(ty) if is_record => ty,
                Some(Type::Record(fields)) => Type::Table(fields),
                Some(ty) => Type::List(Box::new(ty)),
                None if schema.is_open() => Type::Unknown,
                None => {
                    let what = if is_record { "field" } else { "column" };
                    checking.problem(given::unknown(name, what, member.span, schema));
                    Type::Unknown
                }
            }
        }
        (_, Some(other)) => {
            let message = format!("a value of type {} names nothing", type_of(other));
            checking.problem(problem(&message, "write the name of a column, or a place"));
            Type::Unknown
        }
    }
}

fn narrow(frame: Frame, args: &Args) -> Result<Frame> {
    match args.first("member").and_then(|member| member.value()) {
        Some(Value::String { val, .. }) => frame.only(val),
        Some(Value::Int { val, .. }) => {
            Ok(frame.limit(usize::try_from(*val).unwrap_or(0).saturating_add(1)))
        }
        _ => Ok(frame),
    }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let Some(member) = args.first("member") else { return Ok(input) };
    match (input, member.value()) {
        (Value::Record { val, .. }, Some(Value::String { val: name, .. })) => {
            val.get(name).cloned().ok_or_else(|| {
                let known = val.columns().map(|name| Column::new(name.clone(), Type::Unknown));
                let schema = Schema::closed(known.collect());
                given::unknown(name, "field", member.span, &schema).into()
            })
        }
        (Value::List { vals, .. }, Some(Value::String { val: name, .. })) => {
            let field = |row: &Value| match row {
                Value::Record { val, .. } => val.get(name).cloned().unwrap_or_else(scalar::null),
                _ => scalar::null(),
            };
            Ok(scalar::list(vals.iter().map(field).collect()))
        }
        (Value::List { vals, .. }, Some(Value::Int { val: place, .. })) => {
            let found = usize::try_from(*place).ok().and_then(|place| vals.get(place).cloned());
            found.ok_or_else(|| {
                let message = match vals.len() {
                    0 => format!("nothing is at place {place}, for there is nothing at all"),
                    count => format!("nothing is at place {place}, the last one is {}", count - 1),
                };
                Diagnostic::error(codes::FORMAT, message).at(member.span, "").into()
            })
        }
        (input, _) => Ok(input),
    }
}
