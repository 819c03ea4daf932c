//! `require`: too many failures end the run here.

use std::sync::Arc;

use futures_util::{StreamExt, future, stream};

use super::quota::Quota;
use crate::command::{
    Args, Arity, Body, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Effects, OutcomeKind};
use crate::source::Span;
use crate::value::{ChunkStream, Data, whole};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "require",
        summary: "end the run unless enough hosts answered",
        details: "It waits for all hosts, and lets their rows pass once enough of them ended as \
                  `ok`; hosts that were skipped do not count.",
        input: Input::Table,
        params: &[Param {
            name: "quota",
            shape: Shape::Quota,
            arity: Arity::One,
            doc: "`all`, a share such as `95%`, or a count",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "all of them",
            text: "hosts | discover os | require all | length",
            prints: "6",
        }],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Stream(&run),
};

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    let schema = Arc::clone(&input.schema);
    let (quota, span) = (Quota::of(args, "quota").unwrap_or(Quota::All), args.span);
    let (ledger, shared) = (Arc::clone(&context.ledger), Arc::clone(&schema));
    let collected = input.chunks.collect::<Vec<_>>();
    let judged = future::FutureExt::map(collected, move |chunks| {
        let chunks = chunks.into_iter().collect::<Result<Vec<_>>>()?;
        let outcomes = ledger.of_each_host();
        let skipped = outcomes.iter().filter(|o| o.kind == OutcomeKind::Skipped).count();
        let ok = outcomes.iter().filter(|o| o.kind == OutcomeKind::Ok).count();
        let targets = outcomes.len() - skipped;
        let least = quota.at_least(targets);
        if ok < least { Err(too_few(ok, targets, least, span)) } else { whole(shared, chunks) }
    });
    Ok(Data::Chunks(ChunkStream::new(schema, stream::once(judged).boxed())))
}

fn too_few(ok: usize, targets: usize, least: usize, span: Span) -> Box<Diagnostic> {
    let hosts = if targets == 1 { "host" } else { "hosts" };
    let are = if least == 1 { "is" } else { "are" };
    let message = format!("{ok} of {targets} {hosts} answered, {least} {are} required");
    Diagnostic::error(codes::REQUIRE, message)
        .at(span, "")
        .help("the failures are listed below; mend them, or require less, such as `95%`")
        .into()
}
