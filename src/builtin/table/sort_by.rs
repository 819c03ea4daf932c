//! `sort-by`: order the rows.

use super::sort;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::spill::{Order, Room};
use crate::value::{Data, Frame, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "sort-by",
        summary: "order the rows by columns",
        details: "The first column decides, the next ones where it is equal; rows that are equal \
                  in all of them keep their order. Texts are ordered by code point, nulls last. Rows \
                  of files that memory has no room for (`--memory`) go through temporary files.",
        input: Input::Table,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns to order by",
        }],
        flags: &sort::FLAGS,
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "the greatest first",
                text: "[{n: 2}, {n: 3}, {n: 1}] | sort-by n --reverse",
                prints: "{\"n\":3}\n{\"n\":2}\n{\"n\":1}",
            },
            Example {
                doc: "numbers in names",
                text: "[{host: \"web10\"} {host: \"web9\"}] | sort-by host --natural",
                prints: "{\"host\":\"web9\"}\n{\"host\":\"web10\"}",
            },
        ],
    },
    output: &output,
    body: Body::Large { run, spill },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let is_text = |(name, _): (&str, _)| {
        let ty = schema.get(name).map(|column| column.ty.non_null().clone());
        matches!(ty, Some(Type::String | Type::Unknown) | None)
    };
    if let Some(natural) = args.first("natural")
        && !args.texts("columns").any(is_text)
    {
        let message = "`--natural` is about numbers within texts, and no column is one of texts";
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(natural.span, "");
        checking
            .problem(problem.help("leave it away; numbers are ordered by what they count anyway"));
    }
    for (name, span) in args.texts("columns") {
        let ty = schema.get(name).map(|column| column.ty.non_null().clone());
        if let Some(ty @ (Type::List(_) | Type::Record(_) | Type::Table(_))) = ty {
            let message = format!("rows cannot be ordered by `{name}`, which is of type {ty}");
            checking.problem(Diagnostic::error(codes::TYPE_CLASH, message).at(span, ""));
        }
    }
    checking.input.clone()
}

fn order(args: &Args) -> Order {
    let keys = args.texts("columns").map(|(name, _)| name.to_owned()).collect();
    Order { keys, is_descending: args.switch("reverse"), is_natural: args.switch("natural") }
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    Ok(Frame { lazy: order(args).lazy(frame.lazy), ..frame })
}

fn spill(input: Data, args: &Args, room: Room) -> Result<Data> {
    Ok(order(args).put(input, room))
}
