//! `script`: a script of this machine, run on each host.

use std::path::Path;
use std::sync::Arc;

use super::running::{FLAGS, output, start};
use super::surroundings::{self, quoted};
use crate::command::{
    Arg, Args, Arity, Body, Checking, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Effect, Effects, Files, in_home};
use crate::value::{Data, Type, plain_text};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "script",
        summary: "run a script of this machine on each host",
        details: "The script is read before any host is asked, sent to each, and run by the program \
                  that its first line names after `#!`, or else by `sh`. There it lies in a folder \
                  of its own that only the account may look into, and that goes away when the \
                  script has ended, well or badly; unless all of it has come, nothing is run. \
                  Others on the host may see its arguments in the list of processes: secrets \
                  belong in `--stdin`. With that it takes a moment longer, for each byte of the \
                  script is read alone. Rows, flags and outcomes are those of `run`. A script has \
                  at most 1 MiB.",
        input: Input::Hosts,
        params: &[
            Param { name: "file", shape: Shape::Path, arity: Arity::One, doc: "the script" },
            Param {
                name: "arguments",
                shape: Shape::Any,
                arity: Arity::Any,
                doc: "what it gets as its arguments: texts, numbers, true or false",
            },
        ],
        flags: FLAGS,
        effects: Effects::of(&[Effect::ReadFiles, Effect::RunOnHosts]),
        examples: &[Example {
            doc: "what each says",
            text: "hosts | script tests/fixtures/data/hello.sh | group-by stdout exit_code",
            prints: "{\"stdout\":\"hello\",\"exit_code\":0,\"count\":6}",
        }],
    },
    output: &|checking: &mut Checking<'_>| {
        let ty = output(checking);
        for problem in problems(checking.args) {
            checking.problem(problem);
        }
        if let Some(arg) = checking.args.first("file")
            && let Some(path) = arg.text()
            && let Err(problem) = Script::read(arg, checking.world)
        {
            checking.missing(path, *problem);
        }
        ty
    },
    body: Body::Stream(&run),
};

/// The most bytes of a script.
const MOST: u64 = 1 << 20;

/// What each host's shell does: it puts the bytes of its standard input, `$1` of them, into a file
/// called `$2` and runs that by `$3`, with the one argument `$4` before the path unless it is empty.
/// All in one line, for there are shells that take no line feed in a word.
const WHOLE: &str = "cat >\"$p\"";
const EXACTLY: &str = "dd bs=1 count=\"$n\" of=\"$p\" 2>/dev/null";

fn wrapper(take: &str) -> String {
    format!(
        "n=$1; f=$2; i=$3; o=$4; shift 4; umask 077; d=$(mktemp -d) || exit 1; \
         trap 'rm -rf \"$d\"' EXIT; trap 'exit 129' HUP; trap 'exit 130' INT; \
         trap 'exit 141' PIPE; trap 'exit 143' TERM; \
         p=$d/$f; {take}; \
         if [ \"$(($(wc -c <\"$p\")))\" -ne \"$n\" ]; then \
         echo \"the script did not come whole, and was not run\" >&2; exit 1; fi; \
         if ! command -v \"$i\" >/dev/null 2>&1; then \
         echo \"there is no $i on this host, which the script asks for\" >&2; exit 127; fi; \
         if [ -n \"$o\" ]; then \"$i\" \"$o\" \"$p\" \"$@\"; else \"$i\" \"$p\" \"$@\"; fi; \
         c=$?; exit $c"
    )
}

/// A script, and what runs it.
struct Script {
    name: String,
    text: Vec<u8>,
    interpreter: String,
    /// The one argument behind it.
    option: String,
}

impl Script {
    /// The script at the path in `arg`.
    fn read(arg: &Arg, world: &crate::effect::World) -> Result<Self> {
        let written = arg.text().unwrap_or_default();
        let path = in_home(Path::new(written), world.environment.home().as_deref());
        let problem = |code, message: String, help: &str| {
            Box::new(Diagnostic::error(code, message).at(arg.span, "").help(help))
        };
        let wrong = |message: String, help: &str| problem(codes::BAD_ARGUMENT, message, help);
        let text = bytes(&path, &*world.files).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => problem(
                codes::FILE_MISSING,
                format!("there is no script `{written}`"),
                "check the name; it is taken from the folder in which rebe was started",
            ),
            _ => wrong(
                format!("the script `{written}` cannot be read: {error}"),
                "name a file of this machine that you may read",
            ),
        })?;
        if text.len() as u64 > MOST {
            let help = "carry the data by `upload`, and have the script read it there";
            return Err(wrong(format!("the script `{written}` is longer than 1 MiB"), help));
        }
        let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if first.ends_with(b"\r") {
            let message = format!("the lines of `{written}` end as those of Windows do");
            let help = "shells would take the `\\r` for a part of each line; `sed -i 's/\\r$//'` \
                        takes it out";
            return Err(wrong(message, help));
        }
        let first = String::from_utf8_lossy(first);
        let named = first.strip_prefix("#!").map(str::trim).unwrap_or("sh");
        let (interpreter, option) = match named.split_once([' ', '\t']) {
            Some((interpreter, option)) => (interpreter, option.trim()),
            None => (named, ""),
        };
        if interpreter.is_empty() || named.contains('\0') {
            let help = "write the program that runs it, as in `#!/bin/sh`";
            return Err(wrong(format!("the first line of `{written}` names no program"), help));
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
        let (interpreter, option) = (interpreter.to_owned(), option.to_owned());
        Ok(Self { name, text, interpreter, option })
    }

    /// The command line that runs it with these arguments, and what it reads: the script, and behind
    /// it what the script reads.
    fn command(self, args: &Args) -> (String, Arc<[u8]>) {
        let stdin = surroundings::stdin(args);
        let take = if stdin.is_empty() { WHOLE } else { EXACTLY };
        let count = self.text.len().to_string();
        let fixed = [&count, &self.name, &self.interpreter, &self.option].map(|word| quoted(word));
        let given = args.all("arguments").iter().filter_map(Arg::value);
        let given = given.map(|value| quoted(&plain_text(value)));
        let words = fixed.into_iter().chain(given).collect::<Vec<_>>().join(" ");
        let line = format!("exec sh -c {} {MARK} {words}", quoted(&wrapper(take)));
        (line, [self.text.as_slice(), &stdin].concat().into())
    }
}

/// What the shell is called that does it.
const MARK: &str = "rebe-script";

fn bytes(path: &Path, files: &dyn Files) -> std::io::Result<Vec<u8>> {
    if files.stat(path).is_ok_and(|stat| !stat.regular) {
        return Err(std::io::Error::other("it is no plain file"));
    }
    files.read_at_most(path, MOST + 1)
}

/// What is wrong with the arguments of the script.
fn problems(args: &Args) -> Vec<Diagnostic> {
    let wrong = |arg: &Arg| {
        let ty = arg.ty();
        let fits = [Type::String, Type::Int, Type::Float, Type::Bool];
        let bad = |message: String, help: &str| {
            Some(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "").help(help))
        };
        if !fits.iter().any(|wanted| ty.fits(wanted)) {
            let message = format!(
                "an argument of a script is text, a number or a bool, found a value of type {ty}"
            );
            return bad(message, "make text of it first");
        }
        let has_zero = arg.text().is_some_and(|text| text.contains('\0'));
        let help = "leave that byte out: no argument can hold it";
        has_zero.then(|| bad("this argument has a zero byte in it".to_owned(), help)).flatten()
    };
    args.all("arguments").iter().filter_map(wrong).collect()
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let Some(arg) = args.first("file") else { return Ok(Data::Nothing) };
    if let Some(problem) = problems(args).into_iter().next() {
        return Err(problem.into());
    }
    let (line, stdin) = Script::read(arg, &context.world)?.command(args);
    start(input, &line, stdin, args, context)
}
