//! `move`: put columns at another place.

use super::columns::all;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "move",
        summary: "put columns at another place",
        details: "To keep some columns alone use `select`.",
        input: Input::Row,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns to move",
        }],
        flags: &[
            Flag {
                name: "after",
                short: None,
                shape: Some(Shape::Column),
                doc: "behind this column",
            },
            Flag {
                name: "before",
                short: None,
                shape: Some(Shape::Column),
                doc: "before this column",
            },
            Flag { name: "first", short: None, shape: None, doc: "to the beginning" },
            Flag { name: "last", short: None, shape: None, doc: "to the end" },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "to the beginning",
                text: "[{a: 1, b: 2, c: 3}] | move c --first",
                prints: "{\"c\":3,\"a\":1,\"b\":2}",
            },
            Example {
                doc: "behind another",
                text: "[{a: 1, b: 2, c: 3}] | move a --after b",
                prints: "{\"b\":2,\"a\":1,\"c\":3}",
            },
            Example {
                doc: "several, in the order given",
                text: "[{a: 1, b: 2, c: 3}] | move c b --before a",
                prints: "{\"c\":3,\"b\":2,\"a\":1}",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    let places = ["first", "last", "before", "after"];
    let given = places.iter().filter(|place| args.switch(place)).count();
    if given != 1 {
        let code = if given == 0 { codes::MISSING_ARGUMENT } else { codes::EXTRA_ARGUMENT };
        let problem = Diagnostic::error(code, "`move` needs one place").at(args.span, "");
        checking.problem(
            problem.help("say `--first`, `--last`, `--before COLUMN` or `--after COLUMN`"),
        );
    }
    for anchor in ["before", "after"] {
        if let Some((name, span)) = args.texts(anchor).next()
            && args.texts("columns").any(|(moved, _)| moved == name)
        {
            let message = format!("`{name}` cannot be moved to itself");
            checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, ""));
        }
    }
    if schema.is_open() { Type::Table(schema) } else { Type::Table(moved(&schema, &args)) }
}

/// The columns in their new order.
fn moved(schema: &Schema, args: &Args) -> Schema {
    let names = args.texts("columns").map(|(name, _)| name).collect::<Vec<_>>();
    let moved = names.iter().filter_map(|name| schema.get(name).cloned()).collect::<Vec<_>>();
    let stay = |column: &&Column| !names.contains(&column.name.as_str());
    let rest = schema.columns().iter().filter(stay).cloned().collect::<Vec<_>>();
    let place =
        |name: Option<&str>| rest.iter().position(|column| Some(column.name.as_str()) == name);
    let at = if args.switch("first") {
        Some(0)
    } else if args.switch("before") {
        place(args.text("before"))
    } else {
        place(args.text("after")).map(|at| at + 1)
    };
    let (before, after) = rest.split_at(at.unwrap_or(rest.len()));
    let mut ordered = Schema::default();
    before.iter().chain(&moved).chain(after).for_each(|column| ordered.put(column.clone()));
    ordered
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let schema = moved(&frame.schema, args);
    Ok(Frame::with(frame.lazy.select(all(&schema)), schema).reading(frame.origins))
}
