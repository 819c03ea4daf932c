//! Statements, pipelines and stages.

use super::{Pipeline, Plan, PlannedArgs, Scope, Stage, StageKind, Statement, Typed};
use crate::command::{Arg, ArgKind, Args, Checking, Command, Input, Mode, Registry};
use crate::diag::{Diagnostic, codes, did_you_mean, nearest};
use crate::effect::World;
use crate::source::{Sources, Span};
use crate::syntax::ast::{self, Argument, Expr, Spanned};
use crate::value::{Schema, Type};

use super::{PlannedArg, habit};

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
    diagnostics: Vec<Diagnostic>,
}

/// A plan and what is wrong with it; it may run when no diagnostic is an error.
pub struct Planned<T> {
    /// The plan.
    pub plan: T,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Planner<'a> {
    /// A planner of texts in `sources`.
    pub fn new(registry: Registry, world: &'a World, sources: &'a Sources, mode: Mode) -> Self {
        Self { registry, world, sources, mode, diagnostics: Vec::new() }
    }

    /// Plan a whole text. `scope` has the variables that are set before it, and those of the text
    /// too afterwards.
    pub fn program(mut self, program: &ast::Program, scope: &mut Scope) -> Planned<Plan> {
        let mut statements = Vec::new();
        for statement in &program.statements {
            let (variable, pipeline) = match &statement.node {
                ast::Statement::Let { name, value } => (Some(name), &value.node),
                ast::Statement::Pipeline(pipeline) => (None, pipeline),
            };
            let pipeline = self.pipeline(pipeline, scope);
            if let Some(name) = variable {
                scope.set(name.node.clone(), pipeline.output.clone());
            }
            let variable = variable.map(|name| name.node.clone());
            statements.push(Statement { variable, pipeline, span: statement.span });
        }
        Planned { plan: Plan { statements }, diagnostics: self.diagnostics }
    }

    /// Plan one stage again, now that the type of its input is known.
    pub fn again(
        mut self,
        stage: &Spanned<ast::Stage>,
        input: Type,
        scope: &Scope,
    ) -> Planned<Stage> {
        let plan = self.stage(stage, input, scope);
        Planned { plan, diagnostics: self.diagnostics }
    }

    pub(super) fn problem(&mut self, problem: Diagnostic) {
        self.diagnostics.push(problem);
    }

    pub(super) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub(super) fn pipeline(&mut self, pipeline: &ast::Pipeline, scope: &Scope) -> Pipeline {
        let mut stages = Vec::with_capacity(pipeline.stages.len());
        let mut flowing = Type::Nothing;
        for stage in &pipeline.stages {
            let planned = self.stage(stage, flowing, scope);
            flowing = planned.output.clone();
            stages.push(planned);
        }
        Pipeline { stages, output: flowing }
    }

    fn stage(&mut self, stage: &Spanned<ast::Stage>, input: Type, scope: &Scope) -> Stage {
        let (kind, output) = match &stage.node {
            ast::Stage::Call(call) => self.call(call, stage.span, &input, scope),
            ast::Stage::Expr(expr) => {
                let typed = self.first_expression(expr, stage.span, &input, scope);
                let ty = typed.ty.clone();
                (StageKind::Expression(typed), ty)
            }
            ast::Stage::Error => (StageKind::Error, Type::Unknown),
        };
        Stage { kind, syntax: stage.clone(), input, output }
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
        let Some((command, arguments)) = self.find(call, scope) else {
            return (StageKind::Error, Type::Unknown);
        };
        let lift = command.lift(input);
        let fits = self.accepts(command, &lift.item, input, call.name.span);
        let row = match lift.item.non_null() {
            Type::Table(schema) | Type::Record(schema) => schema.clone(),
            _ => Schema::open(),
        };
        let before = self.diagnostics.len();
        let args = self.arguments(command, arguments, span, &row, scope);
        let wrong = self.diagnostics.iter().skip(before).any(Diagnostic::is_error);
        if !fits {
            // What is in the wrong place need not be complete.
            let given = self.diagnostics.split_off(before);
            let given = given.into_iter().filter(|d| d.code != codes::MISSING_ARGUMENT);
            self.diagnostics.extend(given);
            return (StageKind::Error, Type::Unknown);
        }
        let known = known(&args);
        let mut problems = Vec::new();
        let mut checking = Checking {
            args: &known,
            input: &lift.item,
            mode: self.mode,
            world: self.world,
            registry: self.registry,
            problems: &mut problems,
        };
        let output = lift.output((command.output)(&mut checking));
        if wrong || problems.iter().any(Diagnostic::is_error) {
            // What the arguments would have made is not known, so that no other mistake follows
            // from this one; a command that lets its rows pass does so with any arguments.
            let output = if output == *input { output } else { Type::Unknown };
            self.diagnostics.extend(problems.into_iter().filter(|_| !wrong));
            return (StageKind::Error, output);
        }
        self.diagnostics.append(&mut problems);
        (StageKind::Call(command, args), output)
    }

    /// The command that `call` names by one word or two, and the rest of its arguments.
    fn find<'c>(
        &mut self,
        call: &'c ast::Call,
        scope: &Scope,
    ) -> Option<(&'static Command, &'c [Spanned<Argument>])> {
        let first = call.name.node.as_str();
        if let Some((Spanned { node: Argument::Positional(Expr::Word(second)), .. }, rest)) =
            call.arguments.split_first()
            && let Some(command) = self.registry.find(&format!("{first} {second}"))
        {
            return Some((command, rest));
        }
        if let Some(command) = self.registry.find(first) {
            return Some((command, call.arguments.as_slice()));
        }
        let follows = habit::goes_on(first) && self.diagnostics.iter().any(Diagnostic::is_error);
        if !follows {
            let problem = self.unknown_command(call, scope);
            self.problem(problem);
        }
        None
    }

    fn unknown_command(&self, call: &ast::Call, scope: &Scope) -> Diagnostic {
        let first = call.name.node.as_str();
        let below = self.registry.below(first);
        if !below.is_empty() {
            let (span, written) = match call.arguments.first() {
                Some(Spanned { node: Argument::Positional(Expr::Word(second)), span }) => {
                    (call.name.span.to(*span), format!("{first} {second}"))
                }
                _ => (call.name.span, first.to_owned()),
            };
            let problem =
                Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no command `{written}`"))
                    .at(span, "")
                    .maybe_help(did_you_mean(&written, "commands", &below))
                    .maybe_help(habit::command(&written).map(str::to_owned));
            return match nearest(&written, below.iter().copied()) {
                Some(name) => problem.edit(span, name),
                None => problem,
            };
        }
        let mut names = self.registry.names();
        // Of a name of two words, the first one may be wrong.
        let begins = names.iter().filter_map(|name| Some(name.split_once(' ')?.0));
        names.extend(begins.collect::<Vec<_>>());
        let problem = Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no command `{first}`"))
            .at(call.name.span, "");
        if let Some(instead) = habit::command(first) {
            return problem.help(instead);
        }
        if let Some((command, column)) = first.split_once('.')
            && self.registry.find(command).is_some()
        {
            let next = if self.registry.find(column).is_some() { "" } else { "select " };
            return problem.help(format!("did you mean `{command} | {next}{column}`?"));
        }
        if let Some(name) = nearest(first, names.iter().copied()) {
            return problem.help(format!("did you mean `{name}`?")).edit(call.name.span, name);
        }
        if scope.get(first).is_some() {
            let variable = format!("${first}");
            return problem
                .help(format!("did you mean the variable `{variable}`?"))
                .edit(call.name.span, variable);
        }
        problem.help(
            "`help` lists all commands; `hosts | run \"…\"` runs a program on hosts; a text needs \
             quotes",
        )
    }

    /// Whether `command` takes `item`, which it sees of `input`; if not, that is reported.
    fn accepts(&mut self, command: &Command, item: &Type, input: &Type, span: Span) -> bool {
        let (name, wanted) = (command.signature.name, command.signature.input);
        if wanted.takes(item) {
            return true;
        }
        if wanted == Input::Nothing {
            self.problem(
                Diagnostic::error(codes::WRONG_INPUT, format!("`{name}` begins a pipeline"))
                    .at(span, "what is piped in here would be lost"),
            );
            return false;
        }
        let found = match input {
            Type::Nothing => "nothing".to_owned(),
            Type::Table(schema) => format!("a table of {schema}"),
            other => format!("a value of type {other}"),
        };
        let help = match (wanted, wanted.remedy(input)) {
            (Input::Hosts, _) => format!("begin with the hosts: `hosts | {name} …`"),
            (_, Some(remedy)) => remedy.to_owned(),
            _ => format!("`help {name}` shows how it is used"),
        };
        self.problem(
            Diagnostic::error(
                codes::WRONG_INPUT,
                format!("`{name}` takes {}, found {found}", wanted.describe()),
            )
            .at(span, "")
            .help(help),
        );
        false
    }
}

/// The arguments as far as they are known before the run.
fn known(args: &PlannedArgs) -> Args {
    let entries = args.entries.iter().map(|(name, args)| {
        let args = args.iter().map(|arg| match arg {
            PlannedArg::Fixed(arg) => arg.clone(),
            PlannedArg::Later(typed) => {
                Arg { kind: ArgKind::Later(typed.ty.clone()), span: typed.span }
            }
            PlannedArg::Columns(typed) => {
                Arg { kind: ArgKind::Columns(typed.ty.clone(), None), span: typed.span }
            }
        });
        (*name, args.collect())
    });
    Args::new(entries.collect(), args.span)
}
