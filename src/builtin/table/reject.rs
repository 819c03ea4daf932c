//! `reject`: drop these columns.

use polars::prelude::{PlSmallStr, col};

use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Frame, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "reject",
        summary: "drop these columns",
        details: "Of a record its fields.",
        input: Input::Row,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns to drop",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "all but one",
                text: "[{a: 1, b: 2, c: 3}] | reject b",
                prints: "{\"a\":1,\"c\":3}",
            },
            Example {
                doc: "a field of a record",
                text: "{a: 1, b: 2} | reject b",
                prints: "{\"a\":1}",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    if schema.is_open() {
        return Type::Table(schema);
    }
    let kept = rest(&schema, checking.args);
    if kept.columns().is_empty() {
        let message = "no column would be left";
        let span = checking.args.span;
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
        checking.problem(problem.help("leave one of them, or count the rows with `length`"));
    }
    Type::Table(kept)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let schema = rest(&frame.schema, args);
    let names = schema.names();
    let columns = names.iter().map(|name| col(PlSmallStr::from_str(name))).collect::<Vec<_>>();
    Ok(Frame::with(frame.lazy.select(columns), schema).reading(frame.origins))
}

fn rest(schema: &Schema, args: &Args) -> Schema {
    let dropped = args.texts("columns").map(|(name, _)| name).collect::<Vec<_>>();
    let kept = schema.columns().iter().filter(|column| !dropped.contains(&column.name.as_str()));
    Schema::closed(kept.cloned().collect())
}
