//! `discover NAME` for a probe of a plugin: its script runs on each host, and a command of the plugin
//! reads what it wrote.

use std::sync::Arc;
use std::task::{Context as Polling, Poll, Waker};

use futures_util::TryStreamExt;

use super::fan_out::{PARALLEL, TIMEOUT, Verdict, check, fan_out, limits};
use crate::command::{Args, Body, Checking, Command, Context, Input, Signature};
use crate::diag::{Diagnostic, Result};
use crate::effect::{Effect, Effects, Job, OutcomeKind, RemoteCommand, Reply, Task};
use crate::probe;
use crate::source::Span;
use crate::value::{Chunk, Column, Data, Schema, Type, Value, scalar};

/// What is run there; see [`probe::script`].
const COMMAND: &str = "exec sh -s";

/// Why a probe must not be run, if it must not.
pub type Denied = Box<dyn Fn() -> Option<Box<Diagnostic>> + Send + Sync>;

/// A probe of a plugin.
pub struct PluggedProbe {
    /// The plugin that it is of.
    pub plugin: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it tells.
    pub summary: &'static str,
    /// What is run on a host.
    pub script: &'static str,
    /// What takes that which the script wrote, and yields one row.
    pub parser: &'static Command,
    /// Why it must not be run.
    pub denied: Denied,
}

/// Whether a probe of this name is built in.
pub fn is_probe(name: &str) -> bool {
    probe::find(name).is_some()
}

/// The command that asks `probe`. It lives as long as the process.
pub fn discover(probe: PluggedProbe) -> &'static Command {
    let name: &'static str = String::leak(format!("discover {}", probe.name));
    let details = String::leak(format!(
        "The probe is that of the plugin `{0}`; `rebe plugin info {0}` shows what is run on a host. A \
         host whose answer cannot be read has no row and ends as `invalid`.",
        probe.plugin
    ));
    let signature = Signature {
        name,
        summary: probe.summary,
        details,
        input: Input::Hosts,
        params: &[],
        flags: &[PARALLEL, TIMEOUT],
        effects: Effects::of(&[Effect::RunOnHosts]),
        examples: &[],
    };
    let probe: &'static PluggedProbe = Box::leak(Box::new(probe));
    Box::leak(Box::new(Command {
        signature,
        output: Box::leak(Box::new(move |checking: &mut Checking<'_>| output(probe, checking))),
        body: Body::Stream(Box::leak(Box::new(move |input, args: &_, context: &_| {
            run(probe, input, args, context)
        }))),
    }))
}

/// `host`, and the columns that the parser always yields.
fn schema(probe: &PluggedProbe, checking: &mut Checking<'_>) -> Schema {
    let args = Args::new(Vec::new(), checking.args.span);
    let mut inner = Checking {
        args: &args,
        input: &Type::Binary,
        mode: checking.mode,
        world: checking.world,
        written: checking.written,
        registry: checking.registry,
        problems: checking.problems,
    };
    match (probe.parser.output)(&mut inner) {
        Type::Table(columns) => with_host(&columns),
        _ => Schema::open(),
    }
}

fn with_host(columns: &Schema) -> Schema {
    let mut all = Schema::of([("host", Type::String)]);
    let more = columns.columns().iter().filter(|column| column.name != "host");
    more.for_each(|Column { name, ty }| all.put(Column::new(name, ty.clone())));
    all
}

fn output(probe: &PluggedProbe, checking: &mut Checking<'_>) -> Type {
    check(checking);
    if let Some(denied) = (probe.denied)() {
        let span = checking.args.span;
        checking.problem(*denied.or_at(span));
    }
    Type::Table(schema(probe, checking))
}

fn run(probe: &'static PluggedProbe, input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    (probe.denied)().map_or(Ok(()), Err)?;
    let command = RemoteCommand {
        line: COMMAND.into(),
        stdin: Arc::from(format!("LC_ALL=C; export LC_ALL\n{}\n", probe.script).into_bytes()),
        repeatable: false,
        every: None,
        stream: false,
        sudo: None,
    };
    let job = Job { task: Task::Command(command), limits: limits(args, context) };
    let none = Data::Value(scalar::binary(Vec::new()));
    let schema = match parsed(probe, none, args.span, context) {
        Ok(Data::Chunks(chunks)) => with_host(&chunks.schema),
        _ => Schema::open(),
    };
    let (span, inner) = (args.span, context.clone());
    let judge = move |reply: &Reply| match reply.outcome.kind {
        OutcomeKind::Ok => judged(probe, reply, span, &inner),
        OutcomeKind::Failed(code) => {
            let said = probe::said(&reply.stdout, &reply.stderr);
            let message = format!("the script of the probe ended with exit code {code}; {said}");
            Verdict { rows: Vec::new(), outcome: Some((reply.outcome.kind, message)) }
        }
        _ => Verdict { rows: Vec::new(), outcome: None },
    };
    Ok(fan_out(input, job, schema, Box::new(judge), args, context))
}

/// What the parser makes of what a host has answered: one row, or why there is none.
fn judged(probe: &PluggedProbe, reply: &Reply, span: Span, context: &Context) -> Verdict {
    let invalid = |message: String| Verdict {
        rows: Vec::new(),
        outcome: Some((OutcomeKind::Invalid, message)),
    };
    let stdout = Data::Value(scalar::binary(reply.stdout.clone()));
    let chunks = parsed(probe, stdout, span, context).and_then(|data| match data {
        Data::Chunks(chunks) => {
            let all = at_once(chunks.chunks.try_collect::<Vec<Chunk>>())?;
            Ok((chunks.schema, all))
        }
        _ => Ok((Arc::new(Schema::open()), Vec::new())),
    });
    let (schema, chunks) = match chunks {
        Ok(chunks) => chunks,
        Err(problem) => return invalid(problem.message),
    };
    let mut rows = chunks.iter().flat_map(Chunk::rows);
    let (Some(row), None) = (rows.next(), rows.next()) else {
        return invalid(format!(
            "the probe `{}` gives one row a host, and not so here",
            probe.name
        ));
    };
    let host = scalar::text(&reply.target.name);
    let cells = schema.columns().iter().zip(row).filter(|(column, _)| column.name != "host");
    let row = std::iter::once(host).chain(cells.map(|(_, cell)| cell)).collect::<Vec<Value>>();
    Verdict { rows: vec![row], outcome: None }
}

fn parsed(probe: &PluggedProbe, input: Data, span: Span, context: &Context) -> Result<Data> {
    match probe.parser.body {
        Body::Stream(body) => body(input, &Args::new(Vec::new(), span), context),
        _ => Ok(Data::Nothing),
    }
}

/// Run `work` to its end here: a parser may call nothing that it would have to wait for.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let mut polling = Polling::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut polling) {
            return done;
        }
        std::thread::yield_now();
    }
}
