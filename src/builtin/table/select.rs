//! `select`: keep these columns.

use polars::prelude::{PlSmallStr, col};

use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "select",
        summary: "keep these columns, in this order",
        details: "Of a record its fields.",
        input: Input::Row,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns to keep",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "two columns, the other way round",
                text: "[{a: 1, b: 2, c: 3}] | select c a",
                prints: "{\"c\":3,\"a\":1}",
            },
            Example {
                doc: "a field of a record",
                text: "{a: 1, b: 2} | select b",
                prints: "{\"b\":2}",
            },
        ],
    },
    output: &output,
    body: Body::Rows(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let mut kept = Schema::default();
    for (name, span) in checking.args.clone().texts("columns") {
        if kept.get(name).is_some() {
            let message = format!("column `{name}` is selected twice");
            let problem = Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, "");
            checking.problem(problem.help("remove one of both"));
        }
        let unknown = Column::new(name, Type::Unknown);
        kept.put(schema.get(name).cloned().unwrap_or(unknown));
    }
    Type::Table(kept)
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let names = args.texts("columns").map(|(name, _)| name).collect::<Vec<_>>();
    let kept = names.iter().filter_map(|name| frame.schema.get(name).cloned());
    let schema = Schema::closed(kept.collect());
    let columns = names.iter().map(|name| col(PlSmallStr::from_str(name))).collect::<Vec<_>>();
    Ok(Frame::with(frame.lazy.select(columns), schema).reading(frame.origins))
}
