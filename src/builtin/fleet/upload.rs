//! `upload`: files of this machine to each host.

use std::path::{Path, PathBuf};

use super::fan_out::{PARALLEL, TIMEOUT, check, fan_out, limits};
use super::moved::{judge, schema};
use super::waves::{self, BATCH, CANARY, MAX_FAIL};
use crate::command::{
    Arg, Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Mode, Param, Shape,
    Signature,
};
use crate::diag::{Diagnostic, Result, Severity, codes};
use crate::effect::{
    Effect, Effects, Files, Job, LocalFile, Task, Upload, in_home, wildcard_matches,
};
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
                  account. A file that is replaced hands its mode on; its owner becomes the \
                  account, and a link stays one. Each file on each host gives a row; a host on \
                  which one of them failed has failed.",
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
            TIMEOUT,
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
            let files = &*checking.world.files;
            match chosen(&place(path, checking.world), path, arg, files) {
                Ok(chosen) => {
                    let problem = crowded(chosen.len(), checking.args);
                    problem.into_iter().for_each(|problem| checking.problem(problem));
                }
                Err(problem) => {
                    let severity = match checking.mode {
                        Mode::Run => problem.severity,
                        Mode::Check => Severity::Warning,
                    };
                    checking.problem(Diagnostic { severity, ..*problem });
                }
            }
        }
        Type::Table(schema())
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
fn crowded(count: usize, args: &Args) -> Option<Diagnostic> {
    let arg = args.first("place")?;
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

/// The files that `path` stands for, which was written as `text`.
fn chosen(path: &Path, text: &str, arg: &Arg, files: &dyn Files) -> Result<Vec<LocalFile>> {
    let wrong = |message: String, help: &str| {
        Box::new(Diagnostic::error(codes::FILE_MISSING, message).at(arg.span, "").help(help))
    };
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name else {
        return Err(wrong(format!("`{text}` names no file"), "name a file of this machine"));
    };
    if !name.contains(['*', '?']) {
        let help = "check the name; it is taken from the folder in which rebe was started";
        return match files.stat(path) {
            Ok(stat) if stat.regular => {
                Ok(vec![LocalFile { path: path.into(), name: name.into(), mode: Some(stat.mode) }])
            }
            Ok(_) => {
                let help = "name files in it, as in `folder/*`";
                Err(wrong(format!("`{text}` is no file"), help))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(wrong(format!("there is no file `{text}`"), help))
            }
            Err(error) => Err(wrong(format!("`{text}` cannot be looked at: {error}"), help)),
        };
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let listed = files.list(folder.unwrap_or(Path::new("."))).unwrap_or_default();
    let matching = listed.into_iter().filter(|entry| {
        let is_hidden = entry.name.starts_with('.') && !name.starts_with('.');
        !entry.folder && !is_hidden && wildcard_matches(name, &entry.name)
    });
    let file = |entry: crate::effect::Entry| {
        let path = path.with_file_name(&entry.name);
        let stat = files.stat(&path).ok().filter(|stat| stat.regular)?;
        Some(LocalFile { path, name: entry.name, mode: Some(stat.mode) })
    };
    let chosen = matching.filter_map(file).collect::<Vec<_>>();
    if chosen.is_empty() {
        let help = "`*` stands for any characters of one name, `?` for one";
        return Err(wrong(format!("no file matches `{text}`"), help));
    }
    Ok(chosen)
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
    let files = chosen(&path, text, local, &*context.world.files)?;
    if let Some(problem) = crowded(files.len(), args) {
        return Err(problem.into());
    }
    let upload = Upload {
        files: files.into(),
        place: at_home(to).into(),
        mode: args.first("mode").and_then(mode_of),
        make_folders: args.switch("make-folders"),
        mark: format!("{:032x}", context.world.environment.random()).into(),
    };
    let job = Job { task: Task::Upload(upload), limits: limits(args, context) };
    Ok(fan_out(input, job, schema(), Box::new(judge), args, context))
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
