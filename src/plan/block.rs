//! Statements and blocks.

use std::sync::Arc;

use super::scope::ClosureTemplate;
use super::types::sharper;
use super::{
    Block, Fact, Pipeline, Planner, Scope, StageKind, Statement, StatementKind, Typed, TypedKind,
};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Spanned};
use crate::value::{Type, Value, scalar};

/// What becomes of the results of the statements of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Results {
    /// They are shown, as those of a script are.
    Shown,
    /// The last one is what the block yields.
    Value,
    /// Nobody takes them, so there may be none.
    Unused,
}

/// How much of the stack the planning of a block or of a pipeline may need down to the next one, in
/// bytes, and how much more it gets where that is not left.
pub(super) const ROOM: usize = 128 << 10;
pub(super) const STACK: usize = 1 << 20;

impl Planner<'_> {
    /// Plan the statements of a block, which see `scope` and what stands before them.
    pub(super) fn block(&mut self, block: &ast::Block, results: Results, scope: &Scope) -> Block {
        let mut scope = scope.without_row();
        scope.place.in_block = true;
        self.enter(block.span, &scope);
        // Blocks nest as deep as brackets may, and each level takes the frames of all its parts.
        let planned = stacker::maybe_grow(ROOM, STACK, || {
            self.statements(&block.statements, results, &mut scope)
        });
        self.leave();
        planned
    }

    /// Plan statements; `scope` has their names afterwards.
    pub(super) fn statements(
        &mut self,
        statements: &[Spanned<ast::Statement>],
        results: Results,
        scope: &mut Scope,
    ) -> Block {
        self.define(statements, scope);
        self.begin(statements, scope);
        let mut planned = Vec::with_capacity(statements.len());
        let mut ty = Type::Nothing;
        let mut leaves = false;
        let last = statements.iter().rposition(|one| !is_silent(&one.node));
        for (at, statement) in statements.iter().enumerate() {
            let of_this = match results {
                Results::Value if Some(at) != last => Results::Unused,
                results => results,
            };
            self.mark(statement.span.source, statement.span.start, scope);
            let kind = self.statement(&statement.node, statement.span, of_this, scope);
            self.mark(statement.span.source, statement.span.end, scope);
            let Some(kind) = kind else { continue };
            leaves |= leaves_block(&kind);
            if let StatementKind::Value(pipeline) = &kind {
                ty = pipeline.output.clone();
            }
            planned.push(Statement { kind, span: statement.span });
        }
        Block { statements: planned, ty: if leaves { Type::Nothing } else { ty }, leaves }
    }

    fn statement(
        &mut self,
        statement: &ast::Statement,
        span: Span,
        results: Results,
        scope: &mut Scope,
    ) -> Option<StatementKind> {
        match statement {
            ast::Statement::Let(binding) => self.binding(binding, scope),
            ast::Statement::Const(binding) => {
                self.constant(binding, scope);
                None
            }
            // They were named before, so that each may call each.
            ast::Statement::Def(_) | ast::Statement::Use(_) => None,
            ast::Statement::For { name, over, body } => {
                Some(self.each_item(name, over, body, results, scope))
            }
            ast::Statement::While { condition, body } => {
                let condition = self.truth(condition, scope);
                let body = self.block(body, inner(results), &scope.in_loop());
                Some(StatementKind::While { condition, body })
            }
            ast::Statement::Break | ast::Statement::Continue => {
                let word = if *statement == ast::Statement::Break { "break" } else { "continue" };
                if !scope.place.in_loop {
                    let message = format!("`{word}` stands outside of a loop");
                    let help = "it belongs into the block of a `for` or a `while`";
                    self.problem(
                        Diagnostic::error(codes::MISPLACED, message).at(span, "").help(help),
                    );
                }
                Some(if word == "break" { StatementKind::Break } else { StatementKind::Continue })
            }
            ast::Statement::Return(value) => Some(self.returning(value.as_ref(), span, scope)),
            ast::Statement::Test { name, body } => Some(self.test(name, body, scope)),
            ast::Statement::Pipeline(pipeline) => Some(self.result(pipeline, span, results, scope)),
        }
    }

    /// A test, which sees what its file defines and nothing of what the script sets.
    fn test(&mut self, name: &Spanned<String>, body: &ast::Block, scope: &Scope) -> StatementKind {
        if scope.place.in_block {
            let message = "a `test` stands inside of a block";
            let help = "put it beside the statements of the file, where `rebe test` finds it";
            self.problem(Diagnostic::error(codes::MISPLACED, message).at(name.span, "").help(help));
        }
        let mut scope = scope.of_definitions();
        scope.place.in_test = true;
        let body = self.block(body, Results::Value, &scope);
        StatementKind::Test(name.node.clone(), name.span, body)
    }

    /// A pipeline as a statement.
    fn result(
        &mut self,
        pipeline: &ast::Pipeline,
        span: Span,
        results: Results,
        scope: &Scope,
    ) -> StatementKind {
        // The blocks of a choice that stands alone do with their results what is done with its own.
        let planned = self.pipeline_with(pipeline, Type::Nothing, results, scope);
        match results {
            Results::Shown => StatementKind::Show(planned),
            Results::Value => StatementKind::Value(planned),
            Results::Unused => {
                if !matches!(planned.output, Type::Nothing | Type::Unknown) {
                    let message = format!("this yields {}, and nobody uses it", a(&planned.output));
                    self.problem(
                        Diagnostic::error(codes::UNUSED, message)
                            .at(span, "only the last statement of a block is what it yields")
                            .help("keep it with `let name = …`, or end it with `| ignore`"),
                    );
                }
                StatementKind::Value(planned)
            }
        }
    }

    fn binding(&mut self, binding: &ast::Binding, scope: &mut Scope) -> Option<StatementKind> {
        let name = binding.name.node.clone();
        if let Some(closure) = closure(&binding.value.node) {
            let variable = Some(name.clone());
            let shared = Arc::new(scope.clone());
            let closure = Arc::new(closure.clone());
            let template = ClosureTemplate { closure, scope: shared, variable, unknown: false };
            let planned = Arc::new(self.check_closure(&template));
            scope.set_closure(name.clone(), template);
            self.note(binding.name.span, || Fact::Value(Type::Closure));
            let kind = TypedKind::Closure(planned);
            let typed = Typed { kind, ty: Type::Closure, span: binding.value.span };
            return Some(StatementKind::Let(name, self.of_value(typed, &binding.value.node)));
        }
        let mut pipeline = self.pipeline(&binding.value.node, scope);
        if let Some(ty) = &binding.ty {
            let wanted = self.ty(ty);
            pipeline.output = self.fitting(&pipeline.output, &wanted, &name, binding.value.span);
        } else if pipeline.output == Type::Nothing && !is_null(&pipeline) {
            let message = format!("this yields nothing, so there is nothing to call `{name}`");
            let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(binding.value.span, "");
            self.problem(problem.help("leave out `let`, or name a pipeline that has a result"));
        }
        scope.set(name.clone(), pipeline.output.clone());
        self.note(binding.name.span, || Fact::Value(pipeline.output.clone()));
        Some(StatementKind::Let(name, pipeline))
    }

    /// The type of what is called `name` and has to be of type `wanted`.
    pub(super) fn fitting(&mut self, found: &Type, wanted: &Type, name: &str, span: Span) -> Type {
        if !found.fits(wanted) {
            let message = format!("`{name}` is to be {}, found {}", a(wanted), a(found));
            let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(span, "");
            let null = found.is_nullable() && found.non_null().fits(wanted);
            let help = null.then(|| "say what it is when it is null: `… ?? value`".to_owned());
            self.problem(problem.maybe_help(help));
            return wanted.clone();
        }
        sharper(found, wanted)
    }

    fn of_value(&mut self, typed: Typed, pipeline: &ast::Pipeline) -> Pipeline {
        let stages = pipeline.stages.first().map(|stage| super::Stage {
            output: typed.ty.clone(),
            kind: StageKind::Expression(typed.clone()),
            syntax: stage.clone(),
            scope: None,
            input: Type::Nothing,
        });
        Pipeline { stages: stages.into_iter().collect(), output: typed.ty }
    }

    pub(super) fn constant(&mut self, binding: &ast::Binding, scope: &mut Scope) {
        let planned = self.pipeline(&binding.value.node, scope);
        let value = self.known(&planned);
        let mut ty = planned.output;
        if let Some(wanted) = &binding.ty {
            let wanted = self.ty(wanted);
            ty = self.fitting(&ty, &wanted, &binding.name.node, binding.value.span);
        }
        let value = match value {
            Some(Ok(value)) => value,
            Some(Err(problem)) => {
                self.problem(*problem.or_at(binding.value.span));
                scalar::null()
            }
            None => {
                if self.diagnostics().iter().all(|problem| !problem.is_error()) {
                    let message = "a constant has to be known before anything runs";
                    let help = "use literals, operators and other constants, or write `let`";
                    self.problem(
                        Diagnostic::error(codes::NOT_CONSTANT, message)
                            .at(binding.value.span, "")
                            .help(help),
                    );
                }
                scalar::null()
            }
        };
        self.note(binding.name.span, || Fact::Value(ty.clone()));
        scope.set_constant(binding.name.node.clone(), value, ty);
    }

    /// What a pipeline of one expression yields, if that is known before the run.
    fn known(&self, pipeline: &Pipeline) -> Option<crate::diag::Result<Value>> {
        match pipeline.stages.as_slice() {
            [stage] => match &stage.kind {
                StageKind::Expression(typed) if is_constant(typed) => Some((self.fold)(typed)),
                _ => None,
            },
            _ => None,
        }
    }

    fn each_item(
        &mut self,
        name: &Spanned<String>,
        over: &Spanned<Expr>,
        body: &ast::Block,
        results: Results,
        scope: &Scope,
    ) -> StatementKind {
        let over = self.expression(over, &scope.without_row());
        let item = self.item_of(&over.ty, over.span);
        let mut inside = scope.in_loop();
        self.note(name.span, || Fact::Value(item.clone()));
        inside.set(name.node.clone(), item);
        let body = self.block(body, inner(results), &inside);
        StatementKind::For { name: name.node.clone(), over, body }
    }

    /// The type of the items of `ty`.
    pub(super) fn item_of(&mut self, ty: &Type, span: Span) -> Type {
        match ty {
            Type::List(item) => item.as_ref().clone(),
            Type::Table(schema) => Type::Record(schema.clone()),
            Type::Range => Type::Int,
            Type::Unknown => Type::Unknown,
            other => {
                let message = format!("{} has no items to go through", a(other));
                let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(span, "");
                let help = if other.is_nullable() {
                    "say what it is when it is null: `(… ?? [])`"
                } else {
                    "give a list, a table or a range such as `1..5`"
                };
                self.problem(problem.help(help));
                Type::Unknown
            }
        }
    }

    fn returning(
        &mut self,
        value: Option<&Spanned<ast::Pipeline>>,
        span: Span,
        scope: &Scope,
    ) -> StatementKind {
        if !scope.place.in_def {
            let message = "`return` stands outside of a `def` and of a closure";
            let help = "a script ends with its last line; put what is to end early into a `def`";
            self.problem(Diagnostic::error(codes::MISPLACED, message).at(span, "").help(help));
        }
        let pipeline = value.map(|value| self.pipeline(&value.node, scope));
        let ty = pipeline.as_ref().map_or(Type::Nothing, |pipeline| pipeline.output.clone());
        if let Some(returns) = self.returns.last_mut() {
            returns.push((ty, value.map_or(span, |value| value.span)));
        }
        StatementKind::Return(pipeline)
    }
}

/// Whether a statement only names something, so that it is not what a block ends with.
fn is_silent(statement: &ast::Statement) -> bool {
    matches!(statement, ast::Statement::Const(_) | ast::Statement::Def(_) | ast::Statement::Use(_))
}

/// What becomes of the results in the body of a loop.
fn inner(results: Results) -> Results {
    if results == Results::Shown { Results::Shown } else { Results::Unused }
}

/// Whether nothing of its block runs after this statement.
fn leaves_block(kind: &StatementKind) -> bool {
    match kind {
        StatementKind::Break | StatementKind::Continue | StatementKind::Return(_) => true,
        StatementKind::Show(pipeline) | StatementKind::Value(pipeline) => {
            matches!(pipeline.stages.as_slice(), [stage] if stage_leaves(&stage.kind))
        }
        _ => false,
    }
}

fn stage_leaves(kind: &StageKind) -> bool {
    let typed = match kind {
        // It never gives anything back.
        StageKind::Call(command, _) => return command.signature.name == "error",
        StageKind::Expression(typed) => typed,
        _ => return false,
    };
    match &typed.kind {
        TypedKind::If(_, then, Some(otherwise)) => then.leaves && otherwise.leaves,
        TypedKind::Match(_, arms) => !arms.is_empty() && arms.iter().all(|arm| arm.body.leaves),
        _ => false,
    }
}

/// The closure that a pipeline is, if it is one.
fn closure(pipeline: &ast::Pipeline) -> Option<&ast::Closure> {
    match pipeline.stages.as_slice() {
        [Spanned { node: ast::Stage::Expr(Expr::Closure(closure)), .. }] => Some(closure),
        _ => None,
    }
}

fn is_null(pipeline: &Pipeline) -> bool {
    matches!(pipeline.stages.as_slice(), [stage] if matches!(&stage.kind,
        StageKind::Expression(typed) if typed.literal().is_some()))
}

/// Whether the value of `typed` depends on nothing but what is written.
pub(super) fn is_constant(typed: &Typed) -> bool {
    let here = match &typed.kind {
        TypedKind::Literal(_)
        | TypedKind::List(_)
        | TypedKind::Record(_)
        | TypedKind::Field(..)
        | TypedKind::Item(..)
        | TypedKind::Spread(_)
        | TypedKind::Text(_)
        | TypedKind::Range(..)
        | TypedKind::Binary(..)
        | TypedKind::Unary(..) => true,
        TypedKind::Apply(_, _, args) => args
            .entries
            .iter()
            .flat_map(|(_, args)| args)
            .all(|arg| matches!(arg, super::PlannedArg::Fixed(_))),
        _ => false,
    };
    here && typed.children().all(is_constant)
}

/// A type with its article.
pub(super) fn a(ty: &Type) -> String {
    match ty {
        Type::Int => "an int".to_owned(),
        Type::Nothing => "nothing".to_owned(),
        Type::Unknown => "a value of unknown type".to_owned(),
        other => format!("a {other}"),
    }
}
