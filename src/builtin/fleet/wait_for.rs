//! `wait-for`: until something is so on each host.

use std::sync::Arc;
use std::time::Duration;

use super::fan_out::{PARALLEL, Verdict, check, fan_out, limits};
use super::surroundings::{place, quoted};
use crate::command::{
    Args, Body, Checking, Command, Context, Example, Flag, Input, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Effect, Effects, Job, OutcomeKind, RemoteCommand, Reply, Task};
use crate::probe;
use crate::value::{Data, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "wait-for",
        summary: "wait until something is so on each host",
        details: "Exactly one of `--command`, `--file` and `--port` says what is waited for, and \
                  `--gone` turns it round. A host that cannot be reached is waited for as well, as \
                  after a restart; one that refuses the login is not. Each host for which it came \
                  about gives a row; the others end as `timeout(total)`, with what was seen the \
                  last time. A host that does not run what is to look, as with a forced command, \
                  ends as `invalid`. A port is looked for in `/proc/net`, which Linux has: it is \
                  open when \
                  something on the host listens there, whatever a firewall says.",
        input: Input::Hosts,
        params: &[],
        flags: &[
            Flag {
                name: "command",
                short: None,
                shape: Some(Shape::Text),
                doc: "until this command ends with exit code 0",
            },
            EVERY,
            Flag {
                name: "file",
                short: None,
                shape: Some(Shape::Text),
                doc: "until there is something at this path",
            },
            Flag {
                name: "gone",
                short: None,
                shape: None,
                doc: "until the command fails, nothing is at the path, or nobody listens",
            },
            PARALLEL,
            Flag {
                name: "port",
                short: None,
                shape: Some(Shape::Count),
                doc: "until something listens at this TCP port",
            },
            Flag {
                name: "timeout",
                short: Some('t'),
                shape: Some(Shape::Value(&Type::Duration)),
                doc: "how long each host is waited for, 5min unless said otherwise",
            },
        ],
        effects: Effects::of(&[Effect::RunOnHosts]),
        examples: &[Example {
            doc: "wait for a service, and go on with those that have it",
            text: "hosts | wait-for --command \"systemctl is-active ssh\" --timeout 1min | length",
            prints: "6",
        }],
    },
    output: &|checking: &mut Checking<'_>| {
        check(checking);
        for problem in problems(checking.args) {
            checking.problem(problem);
        }
        Type::Table(schema())
    },
    body: Body::Stream(&run),
};

/// How long between two looks.
const EVERY: Flag = Flag {
    name: "every",
    short: None,
    shape: Some(Shape::Value(&Type::Duration)),
    doc: "how long to wait before it is looked again, 1s unless said otherwise",
};

/// How long each host is waited for when nobody says otherwise.
const PATIENCE: Duration = Duration::from_secs(300);

/// Hosts that are waited for at once when nobody says otherwise: they cost little.
const AT_ONCE: usize = 1024;

/// The shortest time between two looks.
const LEAST: Duration = Duration::from_millis(10);

const WHAT: [&str; 3] = ["command", "file", "port"];

fn schema() -> Schema {
    Schema::of([("host", Type::String), ("waited", Type::Duration), ("tries", Type::Int)])
}

fn problems(args: &Args) -> Vec<Diagnostic> {
    let bad = |message: String, span, help: &str| {
        Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "").help(help)
    };
    let given = WHAT.iter().filter_map(|name| Some((name, args.first(name)?))).collect::<Vec<_>>();
    let mut problems = Vec::new();
    match given.as_slice() {
        [] => problems.push(bad(
            "nothing to wait for".to_owned(),
            args.span,
            "say what, by `--command TEXT`, `--file PATH` or `--port N`",
        )),
        [_] => {}
        [(first, _), .., (last, arg)] => problems.push(bad(
            format!("`--{first}` and `--{last}` do not go together"),
            arg.span,
            "wait for one first, and for the other in a second call",
        )),
    }
    if let Some(arg) = args.first("port")
        && let Some(Value::Int { val, .. }) = arg.value()
        && !(1..=65535).contains(val)
    {
        problems.push(bad(format!("{val} is no port"), arg.span, "give a number from 1 to 65535"));
    }
    for name in ["command", "file"] {
        if let Some(arg) = args.first(name)
            && arg.text().is_some_and(|text| text.is_empty() || text.contains('\0'))
        {
            let help = "write what to run, or the path of a file, such as `/run/app.ready`";
            problems.push(bad(
                format!("`{name}` is empty, or has a zero byte in it"),
                arg.span,
                help,
            ));
        }
    }
    if let Some(arg) = args.first(EVERY.name)
        && args.duration(EVERY.name).is_some_and(|every| every < LEAST)
    {
        let help = "give it at least 10ms, so that hosts have something else to do";
        problems.push(bad("no time between two looks".to_owned(), arg.span, help));
    }
    problems
}

/// The command line that ends with 0 once it is so. What is a script of rebe's own says `mark` then,
/// for an account with a forced command ends with 0 whatever it is asked.
fn command_line(args: &Args, mark: &str) -> String {
    let gone = args.switch("gone");
    let not = if gone { "! " } else { "" };
    if let Some(path) = args.text("file") {
        let place = place(path);
        let seen = if gone { "it is still there" } else { "there is nothing at that path" };
        return shell(&format!(
            "{not}{{ test -e {place} || test -L {place}; }} || {}\necho {mark}",
            saying(seen)
        ));
    }
    if let Some(port) = args.count("port") {
        // A line of /proc/net/tcp: number, own address:port, address:port of the other side, state;
        // 0A is LISTEN (the kernel's include/net/tcp_states.h).
        return shell(&format!(
            "[ -r /proc/net/tcp ] || {{ echo 'this host has no /proc/net/tcp, so its ports cannot \
             be seen' >&2; exit 2; }}\n{not}grep -qs ': [0-9A-F]*:{port:04X} [0-9A-F]*:0000 0A ' \
             /proc/net/tcp /proc/net/tcp6 || {}\necho {mark}",
            saying(if gone { "something still listens there" } else { "nobody listens there" })
        ));
    }
    let command = args.text("command").unwrap_or_default();
    if gone {
        // That there is no such command is no way of its to fail.
        let command = quoted(command);
        return shell(&format!(
            "sh -c {command}\ncode=$?\n[ $code -lt 126 ] || exit $code\n[ $code -ne 0 ] && echo {mark}"
        ));
    }
    command.to_owned()
}

/// The end of a line that says what was seen, for the message of a host that did not get there.
fn saying(seen: &str) -> String {
    format!("{{ echo {} >&2; exit 1; }}", quoted(seen))
}

/// The same for whatever login shell the account has.
fn shell(line: &str) -> String {
    format!("exec sh -c {}", quoted(line))
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    if let Some(problem) = problems(args).into_iter().next() {
        return Err(problem.into());
    }
    let mut limits = limits(args, context);
    limits.parallel = args.count(PARALLEL.name).unwrap_or(AT_ONCE).max(1);
    limits.total = args.duration("timeout").unwrap_or(PATIENCE);
    limits.exec = context.limits.exec;
    let mark = format!("rebe-{:032x}", context.world.environment.random());
    let marked = args.first("command").is_none() || args.switch("gone");
    let command = RemoteCommand {
        line: command_line(args, &mark).into(),
        stdin: Arc::default(),
        repeatable: true,
        every: Some(args.duration(EVERY.name).unwrap_or(Duration::from_secs(1))),
        stream: false,
        sudo: None,
    };
    let job = Job { task: Task::Command(command), limits };
    let judge = move |reply: &Reply| {
        let is_ok = reply.outcome.kind == OutcomeKind::Ok;
        if is_ok && marked && !String::from_utf8_lossy(&reply.stdout).contains(&mark) {
            let said = probe::said(&reply.stdout, &reply.stderr);
            let message = format!("the host did not run what was to look; {said}");
            return Verdict { rows: Vec::new(), outcome: Some((OutcomeKind::Invalid, message)) };
        }
        let waited = i64::try_from(reply.outcome.elapsed.as_nanos()).unwrap_or(i64::MAX);
        let row = vec![
            scalar::text(&reply.target.name),
            scalar::duration(waited),
            scalar::int(i64::from(reply.outcome.attempts)),
        ];
        Verdict { rows: is_ok.then_some(row).into_iter().collect(), outcome: None }
    };
    Ok(fan_out(input, job, schema(), Box::new(judge), args, context))
}
