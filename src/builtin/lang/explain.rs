//! `explain`: what a pipeline would do, without doing it.

use std::sync::Arc;

use crate::command::{
    ArgKind, Args, Arity, Body, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Rows, Schema, Type, scalar};

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
    output: |_| Type::Table(schema()),
    body: Body::Stream(run),
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
    let mut rows = Rows::new(Arc::new(schema()));
    if let Some(ArgKind::Plan(stages)) = args.first("pipeline").map(|arg| &arg.kind) {
        for stage in stages {
            rows.push(&[
                scalar::int(stage.stage),
                scalar::text(&stage.command),
                scalar::text(&stage.arguments),
                scalar::text(&stage.effects),
                scalar::text(&stage.runs),
                scalar::text(&stage.output),
            ])?;
        }
    }
    Ok(Data::table(rows.finish()?))
}
