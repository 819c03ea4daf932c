//! Statements, one after the other.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_executor::block_on;
use futures_util::StreamExt;

use super::apply::{apply, numbers, tabulate};
use super::event::{Asks, Event, Report, Sink};
use super::observe::ToSink;
use super::{Stored, Variables};
use crate::columnar;
use crate::command::{Body, Command, Context, Last, Ledger, Mode, Registry};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Limits, Load, World};
use crate::plan::{
    Block, Library, NoModules, Pipeline, Plan, Planner, Scope, Stage, StageKind, Tools, Typed,
    TypedKind,
};
use crate::source::Sources;
use crate::value::{Chunk, ChunkStream, Column, Data, Frame, Schema, Type, Value, scalar};

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
    /// Learns how each statement ended for its hosts.
    pub last: Arc<Last>,
    /// Computes what a person asks who looks through data; none where nobody can.
    pub asks: Option<Arc<dyn Asks>>,
}

/// How many stages polars computes together at most.
const LONGEST: usize = 64;

/// How a statement ended.
pub(super) enum Flow {
    /// It yields this, and the next statement is run.
    Next(Data),
    /// The innermost loop ends.
    Break,
    /// The innermost loop goes on with its next round.
    Continue,
    /// The innermost definition or closure ends and yields this.
    Return(Data),
}

/// Runs plans.
pub struct Executor {
    pub(super) settings: Settings,
    sources: Sources,
    sink: Arc<Mutex<dyn Sink>>,
    ledgers: Vec<Arc<Ledger>>,
    /// Why the output cannot be written, once that is so.
    pub(super) output: Option<io::Error>,
    pub(super) problems: Vec<Diagnostic>,
    library: Arc<Library>,
    /// How many definitions and closures are being run within each other.
    pub(super) depth: usize,
}

impl Executor {
    /// An executor whose events go to `sink`.
    pub fn new(settings: Settings, sources: Sources, sink: Arc<Mutex<dyn Sink>>) -> Self {
        let (ledgers, problems, library) = (Vec::new(), Vec::new(), Arc::default());
        Self { settings, sources, sink, ledgers, output: None, problems, library, depth: 0 }
    }

    /// Run all statements of `plan`; the first error ends the run.
    pub fn run(mut self, plan: &Plan, variables: &mut Variables) -> Report {
        let mut report = Report::default();
        self.library = Arc::clone(&plan.library);
        for statement in &plan.statements {
            let ended = self.step(statement, variables).map(|_| ());
            let before = report.all.len();
            for ledger in self.ledgers.drain(..) {
                report.outcomes.extend(ledger.unhandled());
                report.all.extend(ledger.all());
                report.slowest = slower(report.slowest, ledger.slowest());
            }
            self.settings.last.statement(report.all.get(before..).unwrap_or_default());
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

    /// Run `body`, a test of a text whose definitions are in `library`. With how it ended comes
    /// what it yields; null when it did not come to its end.
    pub fn test(mut self, body: &Block, library: Arc<Library>) -> (Report, Value) {
        let mut report = Report::default();
        self.library = library;
        let ended = self.block(body, &Variables::default());
        let ended = ended.and_then(|flow| match flow {
            Flow::Next(data) | Flow::Return(data) => Ok(self.store(data)?.value()),
            Flow::Break | Flow::Continue => Ok(scalar::null()),
        });
        for ledger in self.ledgers.drain(..) {
            report.outcomes.extend(ledger.unhandled());
            report.all.extend(ledger.all());
            report.slowest = slower(report.slowest, ledger.slowest());
        }
        report.cancelled = self.settings.cancel.is_cancelled();
        let value = ended.unwrap_or_else(|error| {
            report.errors.append(&mut self.problems);
            if report.errors.is_empty() {
                report.errors.push(*error);
            }
            scalar::null()
        });
        (report, value)
    }

    /// One that runs beside this one, and to the same end.
    pub(super) fn fork(&self) -> Self {
        let (settings, sources) = (self.settings.clone(), self.sources.clone());
        let forked = Self::new(settings, sources, Arc::clone(&self.sink));
        Self { library: Arc::clone(&self.library), depth: self.depth, ..forked }
    }

    /// The outcomes since they were taken before.
    pub(super) fn take_ledgers(&mut self) -> Vec<Arc<Ledger>> {
        std::mem::take(&mut self.ledgers)
    }

    /// These outcomes are those of this run, too.
    pub(super) fn keep_ledgers(&mut self, ledgers: Vec<Arc<Ledger>>) {
        self.ledgers.extend(ledgers);
    }

    /// What comes out of `pipeline`, not computed yet.
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline, variables: &Variables) -> Result<Data> {
        match self.flow(pipeline, variables)? {
            Flow::Next(data) => Ok(data),
            // The checker lets `return` and its like stand nowhere else.
            _ => Ok(Data::Nothing),
        }
    }

    /// What comes out of `pipeline`, or how it leaves the block that it stands in.
    pub(super) fn flow(&mut self, pipeline: &Pipeline, variables: &Variables) -> Result<Flow> {
        let ledger = Arc::new(Ledger::default());
        if pipeline.stages.iter().any(|stage| matches!(stage.kind, StageKind::Call(..))) {
            self.ledgers.push(Arc::clone(&ledger));
        }
        let mut flowing = Data::Nothing;
        for (at, stage) in pipeline.stages.iter().enumerate() {
            let input = self.settled(flowing)?;
            let replanned = match &stage.scope {
                Some(scope) => Some(self.plan_again(stage, scope, &input, variables)?),
                None => None,
            };
            let stage = replanned.as_ref().unwrap_or(stage);
            let before = self.ledgers.len();
            flowing = match &stage.kind {
                StageKind::Expression(typed) => match self.expression(typed, variables)? {
                    Flow::Next(data) => data,
                    leaving => return Ok(leaving),
                },
                StageKind::Call(command, args) if is_calling(command) => {
                    self.calling(command, args, input, variables)?
                }
                StageKind::Call(command, args) => {
                    let args = self.args(command, args, variables)?;
                    let context =
                        Context { input: stage.input.clone(), ..self.context(&ledger, at) };
                    sharpened(apply(command, input, args, &context)?, &stage.output)
                }
                StageKind::Custom(call) => self.custom(call, input, variables)?,
                StageKind::Closure(closure, args) => {
                    let args = args.iter().map(|arg| self.stored(arg, variables));
                    let args = args.collect::<Result<Vec<_>>>()?;
                    self.closure(closure, args, variables)?
                }
                StageKind::Program(call) => self.program(call, input, variables)?,
                StageKind::Error => {
                    return Err(Diagnostic::error(codes::INTERNAL, "a plan with errors was run")
                        .at(stage.syntax.span, "")
                        .into());
                }
            };
            // The pipelines in a call or a block are a part of this one.
            if !matches!(&stage.kind, StageKind::Call(command, _) if !is_calling(command)) {
                for inner in self.ledgers.iter().skip(before) {
                    ledger.adopt(at, Arc::clone(inner));
                }
            }
            // polars goes down a plan once a stage, so that a plan must not grow for ever.
            if (at + 1) % LONGEST == 0
                && let Data::Frame(frame) = flowing
            {
                flowing = Data::table(frame.collect()?);
            }
        }
        Ok(Flow::Next(flowing))
    }

    fn context(&self, ledger: &Arc<Ledger>, stage: usize) -> Context {
        Context {
            world: self.settings.world.clone(),
            ledger: Arc::clone(ledger),
            last: Arc::clone(&self.settings.last),
            input: Type::Unknown,
            stage,
            limits: self.settings.limits.clone(),
            cancel: self.settings.cancel.clone(),
            observer: Arc::new(ToSink {
                sink: Arc::clone(&self.sink),
                asks: self.settings.asks.clone(),
                memory: self.settings.limits.memory,
                cancel: self.settings.cancel.clone(),
            }),
            registry: self.settings.registry,
        }
    }

    /// A stage of which something was not known is checked now, before the first row is processed.
    fn plan_again(
        &mut self,
        stage: &Stage,
        scope: &Scope,
        input: &Data,
        variables: &Variables,
    ) -> Result<Stage> {
        let settings = &self.settings;
        let tools = Tools {
            registry: settings.registry,
            world: &settings.world,
            fold: columnar::fold,
            modules: &NoModules,
            row_wise: columnar::is_row_wise,
        };
        let planner = Planner::new(tools, &self.sources, Mode::Run);
        let scope = scope.with_variables(&variables.scope());
        let planned = planner.again(&stage.syntax, input.ty(), &scope, &self.library);
        let errors = planned.diagnostics.into_iter().filter(Diagnostic::is_error);
        self.problems = errors.collect();
        match self.problems.first() {
            Some(problem) => Err(Box::new(problem.clone())),
            None => Ok(planned.plan),
        }
    }

    fn expression(&mut self, typed: &Typed, variables: &Variables) -> Result<Flow> {
        let data = match &typed.kind {
            TypedKind::Variable(name) => match variables.get(name) {
                Some(Stored::Value(value)) => tabulate(value.clone())?,
                Some(stored) => stored.data(),
                None => Data::Value(self.value(typed, variables)?),
            },
            TypedKind::Pipeline(pipeline) => self.pipeline(pipeline, variables)?,
            TypedKind::If(..) | TypedKind::Match(..) | TypedKind::Try(_) => {
                return self.control(typed, variables);
            }
            _ => match self.value(typed, variables)? {
                range @ Value::Range { .. } => numbers(&range, typed.span)?,
                Value::List { vals, .. } if vals.is_empty() => match &typed.ty {
                    Type::Table(schema) if !schema.is_open() => {
                        Data::table(Chunk::empty(Arc::new(schema.clone()))?)
                    }
                    _ => Data::Value(scalar::list(Vec::new())),
                },
                value => tabulate(value)?,
            },
        };
        Ok(Flow::Next(data))
    }

    /// A pending value is waited for, for the next stage wants to see it.
    pub(super) fn settled(&mut self, data: Data) -> Result<Data> {
        match data {
            Data::Pending(Type::Nothing, value) => block_on(value).map(|_| Data::Nothing),
            Data::Pending(_, value) => block_on(value).and_then(tabulate),
            other => Ok(other),
        }
    }

    /// Compute `data` and keep it.
    pub(super) fn store(&mut self, data: Data) -> Result<Stored> {
        let data = self.settled(data)?;
        // As a whole at once: put together from pieces, all of it would be copied.
        if let Data::Frame(frame) = data {
            return Ok(Stored::Table(frame.collect()?));
        }
        Ok(match data.into_chunks() {
            Ok(chunks) => Stored::Table(block_on(chunks.collect())?),
            Err(Data::Value(value)) => Stored::Value(value),
            Err(_) => Stored::Value(scalar::null()),
        })
    }

    /// Compute `data` and show it as it comes.
    pub(super) fn show(&mut self, data: Data) -> Result<()> {
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
        // A table of which nothing can be computed is none; what has begun to come may break later.
        let first = block_on(chunks.chunks.next()).transpose()?;
        self.send(Event::Table(Arc::clone(&chunks.schema)));
        if let Some(chunk) = first {
            self.send(Event::Rows(chunk));
        }
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

/// Whether `command` calls a closure.
fn is_calling(command: &Command) -> bool {
    matches!(command.body, Body::Call(_))
}

/// The one of the two with fewer hosts at once.
fn slower(one: Option<Load>, other: Option<Load>) -> Option<Load> {
    one.into_iter().chain(other).min_by_key(|load| load.limit)
}

pub(super) fn lock(sink: &Arc<Mutex<dyn Sink>>) -> MutexGuard<'_, dyn Sink + 'static> {
    sink.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `data` with what the plan knows of its columns: that some are not null any more.
fn sharpened(data: Data, planned: &Type) -> Data {
    let Type::Table(planned) = planned else { return data };
    let same = |schema: &Schema| {
        let columns = schema.columns().iter().zip(planned.columns());
        let alike =
            |(a, b): (&Column, &Column)| a.name == b.name && a.ty.non_null() == b.ty.non_null();
        !planned.is_open()
            && schema.columns().len() == planned.columns().len()
            && columns.into_iter().all(alike)
    };
    match data {
        Data::Frame(frame) if same(&frame.schema) => {
            Data::Frame(Frame { schema: Arc::new(planned.clone()), ..frame })
        }
        Data::Chunks(chunks) if same(&chunks.schema) => {
            Data::Chunks(ChunkStream { schema: Arc::new(planned.clone()), ..chunks })
        }
        other => other,
    }
}
