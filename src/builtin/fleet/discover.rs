//! `discover`: ask hosts what they are.

use std::sync::Arc;

use super::fan_out::{PARALLEL, TIMEOUT, Verdict, check, fan_out, limits};
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes, did_you_mean, nearest};
use crate::effect::{Effect, Effects, Job, OutcomeKind, RemoteCommand, Reply, Task};
use crate::probe::{self, Probe};
use crate::value::{Data, Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "discover",
        summary: "ask each host what it is: its cpu, memory, os",
        details: "Several probes together are one row a host and one round trip. A host whose \
                  answer fails validation has no row and ends as `invalid`.",
        input: Input::Hosts,
        params: &[Param {
            name: "probes",
            shape: Shape::Probe,
            arity: Arity::Some,
            doc: "what to ask: `cpu`, `memory`, `os`",
        }],
        flags: &[PARALLEL, TIMEOUT],
        effects: Effects::of(&[Effect::QueryHosts]),
        examples: &[Example {
            doc: "count the hosts that answered",
            text: "hosts | discover cpu, memory | length",
            prints: "6",
        }],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    check(checking);
    for (name, span) in checking.args.clone().texts("probes") {
        if probe::find(name).is_some() {
            continue;
        }
        let names = probe::ALL.iter().map(|probe| probe.name).collect::<Vec<_>>();
        let mut problem =
            Diagnostic::error(codes::UNKNOWN_PROBE, format!("no probe `{name}`")).at(span, "");
        problem = problem.maybe_help(did_you_mean(name, "probes", &names));
        if let Some(near) = nearest(name, names.iter().copied()) {
            problem = problem.edit(span, near);
        } else if name == "\\" {
            let help = "remove it: a line that begins with `|` goes on with the one above";
            problem = problem.help(help).edit(span, "");
        }
        checking.problem(problem);
    }
    Type::Table(probe::schema(&asked(checking.args)))
}

fn asked(args: &Args) -> Vec<&'static Probe> {
    args.texts("probes").filter_map(|(name, _)| probe::find(name)).collect()
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    let probes = asked(args);
    let script = probe::script(&probes, context.world.environment.random());
    let command = RemoteCommand {
        line: script.command.into(),
        stdin: Arc::from(script.stdin.into_bytes()),
        repeatable: true,
        every: None,
        stream: false,
        sudo: None,
    };
    let job = Job { task: Task::Command(command), limits: limits(args, context) };
    let schema = probe::schema(&probes);
    let marker = script.marker;
    let judge = move |reply: &Reply| {
        if let OutcomeKind::Failed(code) = reply.outcome.kind {
            // Its words are told here, for they are in no row.
            let said = probe::said(&reply.stdout, &reply.stderr);
            let message = format!("the script that asks ended with exit code {code}; {said}");
            return Verdict { rows: Vec::new(), outcome: Some((reply.outcome.kind, message)) };
        }
        if reply.outcome.kind != OutcomeKind::Ok {
            return Verdict { rows: Vec::new(), outcome: None };
        }
        match probe::parse(&probes, &marker, &reply.stdout) {
            Ok(cells) => {
                let host = scalar::text(&reply.target.name);
                let row = std::iter::once(host).chain(cells).collect();
                Verdict { rows: vec![row], outcome: None }
            }
            Err(invalid) => {
                let outcome = Some((OutcomeKind::Invalid, invalid.message));
                Verdict { rows: Vec::new(), outcome }
            }
        }
    };
    Ok(fan_out(input, job, schema, Box::new(judge), args, context))
}
