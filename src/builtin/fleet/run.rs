//! `run`: a shell command on each host.

use super::fan_out::{Judge, PARALLEL, TIMEOUT, Verdict, check, fan_out, limits};
use super::gather::{self, DIFF, GATHER};
use super::lines::{self, Lines};
use super::sudo::{self, BECOME, BECOME_USER, SUDO};
use super::surroundings::{self, ENV, FOLDER, STDIN};
use super::waves::{self, BATCH, CANARY, MAX_FAIL};
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result};
use crate::effect::{Effect, Effects, Job, OutcomeKind, RemoteCommand, Reply, Task};
use crate::value::{Data, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "run",
        summary: "run a shell command on each host",
        details: "Each host that ran it gives a row. An exit code that is not 0 is in the row and \
                  also ends the host as `failed`. Line feeds at the end of the output are dropped, \
                  as `$(…)` of a shell does. Output that is no UTF-8 ends the host as `invalid`; \
                  with `--binary` it is kept byte by byte. `--folder` and `--env` need an \
                  account whose login shell is a POSIX one; where the folder is not there, the \
                  command is not run and the host has failed. Others on the host may see \
                  the variables in its list of processes: secrets belong in `--stdin`. With \
                  `--become` the command is for `/bin/sh`; the words of `sudo` are no \
                  output of it, and what `sudo` refuses ends the host as `auth_failed`: its \
                  password is given once a host, and after two refusals to no other. With \
                  `--stream` a line that is longer than 64 KiB comes in several rows.",
        input: Input::Hosts,
        params: &[Param {
            name: "command",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "the command line, for the login shell of the account",
        }],
        flags: &[
            BATCH,
            BECOME,
            BECOME_USER,
            Flag {
                name: "binary",
                short: None,
                shape: None,
                doc: "give stdout and stderr as bytes, exactly as they came",
            },
            CANARY,
            DIFF,
            ENV,
            FOLDER,
            GATHER,
            MAX_FAIL,
            Flag {
                name: "max-output",
                short: None,
                shape: Some(Shape::Value(&Type::Filesize)),
                doc: "how much of stdout, and of stderr, is kept, 16MiB unless said otherwise",
            },
            PARALLEL,
            STDIN,
            Flag {
                name: "stream",
                short: None,
                shape: None,
                doc: "give each line when it comes, a row a line, instead of a row a host",
            },
            SUDO,
            TIMEOUT,
        ],
        effects: Effects::of(&[Effect::RunOnHosts]),
        examples: &[Example {
            doc: "what each answers",
            text: "hosts | run \"echo hello\" | group-by stdout exit_code",
            prints: "{\"stdout\":\"hello\",\"exit_code\":0,\"count\":6}",
        }],
    },
    output: &|checking: &mut Checking<'_>| {
        check(checking);
        for problem in problems(checking.args) {
            checking.problem(problem);
        }
        let each = schema(checking.args);
        let is_gathered = gather::is_on(checking.args);
        Type::Table(if is_gathered { gather::schema(&each, checking.args) } else { each })
    },
    body: Body::Stream(&run),
};

/// What is wrong with the flags of a call.
fn problems(args: &Args) -> Vec<Diagnostic> {
    let around = surroundings::problems(args).into_iter();
    let how = sudo::problem(args).into_iter().chain(gather::problem(args));
    around.chain(how).chain(waves::problems(args)).collect()
}

fn schema(args: &Args) -> Schema {
    if args.switch("stream") {
        return lines::schema(args.switch("binary"));
    }
    let output = || if args.switch("binary") { Type::Binary } else { Type::String };
    Schema::of([
        ("host", Type::String),
        ("exit_code", Type::Int.nullable()),
        ("stdout", output()),
        ("stderr", output()),
    ])
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    let mut limits = limits(args, context);
    if let Some(bytes) = args.count("max-output") {
        limits.max_output = bytes;
    }
    if let Some(problem) = problems(args).into_iter().next() {
        return Err(problem.into());
    }
    let line = surroundings::command_line(args.text("command").unwrap_or_default(), args);
    let (line, sudo) = sudo::command_line(line, args, context.world.environment.random());
    let (stdin, stream) = (surroundings::stdin(args), args.switch("stream"));
    let command = RemoteCommand { line, stdin, repeatable: false, every: None, stream, sudo };
    let job = Job { task: Task::Command(command), limits };
    let binary = args.switch("binary");
    let judge: Box<dyn Judge> = match stream {
        true => Box::new(Lines::new(binary)),
        false => Box::new(move |reply: &Reply| judge(reply, binary)),
    };
    let rows = fan_out(input, job, schema(args), judge, args, context);
    Ok(if gather::is_on(args) { gather::gather(rows, args) } else { rows })
}

fn judge(reply: &Reply, binary: bool) -> Verdict {
    let ran = matches!(
        reply.outcome.kind,
        OutcomeKind::Ok | OutcomeKind::Failed(_) | OutcomeKind::Truncated
    );
    if !ran {
        return Verdict { rows: Vec::new(), outcome: None };
    }
    let cut = reply.outcome.kind == OutcomeKind::Truncated;
    let output = |name: &str, bytes: &[u8]| {
        if binary { Ok(scalar::binary(bytes.to_vec())) } else { text(name, bytes, cut) }
    };
    match (output("stdout", &reply.stdout), output("stderr", &reply.stderr)) {
        (Ok(stdout), Ok(stderr)) => {
            let host = scalar::text(&reply.target.name);
            let code = reply.exit_code.map(i64::from);
            let row = vec![host, scalar::or_null(code, scalar::int), stdout, stderr];
            Verdict { rows: vec![row], outcome: None }
        }
        (Err(message), _) | (_, Err(message)) => {
            Verdict { rows: Vec::new(), outcome: Some((OutcomeKind::Invalid, message)) }
        }
    }
}

/// Output as text, without the line feeds at its end. Where it was `cut`, a character that was cut
/// in two is left out.
fn text(name: &str, bytes: &[u8], cut: bool) -> Result<Value, String> {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if cut && error.error_len().is_none() => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(error) => {
            return Err(format!(
                "its {name} is no UTF-8 text, the first bad byte is number {}; \
                 `run --binary` keeps it as bytes",
                error.valid_up_to() + 1
            ));
        }
    };
    Ok(scalar::text(valid.trim_end_matches(['\n', '\r'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_text_or_it_is_said_why_not() {
        assert_eq!(text("stdout", b"6.1\r\n\n", false), Ok(scalar::text("6.1")));
        assert_eq!(text("stdout", "añ".as_bytes().split_at(2).0, true), Ok(scalar::text("a")));
        let error = text("stderr", b"ab\xff", false).unwrap_err();
        assert!(error.contains("stderr") && error.contains("number 3"), "{error}");
    }
}
