//! Statements, one after the other.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_executor::block_on;
use futures_util::StreamExt;

use super::apply::{apply, tabulate};
use super::event::{Event, Report, Sink};
use super::{Stored, Variables};
use crate::command::{Context, Ledger, Mode, Observer, Registry};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Limits, Outcome, World};
use crate::plan::{
    Pipeline, Plan, PlannedArg, Planner, Stage, StageKind, Statement, Typed, TypedKind,
};
use crate::source::Sources;
use crate::value::{Data, Schema, Type};

/// What a run may do.
#[derive(Clone)]
pub struct Settings {
    /// The world.
    pub world: World,
    /// All commands there are.
    pub registry: Registry,
    /// Bounds of fleet commands.
    pub limits: Limits,
    /// Ends the run.
    pub cancel: Cancel,
}

/// How many stages polars computes together at most.
const LONGEST: usize = 64;

/// Runs plans.
pub struct Executor {
    settings: Settings,
    sources: Sources,
    sink: Arc<Mutex<dyn Sink>>,
    ledgers: Vec<Arc<Ledger>>,
    /// Why the output cannot be written, once that is so.
    output: Option<io::Error>,
    problems: Vec<Diagnostic>,
}

impl Executor {
    /// An executor whose events go to `sink`.
    pub fn new(settings: Settings, sources: Sources, sink: Arc<Mutex<dyn Sink>>) -> Self {
        Self { settings, sources, sink, ledgers: Vec::new(), output: None, problems: Vec::new() }
    }

    /// Run all statements of `plan`; the first error ends the run.
    pub fn run(mut self, plan: &Plan, variables: &mut Variables) -> Report {
        let mut report = Report::default();
        for statement in &plan.statements {
            let ended = self.statement(statement, variables);
            for ledger in self.ledgers.drain(..) {
                report.outcomes.extend(ledger.unhandled());
                report.all.extend(ledger.all());
            }
            report.cancelled = self.settings.cancel.is_cancelled();
            if let Err(error) = ended {
                report.errors.append(&mut self.problems);
                if report.errors.is_empty() {
                    report.errors.push(*error.or_at(statement.span));
                }
                break;
            }
            if let Some(error) = self.output.take() {
                report.output_closed = error.kind() == io::ErrorKind::BrokenPipe;
                if !report.output_closed {
                    let message = format!("the output cannot be written: {error}");
                    report.errors.push(Diagnostic::error(codes::OUTPUT, message));
                }
                break;
            }
            if report.cancelled {
                break;
            }
        }
        report
    }

    fn statement(&mut self, statement: &Statement, variables: &mut Variables) -> Result<()> {
        let data = self.pipeline(&statement.pipeline, variables)?;
        match &statement.variable {
            Some(name) => {
                let stored = self.store(data)?;
                variables.set(name.clone(), stored);
                Ok(())
            }
            None => self.show(data),
        }
    }

    /// What comes out of `pipeline`, not computed yet.
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline, variables: &Variables) -> Result<Data> {
        let ledger = Arc::new(Ledger::default());
        self.ledgers.push(Arc::clone(&ledger));
        let mut flowing = Data::Nothing;
        for (at, stage) in pipeline.stages.iter().enumerate() {
            let input = self.settled(flowing)?;
            let again = uncertain(stage);
            let replanned =
                if again { Some(self.plan_again(stage, &input, variables)?) } else { None };
            let stage = replanned.as_ref().unwrap_or(stage);
            flowing = match &stage.kind {
                StageKind::Expression(typed) => self.expression(typed, variables)?,
                StageKind::Call(command, args) => {
                    let args = self.args(command, args, variables)?;
                    let context =
                        Context { input: stage.input.clone(), ..self.context(&ledger, at) };
                    apply(command, input, args, &context)?
                }
                StageKind::Error => {
                    return Err(Diagnostic::error(codes::INTERNAL, "a plan with errors was run")
                        .at(stage.syntax.span, "")
                        .into());
                }
            };
            // polars goes down a plan once a stage, so that a plan must not grow for ever.
            if (at + 1) % LONGEST == 0
                && let Data::Frame(frame) = flowing
            {
                flowing = Data::table(frame.collect()?);
            }
        }
        Ok(flowing)
    }

    fn context(&self, ledger: &Arc<Ledger>, stage: usize) -> Context {
        Context {
            world: self.settings.world.clone(),
            ledger: Arc::clone(ledger),
            input: Type::Unknown,
            stage,
            limits: self.settings.limits.clone(),
            cancel: self.settings.cancel.clone(),
            observer: Arc::new(ToSink(Arc::clone(&self.sink))),
            registry: self.settings.registry,
        }
    }

    /// A stage of which something was not known is checked now, before the first row is processed.
    fn plan_again(&mut self, stage: &Stage, input: &Data, variables: &Variables) -> Result<Stage> {
        let settings = &self.settings;
        let planner = Planner::new(settings.registry, &settings.world, &self.sources, Mode::Run);
        let planned = planner.again(&stage.syntax, input.ty(), &variables.scope());
        let errors = planned.diagnostics.into_iter().filter(Diagnostic::is_error);
        self.problems = errors.collect();
        match self.problems.first() {
            Some(problem) => Err(Box::new(problem.clone())),
            None => Ok(planned.plan),
        }
    }

    fn expression(&mut self, typed: &Typed, variables: &Variables) -> Result<Data> {
        match &typed.kind {
            TypedKind::Variable(name) => match variables.get(name) {
                Some(stored) => Ok(stored.data()),
                None => self.value(typed, variables).map(Data::Value),
            },
            TypedKind::Pipeline(pipeline) => self.pipeline(pipeline, variables),
            _ => tabulate(self.value(typed, variables)?),
        }
    }

    /// A pending value is waited for, for the next stage wants to see it.
    fn settled(&mut self, data: Data) -> Result<Data> {
        match data {
            Data::Pending(Type::Nothing, value) => block_on(value).map(|_| Data::Nothing),
            Data::Pending(_, value) => block_on(value).and_then(tabulate),
            other => Ok(other),
        }
    }

    /// Compute `data` and keep it.
    pub(super) fn store(&mut self, data: Data) -> Result<Stored> {
        let data = self.settled(data)?;
        Ok(match data.into_chunks() {
            Ok(chunks) => Stored::Table(block_on(chunks.collect())?),
            Err(Data::Value(value)) => Stored::Value(value),
            Err(_) => Stored::Value(crate::value::scalar::null()),
        })
    }

    /// Compute `data` and show it as it comes.
    fn show(&mut self, data: Data) -> Result<()> {
        let data = self.settled(data)?;
        let mut chunks = match data.into_chunks() {
            Ok(chunks) => chunks,
            Err(Data::Value(value)) => {
                let ty = crate::value::type_of(&value);
                self.send(Event::Value(value, ty));
                return Ok(());
            }
            Err(_) => return Ok(()),
        };
        self.send(Event::Table(Arc::clone(&chunks.schema)));
        while self.output.is_none()
            && let Some(chunk) = block_on(chunks.chunks.next())
        {
            let chunk = chunk.inspect_err(|_| self.send(Event::TableEnd))?;
            self.send(Event::Rows(chunk));
        }
        self.send(Event::TableEnd);
        Ok(())
    }

    fn send(&mut self, event: Event) {
        if self.output.is_none()
            && let Err(error) = lock(&self.sink).event(event)
        {
            self.output = Some(error);
        }
    }
}

/// Forwards what happens to hosts.
struct ToSink(Arc<Mutex<dyn Sink>>);

impl Observer for ToSink {
    fn outcome(&self, outcome: &Outcome) {
        // What cannot be shown is still in the ledger; a broken output ends the run by its rows.
        let _ = lock(&self.0).event(Event::Outcome(outcome.clone()));
    }

    fn progress(&self, in_flight: usize, waiting: usize) {
        let _ = lock(&self.0).event(Event::Progress { in_flight, waiting });
    }
}

fn lock(sink: &Arc<Mutex<dyn Sink>>) -> MutexGuard<'_, dyn Sink + 'static> {
    sink.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether something that the checker needs to know about `stage` was not known before the run.
fn uncertain(stage: &Stage) -> bool {
    if unknown(&stage.input) {
        return true;
    }
    match &stage.kind {
        StageKind::Call(_, args) => args.entries.iter().flat_map(|(_, args)| args).any(|arg| {
            matches!(arg, PlannedArg::Later(typed) | PlannedArg::Columns(typed) if vague(typed))
        }),
        StageKind::Expression(typed) => vague(typed),
        StageKind::Error => false,
    }
}

fn vague(typed: &Typed) -> bool {
    unknown(&typed.ty) || typed.children().any(vague)
}

fn unknown(ty: &Type) -> bool {
    let in_schema =
        |schema: &Schema| schema.is_open() || schema.columns().iter().any(|c| unknown(&c.ty));
    match ty.non_null() {
        Type::Unknown => true,
        Type::List(item) => unknown(item),
        Type::Record(schema) | Type::Table(schema) => in_schema(schema),
        _ => false,
    }
}
