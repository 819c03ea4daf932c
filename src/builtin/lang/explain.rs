//! `explain`: what a pipeline would do, without doing it.

use std::sync::Arc;

use crate::command::{
    ArgKind, Args, Arity, Body, Command, Context, Example, Input, Param, PlanRow, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Chunk, Column, Data, Rows, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "explain",
        summary: "show what a pipeline would do, without running it",
        details: "One row a stage: its effects, the type of what it yields, and how it runs.",
        input: Input::Nothing,
        params: &[Param {
            name: "pipeline",
            shape: Shape::Pipeline,
            arity: Arity::One,
            doc: "the pipeline, in parentheses",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "what contacts hosts, and what does not",
            text: "explain (hosts | run \"reboot\" | length) | select command effects",
            prints: "{\"command\":\"hosts\",\"effects\":\"read-files\"}\n\
                     {\"command\":\"run\",\"effects\":\"run-on-hosts\"}\n\
                     {\"command\":\"length\",\"effects\":\"none\"}",
        }],
    },
    output: &|_| Type::Table(schema()),
    body: Body::Stream(&run),
};

fn schema() -> Schema {
    Schema::of([
        ("stage", Type::Int),
        ("command", Type::String),
        ("arguments", Type::String),
        ("effects", Type::String),
        ("runs", Type::String),
        ("output", Type::String),
    ])
}

fn run(_: Data, args: &Args, _: &Context) -> Result<Data> {
    let stages = match args.first("pipeline").map(|arg| &arg.kind) {
        Some(ArgKind::Plan(stages)) => stages.as_slice(),
        _ => &[],
    };
    let mut rows = Rows::new(Arc::new(schema()));
    for stage in stages {
        rows.push(&cells(stage))?;
    }
    Ok(Data::table(rows.finish()?))
}

fn cells(stage: &PlanRow) -> [Value; 6] {
    [
        scalar::int(stage.stage),
        scalar::text(&stage.command),
        scalar::text(&stage.arguments),
        scalar::text(&stage.effects),
        scalar::text(&stage.runs),
        scalar::text(&stage.output),
    ]
}

/// The stages of a whole text, each with the number of its statement from 1.
pub fn table(stages: &[(usize, PlanRow)]) -> Result<Chunk> {
    let statement = Column::new("statement", Type::Int);
    let stage = schema();
    let columns = std::iter::once(statement).chain(stage.columns().iter().cloned());
    let mut rows = Rows::new(Arc::new(Schema::closed(columns.collect())));
    for (statement, stage) in stages {
        let number = scalar::int(i64::try_from(*statement).unwrap_or(i64::MAX));
        let row = std::iter::once(number).chain(cells(stage)).collect::<Vec<_>>();
        rows.push(&row)?;
    }
    rows.finish()
}
