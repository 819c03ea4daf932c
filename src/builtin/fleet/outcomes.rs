//! `outcomes`: how it ended for each host, as a table.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, future, stream};

use crate::command::{Args, Body, Command, Context, Example, Flag, Input, Signature};
use crate::diag::Result;
use crate::effect::{Effects, Outcome, OutcomeKind};
use crate::value::{Chunk, ChunkStream, Data, Rows, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "outcomes",
        summary: "take how it ended for each host as data",
        details: "One row a host, those that answered too. Failures that are taken as data count \
                  as handled: they are not reported at the end and do not move the exit code, \
                  unless `--keep` only looks at them. Behind a `def` or a closure it tells of the \
                  hosts that the commands in there were about.",
        input: Input::Anything,
        params: &[],
        flags: &[Flag {
            name: "keep",
            short: None,
            shape: None,
            doc: "only look: failures still count and are reported at the end",
        }],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "count them by outcome",
            text: "hosts | discover cpu | outcomes | group-by outcome",
            prints: "{\"outcome\":\"ok\",\"count\":6}",
        }],
    },
    output: &|_| Type::Table(schema()),
    body: Body::Stream(&run),
};

fn schema() -> Schema {
    Schema::of([
        ("host", Type::String),
        ("outcome", Type::String),
        ("phase", Type::String.nullable()),
        ("exit_code", Type::Int.nullable()),
        ("message", Type::String),
        ("attempts", Type::Int),
        ("elapsed", Type::Duration),
    ])
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let rows = match input.into_chunks() {
        Ok(chunks) => chunks.chunks,
        // What it is made of has been computed by now.
        Err(_) => stream::empty().boxed(),
    };
    let (ledger, keep) = (Arc::clone(&context.ledger), args.switch("keep"));
    let drained = rows.try_for_each(|_| future::ready(Ok(())));
    let table = move |drained: Result<()>| {
        drained?;
        let rows = table(&ledger.of_each_host());
        if !keep {
            ledger.handle();
        }
        rows
    };
    let chunks = stream::once(future::FutureExt::map(drained, table));
    Ok(Data::Chunks(ChunkStream::new(Arc::new(schema()), chunks.boxed())))
}

fn table(outcomes: &[Outcome]) -> Result<Chunk> {
    let mut rows = Rows::new(Arc::new(schema()));
    for outcome in outcomes {
        rows.push(&row(outcome))?;
    }
    rows.finish()
}

fn row(outcome: &Outcome) -> Vec<Value> {
    let phase = match outcome.kind {
        OutcomeKind::Timeout(phase) => Some(phase.name()),
        _ => None,
    };
    let code = match outcome.kind {
        OutcomeKind::Ok => Some(0),
        OutcomeKind::Failed(code) => Some(i64::from(code)),
        _ => None,
    };
    let elapsed = i64::try_from(outcome.elapsed.as_nanos()).unwrap_or(i64::MAX);
    vec![
        scalar::text(&outcome.host),
        scalar::text(outcome.kind.name()),
        scalar::or_null(phase, scalar::text),
        scalar::or_null(code, scalar::int),
        scalar::text(&outcome.message),
        scalar::int(i64::from(outcome.attempts)),
        scalar::duration(elapsed),
    ]
}
