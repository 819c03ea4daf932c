//! `into outcomes`: rows that say how it ended for hosts count as that.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, future, stream};

use crate::command::{Args, Body, Checking, Command, Context, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{Effects, Outcome, OutcomeKind};
use crate::source::Span;
use crate::value::{Chunk, ChunkStream, Data, Type, Value, whole};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into outcomes",
        summary: "let rows count as how it ended for their hosts",
        details: "It is the way back from `outcomes`: the columns `host` and `outcome` say how it \
                  ended, and `phase`, `exit_code`, `message`, `attempts` and `elapsed` are taken \
                  where they are there. Failures among them are reported at the end and move the \
                  exit code, as those of a command on hosts do. The rows pass as they are.",
        input: Input::Hosts,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "say which hosts were left alone",
            text: "[[host, outcome]; [\"web01\", \"skipped\"]] | into outcomes | outcomes | get outcome",
            prints: "[\"skipped\"]",
        }],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let schema = checking.schema();
    let wrong = match schema.get("outcome").map(|column| column.ty.non_null()) {
        Some(Type::String | Type::Unknown) => None,
        Some(other) => Some(format!("the column `outcome` has to be a text, found {other}")),
        None if schema.is_open() => None,
        None => Some("the rows have no column `outcome`".to_owned()),
    };
    if let Some(message) = wrong {
        let problem = Diagnostic::error(codes::WRONG_INPUT, message).at(checking.args.span, "");
        checking.problem(
            problem.help(format!(
                "it says how it ended for the host: {}",
                OutcomeKind::NAMES.join(", ")
            )),
        );
    }
    checking.input.clone()
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    let (schema, span, context) = (Arc::clone(&input.schema), args.span, context.clone());
    let shared = Arc::clone(&schema);
    // All of them count, however few of the rows somebody wants to see.
    let collected = input.chunks.collect::<Vec<_>>();
    let reported = future::FutureExt::map(collected, move |chunks| {
        let chunks = chunks.into_iter().collect::<Result<Vec<_>>>()?;
        let outcomes = chunks.iter().map(|chunk| read(chunk, span)).collect::<Result<Vec<_>>>()?;
        outcomes.into_iter().flatten().for_each(|outcome| context.report(outcome));
        whole(shared, chunks)
    });
    Ok(Data::Chunks(ChunkStream::new(schema, stream::once(reported).boxed())))
}

/// The outcomes that `chunk` has rows for.
fn read(chunk: &Chunk, span: Span) -> Result<Vec<Outcome>> {
    let schema = chunk.schema();
    let column = |name: &str| match schema.get(name) {
        Some(_) => chunk.column(name),
        None => Vec::new(),
    };
    let (hosts, kinds, phases) = (column("host"), column("outcome"), column("phase"));
    let (codes, messages) = (column("exit_code"), column("message"));
    let (attempts, elapsed) = (column("attempts"), column("elapsed"));
    let outcome = |(at, host): (usize, &Value)| {
        let host = text(Some(host)).ok_or_else(|| null("host", span))?;
        let name = text(kinds.get(at)).ok_or_else(|| null("outcome", span))?;
        let code = int(codes.get(at)).and_then(|code| i32::try_from(code).ok());
        let phase = text(phases.get(at));
        let kind = OutcomeKind::of(&name, phase.as_deref(), code);
        let kind = kind.ok_or_else(|| unknown(&name, span))?;
        let attempts = int(attempts.get(at)).and_then(|count| u32::try_from(count).ok());
        let elapsed = match elapsed.get(at) {
            Some(Value::Duration { val, .. }) => u64::try_from(*val).unwrap_or(0),
            _ => 0,
        };
        Ok(Outcome {
            host,
            kind,
            message: text(messages.get(at)).unwrap_or_default(),
            attempts: attempts.unwrap_or(0),
            elapsed: Duration::from_nanos(elapsed),
        })
    };
    hosts.iter().enumerate().map(outcome).collect()
}

fn text(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::String { val, .. }) => Some(val.clone()),
        _ => None,
    }
}

fn int(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Int { val, .. }) => Some(*val),
        _ => None,
    }
}

fn null(column: &str, span: Span) -> Box<Diagnostic> {
    let message = format!("the column `{column}` has a null, which tells nothing");
    let problem = Diagnostic::error(codes::FORMAT, message).at(span, "");
    problem.help(format!("leave such rows out: `where {column} != null`")).into()
}

fn unknown(name: &str, span: Span) -> Box<Diagnostic> {
    let message = format!("`{name}` is no outcome");
    let problem = Diagnostic::error(codes::FORMAT, message).at(span, "");
    problem.maybe_help(did_you_mean(name, "outcomes", &OutcomeKind::NAMES)).into()
}
