//! What there is to say about one stage of a pipeline.

use super::hosts::{Flow, after, count, variable};
use super::steps::Explainer;
use crate::command::{Body, Command, ENOUGH, Hosts, Input, Runs, Shape, Step};
use crate::effect::{Effect, Effects, Grant, Grants};
use crate::plan::optimise::{Wanted, texts, wanted};
use crate::plan::{Pipeline, PlannedArg, PlannedArgs, Stage, StageKind, Typed, TypedKind};
use crate::value::Type;

/// How the rows of a pipeline are held at some stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// As a plan of polars, which runs as one.
    Plan,
    /// As chunks that come one by one.
    Chunks,
}

impl Explainer<'_> {
    /// The stages of `pipeline`, and the hosts that come out of it.
    pub(super) fn stages(&mut self, pipeline: &Pipeline) -> (Vec<Step>, Option<Flow>) {
        let used = wanted(&pipeline.stages);
        let (mut flow, mut held) = (None, Held::Plan);
        let mut steps = Vec::with_capacity(pipeline.stages.len());
        for (stage, used) in pipeline.stages.iter().zip(&used) {
            let mut step = self.stage(stage);
            step.runs = runs(stage, held, self.tools.row_wise);
            step.columns = columns(stage, used);
            let next = match &stage.kind {
                StageKind::Expression(typed) => match (&typed.kind, variable(typed)) {
                    (_, Some(name)) => self.variables.get(name).cloned(),
                    (TypedKind::Pipeline(_), _) => self.yielded.take(),
                    _ => after(stage, None, &self.tools),
                },
                _ => after(stage, flow.as_ref(), &self.tools),
            };
            let asks =
                own_effects(stage).is_some_and(|command| command.signature.effects.touches_hosts());
            step.hosts = if asks {
                let told = flow.as_ref().map_or_else(unknown, |flow: &Flow| flow.told(true));
                // Where enough rows stand before, the others are not contacted.
                let exact = told.exact && step.notes.is_empty();
                Some(Hosts { exact, ..told })
            } else {
                next.as_ref().map(|flow| flow.told(false))
            };
            let name = own_effects(stage).map(|command| command.signature.name);
            let grants = name.and_then(|name| self.tools.registry.grants(name));
            step.notes.extend(grants.map(granted));
            let program = name.and_then(|name| self.tools.registry.program(name));
            step.notes.extend(program.map(|program| {
                format!("of a plugin of Nushell, the program {program}, which nothing holds back")
            }));
            self.need(stage, &step);
            held = held_after(stage, held);
            flow = next;
            steps.push(step);
        }
        (steps, flow)
    }

    fn stage(&mut self, stage: &Stage) -> Step {
        let span = stage.syntax.span;
        let writer = self.writer();
        let (kind, text) = match &stage.kind {
            StageKind::Call(command, args) => ("command", writer.call(command, args)),
            StageKind::Custom(_) => ("call", writer.cut(span)),
            StageKind::Closure(..) => ("call", writer.cut(span)),
            StageKind::Program(_) => ("program", writer.cut(span)),
            StageKind::Expression(typed) => return self.expression(typed, span),
            StageKind::Error => ("expression", writer.cut(span)),
        };
        let mut step = self.step(kind, text, span, stage.effects(), &stage.output);
        match &stage.kind {
            StageKind::Call(command, args) => {
                step.probes = probes(command, args);
                step.notes = notes(stage, args);
                step.steps = self.in_args(args);
            }
            StageKind::Custom(call) => {
                self.called(&call.def);
                let args = call.args.iter();
                step.steps = args.flat_map(|(_, typed)| self.within(typed)).collect();
            }
            StageKind::Closure(closure, args) => {
                step.steps = args.iter().flat_map(|typed| self.within(typed)).collect();
                step.steps.push(self.closure(closure));
            }
            StageKind::Program(call) => {
                step.steps = call.args.iter().flat_map(|typed| self.within(typed)).collect();
            }
            _ => {}
        }
        step
    }

    /// Pipelines, blocks and closures in the arguments of a call.
    fn in_args(&mut self, args: &PlannedArgs) -> Vec<Step> {
        let args = args.entries.iter().flat_map(|(_, args)| args);
        args.flat_map(|arg| match arg {
            PlannedArg::Later(typed) | PlannedArg::Columns(typed) => self.within(typed),
            PlannedArg::Closure(closure) => vec![self.closure(closure)],
            PlannedArg::Fixed(_) => Vec::new(),
        })
        .collect()
    }

    /// Note what `stage`, explained by `step`, has to be allowed.
    fn need(&mut self, stage: &Stage, step: &Step) {
        let grants = own_effects(stage)
            .and_then(|command| self.tools.registry.grants(command.signature.name));
        let program = own_effects(stage)
            .and_then(|command| self.tools.registry.program(command.signature.name));
        let effects = match &stage.kind {
            StageKind::Program(call) => {
                return self.require(Effect::RunPrograms, call.program.clone());
            }
            StageKind::Call(command, args) => Some(super::super::typed::own_effects(command, args)),
            _ => None,
        };
        for effect in effects.into_iter().flat_map(Effects::iter) {
            let on = match (effect, step.hosts.as_ref()) {
                // How far it may go; where is for the plugin to say.
                (_, None) if let Some(grants) = grants => scope(grants, effect),
                (Effect::QueryHosts | Effect::RunOnHosts, Some(hosts)) => hosts.to_string(),
                (Effect::ReadFiles, Some(_)) => "the inventory".to_owned(),
                (Effect::RunPrograms, _) if let Some(program) = program => program.to_owned(),
                _ => file(stage, effect),
            };
            self.require(effect, on);
        }
    }
}

fn unknown() -> Hosts {
    let from = "a table that is computed".to_owned();
    Hosts { count: None, exact: false, from, contacted: true }
}

/// How far a command of a plugin may go with `effect`.
fn scope(grants: &Grants, effect: Effect) -> String {
    let of_effect = |grant: &&Grant| grant.capability.effect() == Some(effect);
    match grants.iter().find(of_effect) {
        Some(grant) if grant.scope.is_empty() => "what was granted".to_owned(),
        Some(grant) => grant.scope.join(", "),
        None => "nothing: it was not granted".to_owned(),
    }
}

/// What a command of a plugin was granted, as a remark.
fn granted(grants: &Grants) -> String {
    let all = grants.iter().map(Grant::to_string).collect::<Vec<_>>().join(" ");
    match all.is_empty() {
        true => "of a plugin, which computes and was granted nothing".to_owned(),
        false => format!("of a plugin, which was granted {all}"),
    }
}

fn own_effects(stage: &Stage) -> Option<&'static Command> {
    match &stage.kind {
        StageKind::Call(command, _) => Some(command),
        _ => None,
    }
}

/// The file that a call names, to read it or to write it.
fn file(stage: &Stage, effect: Effect) -> String {
    let StageKind::Call(command, args) = &stage.kind else { return String::new() };
    let new = command.signature.flags.iter().filter(|flag| flag.shape == Some(Shape::NewFile));
    let new = new.map(|flag| flag.name).filter(|_| effect == Effect::WriteFiles);
    let params = command.signature.params.iter().filter(|param| param.shape == Shape::Path);
    let mut names = new.chain(params.map(|param| param.name));
    let path = names.find_map(|name| texts(args, name)?.first().copied());
    path.map_or_else(|| "a file that is computed".to_owned(), str::to_owned)
}

fn probes(command: &Command, args: &PlannedArgs) -> Vec<String> {
    let param = command.signature.params.iter().find(|param| param.shape == Shape::Probe);
    let names = param.and_then(|param| texts(args, param.name));
    names.unwrap_or_default().into_iter().map(str::to_owned).collect()
}

/// The columns that `stage` gathers or reads, of which those are used that are `used`.
fn columns(stage: &Stage, used: &Wanted) -> Option<Vec<String>> {
    let StageKind::Call(command, args) = &stage.kind else { return None };
    let Type::Table(schema) = &stage.output else { return None };
    let names = schema.names().into_iter();
    match command.signature.name {
        _ if schema.is_open() => None,
        "discover" | "run" | "script" => Some(names.map(str::to_owned).collect()),
        "open" if is_columnar(args) => {
            Some(names.filter(|name| used.has(name)).map(str::to_owned).collect())
        }
        _ => None,
    }
}

/// Formats of which only those columns are read that are used, and what stands behind them in the
/// names of compressed files.
const COLUMNAR: [&str; 7] = ["arrow", "csv", "feather", "ipc", "parquet", "pq", "tsv"];
const PACKED: [&str; 4] = [".bz2", ".gz", ".xz", ".zst"];

fn is_columnar(args: &PlannedArgs) -> bool {
    let format = texts(args, "format").unwrap_or_default().first().map(|name| name.to_lowercase());
    let end = || {
        let path = texts(args, "file")?.first()?.to_lowercase();
        let path = PACKED.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(&path);
        path.rsplit_once('.').map(|(_, end)| end.to_owned())
    };
    format.or_else(end).is_some_and(|format| COLUMNAR.contains(&format.as_str()))
}

fn notes(stage: &Stage, args: &PlannedArgs) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(rows) = count(args, ENOUGH) {
        let rows = if rows == 1 { "1 row stands".to_owned() } else { format!("{rows} rows stand") };
        notes.push(format!("until {rows}"));
    }
    if stage.scope.is_some() {
        notes.push("checked again when it runs".to_owned());
    }
    notes
}

/// Where and how `stage` runs when its input is held so.
fn runs(stage: &Stage, held: Held, row_wise: fn(&Typed) -> bool) -> Option<Runs> {
    let client = |engine| Runs { at: "client", engine, unit: None };
    let (command, args) = match &stage.kind {
        StageKind::Call(command, args) => (command, args),
        StageKind::Custom(_) => return Some(client("definition")),
        StageKind::Closure(..) => return Some(client("closure")),
        StageKind::Program(_) => {
            return Some(Runs { at: "program", engine: "process", unit: None });
        }
        StageKind::Expression(_) => return Some(client("value")),
        StageKind::Error => return None,
    };
    let by_rows = args
        .entries
        .iter()
        .flat_map(|(_, args)| args)
        .any(|arg| matches!(arg, PlannedArg::Columns(typed) if row_wise(typed)));
    let is_table = matches!(stage.input, Type::Table(_) | Type::Unknown);
    let unit = match (held, command.body) {
        (Held::Plan, _) => "plan",
        (Held::Chunks, Body::Whole(_) | Body::Large { .. }) => "table",
        (Held::Chunks, _) => "chunk",
    };
    Some(match command.body {
        Body::Rows(_) | Body::Whole(_) | Body::Large { .. } | Body::Limit(_) if is_table => {
            let engine = if by_rows { "row-wise" } else { "polars" };
            Runs { at: "client", engine, unit: Some(unit) }
        }
        Body::Rows(_) | Body::Whole(_) | Body::Large { .. } | Body::Limit(_) => client("value"),
        Body::Scalar(_) | Body::Fold { .. } => client("value"),
        Body::Call(_) => client("closure"),
        Body::Stream(_) if command.signature.effects.touches_hosts() => {
            let engine = match command.signature.name {
                "upload" | "download" => "sftp",
                _ if command.signature.effects.contains(Effect::RunOnHosts) => "shell-command",
                _ => "probe-script",
            };
            Runs { at: "hosts", engine, unit: None }
        }
        Body::Stream(_) => client("stream"),
    })
}

/// How rows are held behind `stage`.
fn held_after(stage: &Stage, held: Held) -> Held {
    let StageKind::Call(command, _) = &stage.kind else { return Held::Plan };
    match command.body {
        Body::Rows(_) | Body::Whole(_) | Body::Large { .. } | Body::Limit(_) => held,
        Body::Stream(_) => match command.signature.name {
            "append" | "prepend" | "enumerate" | "flatten" => held,
            "hosts" => Held::Chunks,
            // What begins a pipeline has all of its rows at hand, or hands on a plan.
            _ if command.signature.input == Input::Nothing => Held::Plan,
            _ if matches!(stage.output, Type::Table(_)) => Held::Chunks,
            _ => Held::Plan,
        },
        _ => Held::Plan,
    }
}
