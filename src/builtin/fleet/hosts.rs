//! `hosts`: the machines of the inventory.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::stream;

use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{Directory, Effect, Effects, Selection, Target, Unknown, record_of};
use crate::value::{ChunkStream, Column, Data, Rows, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "hosts",
        summary: "list the hosts of the inventory",
        details: "Without a pattern all of them. A pattern is a host, a range such as \
                  `web[01-20]`, a wildcard such as `web*`, a group, or `tag:NAME`; in \
                  quotes they go together as sets: `'web&tag:prod!web13'`. `address` is \
                  what `ssh` would be given; where `port` or `user` is null, the SSH \
                  configuration of the user decides. `vars` is a record of the variables \
                  that the inventory gives to hosts, null for those that a host lacks; there is \
                  no such column when no host has any.",
        input: Input::Nothing,
        params: &[Param {
            name: "patterns",
            shape: Shape::Host,
            arity: Arity::Any,
            doc: "which hosts",
        }],
        flags: &[
            Flag {
                name: "failed",
                short: None,
                shape: None,
                doc: "only hosts on which the statement before failed, or that it put off",
            },
            Flag {
                name: "group",
                short: Some('g'),
                shape: Some(Shape::Text),
                doc: "only hosts of this group",
            },
            Flag {
                name: "tag",
                short: Some('t'),
                shape: Some(Shape::Text),
                doc: "only hosts with this tag",
            },
        ],
        effects: Effects::of(&[Effect::ReadFiles]),
        examples: &[Example { doc: "count them", text: "hosts | length", prints: "6" }],
    },
    output: &output,
    body: Body::Stream(&run),
};

/// The columns, when these are the variables of all hosts together.
fn schema(vars: &Schema) -> Schema {
    let texts = || Type::List(Box::new(Type::String));
    let mut schema = Schema::of([
        ("host", Type::String),
        ("address", Type::String),
        ("port", Type::Int.nullable()),
        ("user", Type::String.nullable()),
        ("groups", texts()),
        ("tags", texts()),
    ]);
    if !vars.columns().is_empty() {
        schema.put(Column::new("vars", Type::Record(vars.clone())));
    }
    schema
}

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let directory = Arc::clone(&checking.world.directory);
    let mut vars = Schema::default();
    match directory.all() {
        Err(problem) => {
            checking.problem(*problem);
            // What it would have is not known.
            return Type::Table(Schema::open_with(schema(&vars).columns().to_vec()));
        }
        Ok(all) => {
            vars = directory.variables().unwrap_or_default();
            for (pattern, span) in args.texts("patterns") {
                let Err(problem) = directory.select(pattern) else { continue };
                let (known, problem) = (checking.registry.find(pattern), *problem.or_at(span));
                if known.is_none() && !pattern.starts_with(['-', '#', '/']) {
                    checking.problem(problem);
                    continue;
                }
                // All that follows belongs to another command, or to a remark.
                checking.problem(problem.help(match known {
                    Some(_) => format!("did you mean `hosts | {pattern} …`?"),
                    None => {
                        "comments begin with `#`; write a name with other signs in quotes".into()
                    }
                }));
                break;
            }
            strangers(&args, &all).into_iter().for_each(|problem| checking.problem(problem));
        }
    }
    Type::Table(schema(&vars))
}

/// The groups or the tags of a host.
type Members = fn(&Target) -> &Vec<String>;

/// The flags that name groups and tags, and whose they are.
const MEMBERS: [(&str, Members); 2] =
    [("group", |target| &target.groups), ("tag", |target| &target.tags)];

/// What is wrong with the groups and tags that flags name: each must be one of a host.
fn strangers(args: &Args, all: &[Arc<Target>]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (flag, of) in MEMBERS {
        for (name, span) in args.texts(flag) {
            if all.iter().any(|target| of(target).iter().any(|known| known == name)) {
                continue;
            }
            let known = all.iter().flat_map(|target| of(target)).map(String::as_str);
            let known = known.collect::<std::collections::BTreeSet<_>>();
            let known = known.into_iter().collect::<Vec<_>>();
            let message = format!("no host has the {flag} `{name}`");
            let problem = Diagnostic::error(codes::UNKNOWN_HOST, message).at(span, "");
            let what = format!("{flag}s");
            let none = format!("no host of the inventory has a {flag}");
            problems.push(problem.help(did_you_mean(name, &what, &known).unwrap_or(none)));
        }
    }
    problems
}

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let directory = context.world.directory.as_ref();
    // Names that were not known before the run: none of them may stand for no host in silence.
    if MEMBERS.iter().any(|(flag, _)| args.texts(flag).next().is_some())
        && let Some(problem) = strangers(args, &directory.all()?).into_iter().next()
    {
        return Err(problem.into());
    }
    let mut targets = chosen(args, directory)?;
    if args.switch("failed") {
        targets = failed(args, context, &targets)?;
    }
    let vars = directory.variables()?;
    let schema = Arc::new(schema(&vars));
    let shared = Arc::clone(&schema);
    // Chunk by chunk, so that a fleet of any size costs the memory of one chunk.
    let starts = (0..targets.len()).step_by(1024);
    let chunks = starts.map(move |start| {
        let mut rows = Rows::new(Arc::clone(&shared));
        for target in targets.iter().skip(start).take(1024) {
            rows.push(&row(target, &vars))?;
        }
        rows.finish()
    });
    Ok(Data::Chunks(ChunkStream::new(schema, stream::iter(chunks))))
}

fn chosen(args: &Args, directory: &dyn Directory) -> Result<Vec<Arc<Target>>> {
    let texts = |name: &str| args.texts(name).map(|(text, _)| text).collect::<Vec<_>>();
    let (patterns, groups, tags) = (texts("patterns"), texts("group"), texts("tag"));
    let selection = Selection { patterns: &patterns, groups: &groups, tags: &tags };
    selection.of(directory).map_err(|Unknown { pattern, problem }| {
        let place = pattern.and_then(|at| args.texts("patterns").nth(at));
        problem.or_at(place.map_or(args.span, |(_, span)| span))
    })
}

/// Those of `targets` that the statement before has left to be done. Without a pattern, hosts that it
/// knew by their address alone are among them.
fn failed(args: &Args, context: &Context, targets: &[Arc<Target>]) -> Result<Vec<Arc<Target>>> {
    let Some(left) = context.last.left() else {
        let message = "no statement before this one has worked on hosts";
        let help = "`hosts --failed` stands in a statement of its own behind the one it is about; \
                    failures of another run are taken up by `rebe rerun --failed FILE`";
        return Err(Diagnostic::error(codes::FLEET, message).at(args.span, "").help(help).into());
    };
    let names = left.iter().map(String::as_str).collect::<HashSet<_>>();
    let of_them = targets.iter().filter(|target| names.contains(target.name.as_str()));
    let mut failed = of_them.cloned().collect::<Vec<_>>();
    let chosen = MEMBERS.map(|(flag, _)| flag).into_iter().chain(["patterns"]);
    if chosen.into_iter().all(|of| args.all(of).is_empty()) {
        let known = targets.iter().map(|target| target.name.as_str()).collect::<HashSet<_>>();
        for name in left.iter().filter(|name| !known.contains(name.as_str())) {
            failed.push(context.world.directory.get(name)?);
        }
    }
    Ok(failed)
}

fn row(target: &Target, vars: &Schema) -> Vec<Value> {
    let texts = |names: &[String]| scalar::list(names.iter().map(scalar::text).collect());
    let mut row = vec![
        scalar::text(&target.name),
        scalar::text(&target.address),
        scalar::or_null(target.port, |port| scalar::int(i64::from(port))),
        scalar::or_null(target.user.as_deref(), scalar::text),
        texts(&target.groups),
        texts(&target.tags),
    ];
    if !vars.columns().is_empty() {
        row.push(record_of(target, vars));
    }
    row
}
