//! `download`: files of each host to this machine.

use std::path::Path;

use super::fan_out::{PARALLEL, check, fan_out};
use super::moved::{DEADLINE, RECURSIVE, RESUME, VERIFY, care, judge, limits, schema};
use super::upload::at_home;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Download, Effect, Effects, Job, Task, in_home};
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "download",
        summary: "bring files of each host to this machine",
        details: "The files of a host land in a folder of its name below the local one, so that \
                  those of two hosts never meet; folders that are missing are made. A file is here \
                  whole or not at all, and keeps its mode. What is here already is left alone and \
                  its host has failed, unless `--force` writes over it. `*` and `?` in the last \
                  part of the path stand for all plain files that match. What does not begin with \
                  `/` is below the home of the account. With `--recursive` a folder comes with all \
                  that is in it, under its own name. With `--resume` what came before a connection \
                  broke stays beside its place, hidden, until the next `--resume` goes on there; \
                  what is here already and is the same is done. Each file of each host gives a row; \
                  a host one of whose files did not come has failed.",
        input: Input::Hosts,
        params: &[
            Param {
                name: "place",
                shape: Shape::Text,
                arity: Arity::One,
                doc: "the path of the file on the host, or of several by `*` and `?`",
            },
            Param {
                name: "folder",
                shape: Shape::Path,
                arity: Arity::One,
                doc: "the folder of this machine for the folders of the hosts",
            },
        ],
        flags: &[
            Flag {
                name: "force",
                short: Some('f'),
                shape: None,
                doc: "write over files that are here already",
            },
            Flag {
                name: "max-size",
                short: None,
                shape: Some(Shape::Value(&Type::Filesize)),
                doc: "how long the files of one host may be in all, 16GiB unless said otherwise",
            },
            PARALLEL,
            RECURSIVE,
            RESUME,
            DEADLINE,
            VERIFY,
        ],
        effects: Effects::of(&[Effect::QueryHosts, Effect::WriteFiles]),
        examples: &[Example {
            doc: "how long the files are that came",
            text: "hosts | download /etc/hostname /tmp/rebe-example --force | get size | math sum",
            prints: "36",
        }],
    },
    output: &|checking: &mut Checking<'_>| {
        check(checking);
        if let Some(problem) = problems(checking.args) {
            checking.problem(problem);
        }
        Type::Table(schema(care(checking.args)))
    },
    body: Body::Stream(&run),
};

/// The most bytes of one host where nobody says otherwise.
const MOST: usize = 16 << 30;

fn problems(args: &Args) -> Option<Diagnostic> {
    let arg = args.first("place")?;
    let place = arg.text()?;
    let place = if args.switch(RECURSIVE.name) { place.trim_end_matches('/') } else { place };
    let last = place.rsplit('/').next().unwrap_or_default();
    let is_none = ["", ".", "..", "~"].contains(&last) || place.contains('\0');
    is_none.then(|| {
        let problem =
            Diagnostic::error(codes::BAD_ARGUMENT, "this is the path of no file of a host");
        let help = match place.ends_with('/') && place.len() > 1 {
            true => "name a file in it or `*`, or say `--recursive` for the whole folder",
            false => "name a file, such as `/etc/os-release` or `/var/log/*.log`",
        };
        problem.at(arg.span, "").help(help)
    })
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let input = match input.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return Ok(other),
    };
    if let Some(problem) = problems(args) {
        return Err(problem.into());
    }
    let home = context.world.environment.home();
    let folder = Path::new(args.text("folder").unwrap_or_default());
    let download = Download {
        place: at_home(args.text("place").unwrap_or_default()).into(),
        folder: in_home(folder, home.as_deref()),
        recursive: args.switch(RECURSIVE.name),
        overwrite: args.switch("force"),
        most: args.count("max-size").unwrap_or(MOST) as u64,
        care: care(args),
    };
    let job = Job { task: Task::Download(download), limits: limits(args, context) };
    Ok(fan_out(input, job, schema(care(args)), Box::new(judge), args, context))
}
