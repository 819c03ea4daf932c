//! `upload`: files of this machine to each host.

use std::path::{Path, PathBuf};

use super::fan_out::{PARALLEL, check, fan_out};
use super::local_files::{Asked, Chosen};
use super::moved::{DEADLINE, RECURSIVE, RESUME, VERIFY, care, judge, limits, schema};
use super::waves::{self, BATCH, CANARY, MAX_FAIL};
use crate::command::{
    Arg, Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape,
    Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Effect, Effects, Job, Task, Upload, in_home};
use crate::source::Span;
use crate::value::{Data, Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "upload",
        summary: "put files of this machine on each host",
        details: "The file is there whole or not at all: it is written beside its place under \
                  another name, given its mode, and then put there in one step. `*` and `?` in \
                  the last part of the local path stand for all files that match. A place that \
                  ends in `/` is a folder and each file keeps its name; one that does not is the \
                  whole path of one file. What does not begin with `/` is below the home of the \
                  account. With `--recursive` a folder is carried with all that is in it, and \
                  follows the same rule. With `--resume` what came over before a connection broke \
                  stays beside its place, hidden, until the next `--resume` goes on there; what is \
                  there already and is the same is done. A file that is replaced hands its mode \
                  on; its owner becomes the account, and a link stays one. Each file on each host \
                  gives a row; a host on which one of them failed has failed.",
        input: Input::Hosts,
        params: &[
            Param {
                name: "local",
                shape: Shape::Path,
                arity: Arity::One,
                doc: "the file of this machine, or several by `*` and `?`",
            },
            Param {
                name: "place",
                shape: Shape::Text,
                arity: Arity::One,
                doc: "the path on the host; it ends in `/` when it is a folder",
            },
        ],
        flags: &[
            BATCH,
            CANARY,
            Flag {
                name: "make-folders",
                short: None,
                shape: None,
                doc: "make the folders of the place that are missing",
            },
            MAX_FAIL,
            Flag {
                name: "mode",
                short: None,
                shape: Some(Shape::Any),
                doc: "who may do what with it, three octal digits such as `640`",
            },
            PARALLEL,
            RECURSIVE,
            RESUME,
            DEADLINE,
            VERIFY,
        ],
        effects: Effects::of(&[Effect::ReadFiles, Effect::RunOnHosts]),
        examples: &[Example {
            doc: "one file on all hosts",
            text: "hosts | upload /etc/hostname /tmp/ | length",
            prints: "6",
        }],
    },
    output: &|checking: &mut Checking<'_>| {
        check(checking);
        for problem in problems(checking.args) {
            checking.problem(problem);
        }
        if let Some(arg) = checking.args.first("local")
            && let Some(path) = arg.text()
        {
            let asked = asked(checking.args, arg);
            match asked.chosen(&place(path, checking.world), &*checking.world.files, false) {
                Ok(chosen) => {
                    let problem = crowded(&chosen, checking.args);
                    problem.into_iter().for_each(|problem| checking.problem(problem));
                }
                Err(problem) => checking.missing(path, *problem),
            }
        }
        Type::Table(schema(care(checking.args)))
    },
    body: Body::Stream(&run),
};

/// What is wrong with the arguments, but for files that are not there.
fn problems(args: &Args) -> Vec<Diagnostic> {
    let is_none = |arg: &&Arg| arg.value().is_some_and(|_| mode_of(arg).is_none());
    let mode = args.first("mode").filter(is_none);
    let mode = mode.map(|arg| {
        bad(
            "`mode` has to be three octal digits",
            arg.span,
            "such as `640`: the owner may read and write, the group may read",
        )
    });
    let place = args.first("place").filter(|arg| {
        arg.text().is_some_and(|text| text.trim_matches('/').is_empty() || text.contains('\0'))
    });
    let place = place.map(|arg| {
        bad("this is the path of no file of a host", arg.span, "such as `/etc/motd` or `/srv/app/`")
    });
    mode.into_iter().chain(place).chain(waves::problems(args)).collect()
}

/// Several files that are to be one.
fn crowded(chosen: &Chosen, args: &Args) -> Option<Diagnostic> {
    let (arg, count) = (args.first("place")?, chosen.named);
    let place = arg.text().filter(|place| count > 1 && !place.ends_with('/'))?;
    let message = format!("{count} files cannot all be `{place}`");
    Some(bad(&message, arg.span, "end it in `/`, so that each keeps its name"))
}

fn bad(message: &str, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "").help(help)
}

/// The bits of the mode that is `arg`, a text or a number that is written like one.
fn mode_of(arg: &Arg) -> Option<u32> {
    match arg.value()? {
        Value::Int { val, .. } => mode(&val.to_string()),
        _ => mode(arg.text()?),
    }
}

/// The bits of a mode in octal digits.
fn mode(text: &str) -> Option<u32> {
    let bare = text.strip_prefix('0').filter(|rest| rest.len() == 3).unwrap_or(text);
    let bits = u32::from_str_radix(bare, 8).ok()?;
    (bare.len() == 3 && !bare.starts_with('+')).then_some(bits)
}

/// `path` as this machine has it.
fn place(path: &str, world: &crate::effect::World) -> PathBuf {
    in_home(Path::new(path), world.environment.home().as_deref())
}

/// The local path of a call.
fn asked<'a>(args: &'a Args, arg: &'a Arg) -> Asked<'a> {
    let keeps_name = args.text("place").is_none_or(|place| place.ends_with('/'));
    let (text, recursive) = (arg.text().unwrap_or_default(), args.switch(RECURSIVE.name));
    Asked { text, span: arg.span, recursive, keeps_name }
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    if let Some(problem) = problems(args).into_iter().next() {
        return Err(problem.into());
    }
    let (Some(local), Some(to)) = (args.first("local"), args.text("place")) else {
        return Ok(Data::Nothing);
    };
    let text = local.text().unwrap_or_default();
    let path = place(text, &context.world);
    let chosen = asked(args, local).chosen(&path, &*context.world.files, true)?;
    if let Some(problem) = crowded(&chosen, args) {
        return Err(problem.into());
    }
    let upload = Upload {
        files: chosen.files.into(),
        folders: chosen.folders.into(),
        place: at_home(to).into(),
        mode: args.first("mode").and_then(mode_of),
        make_folders: args.switch("make-folders"),
        mark: format!("{:032x}", context.world.environment.random()).into(),
        care: care(args),
    };
    let job = Job { task: Task::Upload(upload), limits: limits(args, context) };
    Ok(fan_out(input, job, schema(care(args)), Box::new(judge), args, context))
}

/// `~/…` as SFTP has it: what is not absolute is below the home of the account.
pub fn at_home(path: &str) -> &str {
    path.strip_prefix("~/").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_three_octal_digits() {
        assert_eq!((mode("640"), mode("0755")), (Some(0o640), Some(0o755)));
        for bad in ["", "6", "888", "4755", "rw-", "06400", "+64"] {
            assert_eq!(mode(bad), None, "{bad}");
        }
    }
}
