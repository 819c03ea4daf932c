//! `get`: take one column, field, row or item.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::source::Span;
use crate::value::{Column, Frame, Schema, Type, Value, scalar, type_of};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "get",
        summary: "take one column, field, row or item",
        details: "Places are counted from 0; a place where nothing is is an error. A dot leads into \
                  a record: `get os.name`.",
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
            Example {
                doc: "a field of a record in it",
                text: "[{host: \"a\", os: {name: \"debian\"}}] | get os.name",
                prints: "[\"debian\"]",
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
            let mut ty = checking.input.clone();
            let mut at = member.span.start;
            for part in path(name, schema) {
                let span = match member.span.len() == name.len() {
                    true => Span { start: at, end: at + part.len(), ..member.span },
                    false => member.span,
                };
                at = span.end + 1;
                ty = named(&ty, part, span).unwrap_or_else(|problem| {
                    checking.problem(*problem);
                    Type::Unknown
                });
            }
            ty
        }
        (_, Some(other)) => {
            let message = format!("a value of type {} names nothing", type_of(other));
            checking.problem(problem(&message, "write the name of a column, or a place"));
            Type::Unknown
        }
    }
}

/// The parts of `name`: a dot leads into a record, unless a name has one itself.
fn path<'n>(name: &'n str, schema: &Schema) -> Vec<&'n str> {
    if schema.get(name).is_some() { vec![name] } else { name.split('.').collect() }
}

/// The type of what `part` names in a value of type `ty`.
fn named(ty: &Type, part: &str, span: Span) -> Result<Type> {
    let (schema, what) = match ty.non_null() {
        Type::Table(schema) => (schema, "column"),
        Type::Record(schema) => (schema, "field"),
        Type::Unknown => return Ok(Type::Unknown),
        other => {
            let message = format!("a value of type {other} has no fields");
            return Err(Diagnostic::error(codes::TYPE_CLASH, message).at(span, "").into());
        }
    };
    let is_record = what == "field";
    Ok(match schema.get(part).map(|column| column.ty.clone()) {
        Some(found) if is_record && ty.is_nullable() => found.nullable(),
        Some(found) if is_record => found,
        Some(Type::Record(fields)) => Type::Table(fields),
        Some(found) => Type::List(Box::new(found)),
        None if schema.is_open() => Type::Unknown,
        None => return Err(given::unknown(part, what, span, schema).into()),
    })
}

fn narrow(frame: Frame, args: &Args) -> Result<Frame> {
    match args.first("member").and_then(|member| member.value()) {
        Some(Value::String { val, .. }) => {
            let first = path(val, &frame.schema).first().copied().unwrap_or(val).to_owned();
            frame.only(&first)
        }
        Some(Value::Int { val, .. }) => {
            Ok(frame.limit(usize::try_from(*val).unwrap_or(0).saturating_add(1)))
        }
        _ => Ok(frame),
    }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let Some(member) = args.first("member") else { return Ok(input) };
    match (input, member.value()) {
        (input @ (Value::Record { .. } | Value::List { .. }), Some(Value::String { val, .. })) => {
            let whole = match &input {
                Value::Record { val: fields, .. } => fields.contains(val),
                Value::List { vals, .. } => vals.iter().any(|row| match row {
                    Value::Record { val: fields, .. } => fields.contains(val),
                    _ => false,
                }),
                _ => false,
            };
            let parts = if whole { vec![val.as_str()] } else { val.split('.').collect() };
            parts.into_iter().try_fold(input, |value, part| field(value, part, member.span))
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

/// What `part` names in `value`: a field, or that field of each row.
fn field(value: Value, part: &str, span: Span) -> Result<Value> {
    match value {
        Value::Record { val, .. } => val.get(part).cloned().ok_or_else(|| {
            let known = val.columns().map(|name| Column::new(name.clone(), Type::Unknown));
            let schema = Schema::closed(known.collect());
            given::unknown(part, "field", span, &schema).into()
        }),
        Value::List { vals, .. } => {
            let of = |row: &Value| match row {
                Value::Record { val, .. } => val.get(part).cloned().unwrap_or_else(scalar::null),
                _ => scalar::null(),
            };
            Ok(scalar::list(vals.iter().map(of).collect()))
        }
        other => Ok(other),
    }
}
