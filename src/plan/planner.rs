//! Statements, pipelines and stages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::block::{ROOM, Results, STACK};
use super::find::definition;
use super::uncertain::is_uncertain;
use super::{
    Facts, Library, Modules, Pipeline, Plan, PlannedDef, ProgramCall, Scope, Stage, StageKind,
    Typed,
};
use crate::command::{Body, Calling, Checking, Mode, Registry, Written};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::source::{Sources, Span};
use crate::syntax::ast::{self, Expr, Spanned};
use crate::value::{Schema, Type, Value};

/// Turns syntax trees into plans.
pub struct Planner<'a> {
    /// All commands there are.
    pub registry: Registry,
    /// The world, of which only files may be looked at.
    pub world: &'a World,
    /// The texts, for `explain`.
    pub sources: &'a Sources,
    /// Why it is checked.
    pub mode: Mode,
    /// Computes what is known before the run.
    pub fold: fn(&Typed) -> Result<Value>,
    /// Finds the scripts behind `use`.
    pub modules: &'a dyn Modules,
    /// Whether an expression over columns is computed row by row.
    pub row_wise: fn(&Typed) -> bool,
    pub(super) library: Library,
    /// What the `def` and the closures that are being planned return, the innermost last.
    pub(super) returns: Vec<Vec<(Type, Span)>>,
    /// The type of what flows into the call whose arguments are being planned.
    pub(super) flowing: Type,
    /// Definitions that are planned, by their number and the types that they are called with.
    pub(super) planned: Vec<(usize, Vec<Type>, Arc<PlannedDef>)>,
    /// The numbers of those that are being planned.
    pub(super) open: Vec<usize>,
    /// Whether the stage that is being planned has none before it.
    pub(super) begins: bool,
    /// The first words of what modules would have brought that could not be used.
    pub(super) lost: Vec<String>,
    /// Modules that have been used, with the names that they export.
    pub(super) used: BTreeMap<String, Scope>,
    /// Files that the statements so far may write.
    pub(super) written: Written,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is found out about places; none when nobody asks.
    pub(super) facts: Option<Facts>,
}

/// A plan and what is wrong with it; it may run when no diagnostic is an error.
pub struct Planned<T> {
    /// The plan.
    pub plan: T,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found out about places, if that was asked for.
    pub facts: Option<Facts>,
}

/// What a planner needs besides the texts.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// All commands there are.
    pub registry: Registry,
    /// The world, of which only files may be looked at.
    pub world: &'a World,
    /// Computes what is known before the run.
    pub fold: fn(&Typed) -> Result<Value>,
    /// Finds the scripts behind `use`.
    pub modules: &'a dyn Modules,
    /// Whether an expression over columns is computed row by row.
    pub row_wise: fn(&Typed) -> bool,
}

impl<'a> Planner<'a> {
    /// A planner of texts in `sources`.
    pub fn new(tools: Tools<'a>, sources: &'a Sources, mode: Mode) -> Self {
        let Tools { registry, world, fold, modules, row_wise } = tools;
        Self {
            registry,
            world,
            sources,
            mode,
            fold,
            modules,
            row_wise,
            library: Library::default(),
            returns: Vec::new(),
            flowing: Type::Nothing,
            planned: Vec::new(),
            open: Vec::new(),
            begins: false,
            lost: Vec::new(),
            used: BTreeMap::new(),
            written: Written::default(),
            diagnostics: Vec::new(),
            facts: None,
        }
    }

    /// The same, and what it finds out about places is kept.
    pub fn with_facts(self) -> Self {
        Self { facts: Some(Facts::default()), ..self }
    }

    /// The same with the definitions of an earlier plan, whose numbers its scopes name.
    pub fn with_library(self, library: &Library) -> Self {
        Self { library: library.clone(), ..self }
    }

    /// Plan a whole text. `scope` has the variables that are set before it, and those of the text
    /// too afterwards. `before` are definitions of earlier texts, which it may use.
    pub fn program(
        mut self,
        before: &[Spanned<ast::Statement>],
        program: &ast::Program,
        scope: &mut Scope,
    ) -> Planned<Plan> {
        if !before.is_empty() {
            self.statements(before, Results::Shown, scope);
            self.diagnostics.clear();
        }
        let block = self.statements(&program.statements, Results::Shown, scope);
        self.library.planned = self.planned.into_iter().map(|(_, _, planned)| planned).collect();
        let library = Arc::new(self.library);
        let facts = self.facts.map(|facts| facts.finish(&library));
        Planned {
            plan: Plan { statements: block.statements, library },
            diagnostics: self.diagnostics,
            facts,
        }
    }

    /// Plan one stage again, now that the type of its input is known.
    pub fn again(
        mut self,
        stage: &Spanned<ast::Stage>,
        input: Type,
        scope: &Scope,
        library: &Library,
    ) -> Planned<Stage> {
        self.library = library.clone();
        let plan = self.stage(stage, input, Results::Value, scope);
        Planned { plan, diagnostics: self.diagnostics, facts: None }
    }

    pub(super) fn problem(&mut self, problem: Diagnostic) {
        // A definition is planned for each call, and says the same each time.
        if !self.diagnostics.contains(&problem) {
            self.diagnostics.push(problem);
        }
    }

    pub(super) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Take back what was told since there were `before` diagnostics.
    pub(super) fn forget(&mut self, before: usize) {
        self.diagnostics.truncate(before);
    }

    /// Whether an error was told since there were `before` diagnostics.
    pub(super) fn is_wrong_since(&self, before: usize) -> bool {
        self.diagnostics.iter().skip(before).any(Diagnostic::is_error)
    }

    pub(super) fn pipeline(&mut self, pipeline: &ast::Pipeline, scope: &Scope) -> Pipeline {
        self.pipeline_with(pipeline, Type::Nothing, Results::Value, scope)
    }

    /// Plan a pipeline into whose first stage `flowing` flows.
    pub(super) fn pipeline_with(
        &mut self,
        pipeline: &ast::Pipeline,
        flowing: Type,
        results: Results,
        scope: &Scope,
    ) -> Pipeline {
        // Pipelines nest in parentheses as deep as brackets may.
        stacker::maybe_grow(ROOM, STACK, || self.stages(pipeline, flowing, results, scope))
    }

    fn stages(
        &mut self,
        pipeline: &ast::Pipeline,
        mut flowing: Type,
        results: Results,
        scope: &Scope,
    ) -> Pipeline {
        let mut stages = Vec::with_capacity(pipeline.stages.len());
        let alone = pipeline.stages.len() == 1;
        for stage in &pipeline.stages {
            let results = if alone { results } else { Results::Value };
            self.begins = stages.is_empty();
            let planned = self.stage(stage, flowing, results, scope);
            flowing = planned.output.clone();
            stages.push(planned);
        }
        complete(&mut stages);
        let flowing = stages.last().map_or(flowing, |stage| stage.output.clone());
        Pipeline { stages, output: flowing }
    }

    fn stage(
        &mut self,
        stage: &Spanned<ast::Stage>,
        input: Type,
        results: Results,
        scope: &Scope,
    ) -> Stage {
        let (kind, output) = match &stage.node {
            ast::Stage::Call(call) if is_environment(call) => {
                let word = Expr::Word(call.name.node.clone());
                self.head(&word, stage.span, &input, results, scope)
            }
            ast::Stage::Call(call) => {
                let (kind, output) = self.call(call, stage.span, &input, scope);
                self.called(call, &kind, &input, &output);
                (kind, output)
            }
            ast::Stage::Expr(expr) => self.head(expr, stage.span, &input, results, scope),
            ast::Stage::Error => (StageKind::Error, Type::Unknown),
        };
        let uncertain = is_uncertain(&kind, &input);
        let scope = uncertain.then(|| Arc::new(scope.clone()));
        Stage { kind, syntax: stage.clone(), scope, input, output }
    }

    /// A stage by itself, into which a value of type `input` flows.
    pub(super) fn single_stage(
        &mut self,
        stage: &Spanned<ast::Stage>,
        input: Type,
        scope: &Scope,
    ) -> Stage {
        self.stage(stage, input, Results::Value, scope)
    }

    /// An expression that begins a pipeline.
    fn head(
        &mut self,
        expr: &Expr,
        span: Span,
        input: &Type,
        results: Results,
        scope: &Scope,
    ) -> (StageKind, Type) {
        let typed = match expr {
            Expr::If(_) | Expr::Match(_) | Expr::Try(_) if *input == Type::Nothing => {
                self.control(expr, span, results, scope)
            }
            _ => self.first_expression(expr, span, input, scope),
        };
        // A range flows as the numbers that it is made of.
        let ty = match &typed.ty {
            Type::Range => Type::List(Box::new(Type::Int)),
            ty => ty.clone(),
        };
        (StageKind::Expression(typed), ty)
    }

    fn first_expression(&mut self, expr: &Expr, span: Span, input: &Type, scope: &Scope) -> Typed {
        if *input != Type::Nothing {
            self.problem(
                Diagnostic::error(
                    codes::WRONG_INPUT,
                    "an expression takes nothing from a pipeline",
                )
                .at(span, "what is piped in here would be lost")
                .help("use a command here, such as `where`, or begin a new statement"),
            );
            return Typed::error(span);
        }
        self.expression(&Spanned::new(expr.clone(), span), scope)
    }

    fn call(
        &mut self,
        call: &ast::Call,
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> (StageKind, Type) {
        if call.name.node.starts_with('^') {
            return self.program_call(call, span, input, scope);
        }
        if let Some((id, arguments)) = definition(call, scope) {
            return self.custom_call(id, arguments, span, input, scope);
        }
        if let Some(page) = self.page(call, span, input, scope) {
            return page;
        }
        let Some((command, arguments)) = self.find(call, scope) else {
            return (StageKind::Error, Type::Unknown);
        };
        if matches!(command.body, Body::Call(Calling::Once)) {
            return self.closure_call(command, arguments, span, input, scope);
        }
        let lift = command.lift(input);
        let fits = self.accepts(command, &lift.item, input, call.name.span);
        let row = match lift.item.non_null() {
            Type::Table(schema) | Type::Record(schema) => schema.clone(),
            _ => Schema::open(),
        };
        let before = self.diagnostics.len();
        let flowing = std::mem::replace(&mut self.flowing, input.clone());
        let args = self.arguments(command, arguments, span, &row, scope);
        self.flowing = flowing;
        let wrong = self.diagnostics.iter().skip(before).any(Diagnostic::is_error);
        if !fits {
            // What is in the wrong place need not be complete.
            let given = self.diagnostics.split_off(before);
            let given = given.into_iter().filter(|d| d.code != codes::MISSING_ARGUMENT);
            self.diagnostics.extend(given);
            return (StageKind::Error, Type::Unknown);
        }
        let known = args.known();
        let mut problems = Vec::new();
        let mut checking = Checking {
            args: &known,
            input: &lift.item,
            mode: self.mode,
            world: self.world,
            written: &self.written,
            registry: self.registry,
            problems: &mut problems,
        };
        let output = lift.output((command.output)(&mut checking));
        let output = if command.signature.name == "where" {
            super::narrow::certain(output, &args)
        } else {
            output
        };
        if wrong || problems.iter().any(Diagnostic::is_error) {
            // What the arguments would have made is not known, so that no other mistake follows
            // from this one; a command that lets its rows pass does so with any arguments.
            let output = if output == *input { output } else { Type::Unknown };
            self.diagnostics.extend(problems.into_iter().filter(|_| !wrong));
            return (StageKind::Error, output);
        }
        self.diagnostics.append(&mut problems);
        self.written.add(&command.signature, |name| {
            known.texts(name).map(|(text, _)| text.to_owned()).collect()
        });
        (StageKind::Call(command, args), output)
    }
}

/// Whether a call is the name of an environment variable.
fn is_environment(call: &ast::Call) -> bool {
    call.name.node.starts_with("env.") && call.arguments.is_empty()
}

/// `^program | complete` is one stage: the first one does not fail then.
fn complete(stages: &mut Vec<Stage>) {
    let is_complete = |stage: &Stage| match &stage.kind {
        StageKind::Call(command, _) => command.signature.name == "complete",
        _ => false,
    };
    let mut at = 1;
    while at < stages.len() {
        let is_pair = stages.get(at).is_some_and(is_complete);
        let program = at.checked_sub(1).and_then(|before| stages.get_mut(before));
        match program.map(|stage| (&mut stage.kind, &mut stage.output)) {
            Some((StageKind::Program(program), output)) if is_pair => {
                let call = ProgramCall {
                    program: program.program.clone(),
                    args: program.args.clone(),
                    span: program.span,
                    complete: true,
                };
                *program = Arc::new(call);
                *output = super::program::completed();
                stages.remove(at);
            }
            _ => at += 1,
        }
    }
}
