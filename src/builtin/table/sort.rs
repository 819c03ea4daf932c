//! `sort`: order the items of a list, or rows by all their columns.

use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::spill::{Order, Room};
use crate::value::{Data, Frame, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "sort",
        summary: "order the items of a list, or rows by all their columns",
        details: "Texts are ordered by code point, nulls last.",
        input: Input::Rows,
        params: &[],
        flags: &FLAGS,
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a list",
                text: "[\"b\" \"a\" null] | sort | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\",null]\"",
            },
            Example {
                doc: "the greatest first",
                text: "[2 10 1] | sort --reverse | to json",
                prints: "\"[10,2,1]\"",
            },
            Example {
                doc: "rows",
                text: "[{a: 2, b: 1} {a: 1, b: 9}] | sort",
                prints: "{\"a\":1,\"b\":9}\n{\"a\":2,\"b\":1}",
            },
        ],
    },
    output: &output,
    body: Body::Large { run, spill },
};

/// How values are ordered.
pub(super) const FLAGS: [Flag; 2] = [
    Flag {
        name: "natural",
        short: Some('n'),
        shape: None,
        doc: "order numbers within texts by what they count, so that `web9` is before `web10`",
    },
    Flag { name: "reverse", short: Some('r'), shape: None, doc: "the greatest first" },
];

fn output(checking: &mut Checking<'_>) -> Type {
    let types: Vec<Type> = match checking.input.non_null() {
        Type::List(item) => vec![item.as_ref().clone()],
        Type::Table(schema) => schema.columns().iter().map(|column| column.ty.clone()).collect(),
        _ => Vec::new(),
    };
    if let Some(ty) = types.iter().find(|ty| given::has_parts(ty)) {
        let message = format!("values of type {ty} have no order");
        let problem = given::clash(message, checking.args.span);
        checking.problem(problem.help("`sort-by COLUMN` orders rows by one column"));
    }
    checking.input.clone()
}

fn order(schema: &Schema, args: &Args) -> Order {
    let keys = schema.names().into_iter().map(str::to_owned).collect();
    Order { keys, is_descending: args.switch("reverse"), is_natural: args.switch("natural") }
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    Ok(Frame { lazy: order(&frame.schema, args).lazy(frame.lazy), ..frame })
}

fn spill(input: Data, args: &Args, room: Room) -> Result<Data> {
    match input.ty() {
        Type::Table(schema) => Ok(order(&schema, args).put(input, room)),
        _ => Ok(input),
    }
}
