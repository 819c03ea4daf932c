//! `explain`: what a pipeline would do, without doing it.

use std::sync::Arc;

use super::plan::branches;
use crate::command::{
    ArgKind, Args, Arity, Body, Command, Context, Example, Explained, Flag, Input, Param, Shape,
    Signature, Step,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::format::outline_text;
use crate::value::{Data, Rows, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "explain",
        summary: "show what a pipeline would do, without running it",
        details: "A tree of the plan as it was written and as it runs: effects, hosts, probes, \
                  and what runs where. No host is contacted. `rebe explain FILE` does the same for \
                  a whole script.",
        input: Input::Nothing,
        params: &[Param {
            name: "pipeline",
            shape: Shape::Pipeline,
            arity: Arity::One,
            doc: "the pipeline, in parentheses",
        }],
        flags: &[Flag {
            name: "table",
            short: None,
            shape: None,
            doc: "give a table, one row a step, instead of a text",
        }],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "what contacts hosts, and what does not",
            text: "explain (hosts | run \"reboot\" | length) --table \
                       | where plan == \"optimised\" and kind == \"command\" | select text effects",
            prints: "{\"text\":\"hosts\",\"effects\":\"read-files\"}\n\
                         {\"text\":\"run reboot\",\"effects\":\"run-on-hosts\"}\n\
                         {\"text\":\"length\",\"effects\":\"none\"}",
        }],
    },
    output: &|checking| match checking.args.switch("table") {
        true => Type::Table(schema()),
        false => Type::String,
    },
    body: Body::Stream(&run),
};

fn schema() -> Schema {
    Schema::of([
        ("plan", Type::String),
        ("depth", Type::Int),
        ("kind", Type::String),
        ("text", Type::String),
        ("effects", Type::String),
        ("at", Type::String.nullable()),
        ("engine", Type::String.nullable()),
        ("hosts", Type::Int.nullable()),
        ("output", Type::String),
    ])
}

fn run(_: Data, args: &Args, _: &Context) -> Result<Data> {
    let Some(ArgKind::Plan(explained)) = args.first("pipeline").map(|arg| &arg.kind) else {
        return Ok(Data::Nothing);
    };
    if args.switch("table") {
        return table(explained);
    }
    Ok(Data::Value(scalar::text(outline_text(&branches(explained)))))
}

/// One row a step, in the order of the tree.
fn table(explained: &Explained) -> Result<Data> {
    let mut rows = Rows::new(Arc::new(schema()));
    let plans = [("written", &explained.written), ("optimised", &explained.optimised)];
    for (plan, steps) in plans {
        let mut open = steps.iter().rev().map(|step| (0, step)).collect::<Vec<_>>();
        while let Some((depth, step)) = open.pop() {
            rows.push(&cells(plan, depth, step))?;
            open.extend(step.steps.iter().rev().map(|inner| (depth + 1, inner)));
        }
    }
    Ok(Data::table(rows.finish()?))
}

fn cells(plan: &str, depth: i64, step: &Step) -> [Value; 9] {
    let count = step.hosts.as_ref().and_then(|hosts| i64::try_from(hosts.count?).ok());
    [
        scalar::text(plan),
        scalar::int(depth),
        scalar::text(step.kind),
        scalar::text(&step.text),
        scalar::text(step.effects.to_string()),
        scalar::or_null(step.runs.map(|runs| runs.at), scalar::text),
        scalar::or_null(step.runs.map(|runs| runs.engine), scalar::text),
        scalar::or_null(count, scalar::int),
        scalar::text(step.output.to_string()),
    ]
}
