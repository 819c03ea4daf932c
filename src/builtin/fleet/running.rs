//! What `run` and `script` have in common: their flags, their rows, and how they begin.

use std::sync::Arc;

use super::fan_out::{Judge, PARALLEL, TIMEOUT, Verdict, check, fan_out, limits};
use super::gather::{self, DIFF, GATHER};
use super::lines::{self, Lines};
use super::sudo::{self, BECOME, BECOME_USER, SUDO};
use super::surroundings::{self, ENV, FOLDER, STDIN};
use super::waves::{self, BATCH, CANARY, MAX_FAIL};
use crate::command::{Args, Checking, Context, Flag, Shape};
use crate::diag::{Diagnostic, Result};
use crate::effect::{Job, OutcomeKind, RemoteCommand, Reply, Task};
use crate::value::{Data, Schema, Type, Value, scalar};

/// The flags.
pub const FLAGS: &[Flag] = &[
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
];

/// The type of the rows, after all that is wrong with the flags was told.
pub fn output(checking: &mut Checking<'_>) -> Type {
    check(checking);
    for problem in problems(checking.args) {
        checking.problem(problem);
    }
    let each = schema(checking.args);
    let is_gathered = gather::is_on(checking.args);
    Type::Table(if is_gathered { gather::schema(&each, checking.args) } else { each })
}

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

/// Run `line` on the hosts of `input`, as `args` say, with this standard input.
///
/// # Errors
/// Something is wrong with the flags.
pub fn start(
    input: Data,
    line: &str,
    stdin: Arc<[u8]>,
    args: &Args,
    context: &Context,
) -> Result<Data> {
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
    let line = surroundings::command_line(line, args);
    let (line, sudo) = sudo::command_line(line, args, context.world.environment.random());
    let stream = args.switch("stream");
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
