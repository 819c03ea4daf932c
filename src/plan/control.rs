//! Choices and errors: `if`, `match`, `try`, and what a condition tells about names.

use super::block::{Results, a};
use super::exhaustive;
use super::narrow::narrow;
use super::{
    Block, Fact, PlannedArm, PlannedPattern, PlannedTry, Planner, Scope, Typed, TypedKind,
};
use crate::diag::{Diagnostic, codes, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Else, Expr, Spanned};
use crate::value::{Column, Schema, Type};

impl Planner<'_> {
    /// A condition that has no row at hand.
    pub(super) fn truth(&mut self, expr: &Spanned<Expr>, scope: &Scope) -> Typed {
        let typed = self.expression(expr, &scope.without_row());
        match &typed.ty {
            Type::Bool | Type::Unknown => {}
            ty => {
                let message = format!("a condition is true or false, found {}", a(ty));
                let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(expr.span, "");
                let help = if *ty.non_null() == Type::Bool {
                    "say what it is when it is null: `(… ?? false)`"
                } else {
                    "compare it with something, such as `$count > 4`"
                };
                self.problem(problem.help(help));
            }
        }
        typed
    }

    /// `if`, `match` or `try`; `results` tells what becomes of what their blocks yield.
    pub(super) fn control(
        &mut self,
        expr: &Expr,
        span: Span,
        results: Results,
        scope: &Scope,
    ) -> Typed {
        match expr {
            Expr::If(one) => self.choice(one, span, results, scope),
            Expr::Match(one) => self.matching(one, span, results, scope),
            Expr::Try(one) => self.attempt(one, span, results, scope),
            _ => Typed::error(span),
        }
    }

    fn choice(&mut self, one: &ast::If, span: Span, results: Results, scope: &Scope) -> Typed {
        let condition = self.truth(&one.condition, scope);
        let (mut yes, mut no) = (scope.clone(), scope.clone());
        narrow(&one.condition.node, true, &mut yes);
        narrow(&one.condition.node, false, &mut no);
        let then = self.block(&one.then, results, &yes);
        let (otherwise, place) = match &one.otherwise {
            None => (None, one.then.span),
            Some(Else::Block(block)) => (Some(self.block(block, results, &no)), block.span),
            Some(Else::If(next)) => {
                let typed = self.choice(&next.node, next.span, results, &no);
                (Some(self.of_typed(typed, next.span, results)), next.span)
            }
        };
        let none = Block { statements: Vec::new(), ty: Type::Nothing, leaves: false };
        let second = otherwise.as_ref().unwrap_or(&none);
        let ty = self.join(&[(&then, one.then.span), (second, place)], results);
        let kind = TypedKind::If(Box::new(condition), Box::new(then), otherwise.map(Box::new));
        Typed { kind, ty, span }
    }

    /// A block of one expression.
    fn of_typed(&self, typed: Typed, span: Span, results: Results) -> Block {
        let leaves = match &typed.kind {
            TypedKind::If(_, then, Some(otherwise)) => then.leaves && otherwise.leaves,
            _ => false,
        };
        let ty = typed.ty.clone();
        let syntax = Spanned::new(ast::Stage::Error, span);
        let kind = super::StageKind::Expression(typed);
        let stage =
            super::Stage { kind, syntax, scope: None, input: Type::Nothing, output: ty.clone() };
        let pipeline = super::Pipeline { stages: vec![stage], output: ty.clone() };
        let kind = match results {
            Results::Shown => super::StatementKind::Show(pipeline),
            _ => super::StatementKind::Value(pipeline),
        };
        Block { statements: vec![super::Statement { kind, span }], ty, leaves }
    }

    /// The type of what one of `blocks` yields.
    fn join(&mut self, blocks: &[(&Block, Span)], results: Results) -> Type {
        if results != Results::Value {
            return Type::Nothing;
        }
        let mut so_far: Option<(Type, Span)> = None;
        for (block, span) in blocks.iter().filter(|(block, _)| !block.leaves) {
            so_far = Some(match so_far {
                None => (block.ty.clone(), *span),
                Some((ty, first)) => match ty.join(&block.ty) {
                    Some(joined) => (joined, first),
                    None => {
                        let message = "all branches have to yield the same type".to_owned();
                        self.problem(
                            Diagnostic::error(codes::TYPE_CLASH, message)
                                .at(*span, format!("this yields {}", a(&block.ty)))
                                .at(first, format!("this yields {}", a(&ty)))
                                .help("convert one of them, such as with `into string`"),
                        );
                        return Type::Unknown;
                    }
                },
            });
        }
        so_far.map_or(Type::Nothing, |(ty, _)| ty)
    }

    fn matching(&mut self, one: &ast::Match, span: Span, results: Results, scope: &Scope) -> Typed {
        let value = self.expression(&one.value, &scope.without_row());
        let mut arms = Vec::with_capacity(one.arms.len());
        for arm in &one.arms {
            let mut inside = scope.clone();
            let patterns = arm.patterns.iter();
            let patterns = patterns.map(|one| self.pattern_of(one, &value.ty, &mut inside));
            let patterns = patterns.collect::<Vec<_>>();
            let guard = arm.guard.as_ref().map(|guard| self.truth(guard, &inside));
            let body = self.block(&arm.body, results, &inside);
            arms.push(PlannedArm { patterns, guard, body });
        }
        self.exhaustive(&value.ty, &arms, one.span, span);
        let bodies =
            arms.iter().zip(&one.arms).map(|(arm, written)| (&arm.body, written.body.span));
        let ty = self.join(&bodies.collect::<Vec<_>>(), results);
        Typed { kind: TypedKind::Match(Box::new(value), arms), ty, span }
    }

    /// Tell about values that no arm is for.
    fn exhaustive(&mut self, ty: &Type, arms: &[PlannedArm], place: Span, whole: Span) {
        let certain = arms.iter().filter(|arm| arm.guard.is_none());
        let patterns = certain.flat_map(|arm| &arm.patterns).collect::<Vec<_>>();
        let Some(found) = exhaustive::missing(ty, &patterns) else { return };
        let missing = if found == "_" { "some values".to_owned() } else { format!("`{found}`") };
        let end = Span { start: place.end.saturating_sub(1), ..place };
        let message = format!("this `match` has no arm for {missing}");
        let start = Span { end: whole.start + "match".len(), ..whole };
        self.problem(
            Diagnostic::error(codes::NOT_EXHAUSTIVE, message)
                .at(start, "")
                .help("add an arm `_ => …` for everything else")
                .at(end, "add it here"),
        );
    }

    /// A pattern for values of type `ty`; names that it gives are added to `scope`.
    fn pattern_of(
        &mut self,
        pattern: &Spanned<ast::Pattern>,
        ty: &Type,
        scope: &mut Scope,
    ) -> PlannedPattern {
        let span = pattern.span;
        match &pattern.node {
            ast::Pattern::Any | ast::Pattern::Error => PlannedPattern::Any,
            ast::Pattern::Name(name) => {
                scope.set(name.clone(), ty.clone());
                self.note(span, || Fact::Value(ty.clone()));
                PlannedPattern::Name(name.clone())
            }
            ast::Pattern::Type(name, written) => {
                let wanted = self.ty(written);
                if !meets(ty, &wanted) {
                    self.never(span, &wanted, ty);
                }
                if let Some(name) = name {
                    let sharper = super::types::sharper(ty.non_null(), &wanted);
                    self.note(name.span, || Fact::Value(sharper.clone()));
                    scope.set(name.node.clone(), sharper);
                }
                PlannedPattern::Type(name.as_ref().map(|name| name.node.clone()), wanted)
            }
            ast::Pattern::Value(value) => {
                let typed = self.expression(&Spanned::new(value.clone(), span), scope);
                let wanted = if typed.ty == Type::Range { Type::Int } else { typed.ty.clone() };
                if !meets(ty, &wanted) {
                    self.never(span, &wanted, ty);
                }
                match (self.fold)(&typed) {
                    Ok(value) => PlannedPattern::Value(value),
                    Err(problem) => {
                        self.problem(*problem.or_at(span));
                        PlannedPattern::Any
                    }
                }
            }
            ast::Pattern::List(items, rest) => {
                let (item, whole) = match ty.non_null() {
                    Type::List(item) => (item.as_ref().clone(), ty.non_null().clone()),
                    Type::Table(schema) => (Type::Record(schema.clone()), ty.non_null().clone()),
                    Type::Unknown => (Type::Unknown, Type::List(Box::new(Type::Unknown))),
                    _ => {
                        self.never(span, &Type::List(Box::new(Type::Unknown)), ty);
                        (Type::Unknown, Type::Unknown)
                    }
                };
                let items = items.iter().map(|one| self.pattern_of(one, &item, scope)).collect();
                if let Some(Spanned { node: Some(name), span }) = rest {
                    self.note(*span, || Fact::Value(whole.clone()));
                    scope.set(name.clone(), whole);
                }
                PlannedPattern::List(items, rest.as_ref().map(|rest| rest.node.clone()))
            }
            ast::Pattern::Record(fields) => {
                let schema = match ty.non_null() {
                    Type::Record(schema) => schema.clone(),
                    Type::Unknown => Schema::open(),
                    _ => {
                        self.never(span, &Type::Record(Schema::open()), ty);
                        Schema::open()
                    }
                };
                let fields = fields.iter().map(|(name, one)| {
                    let field = match schema.get(&name.node) {
                        Some(column) => column.ty.clone(),
                        None if schema.is_open() => Type::Unknown,
                        None => {
                            self.unknown_field(&name.node, name.span, &schema);
                            Type::Unknown
                        }
                    };
                    (name.node.clone(), self.pattern_of(one, &field, scope))
                });
                PlannedPattern::Record(fields.collect())
            }
        }
    }

    fn never(&mut self, span: Span, wanted: &Type, ty: &Type) {
        let message = format!("this never fits, for the value is {}", a(ty));
        let label = format!("this is for {}", a(wanted));
        let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(span, label);
        self.problem(problem.help("remove the arm, or write a pattern for the type of the value"));
    }

    fn attempt(&mut self, one: &ast::Try, span: Span, results: Results, scope: &Scope) -> Typed {
        let body = self.block(&one.body, results, scope);
        let mut handlers = Vec::with_capacity(one.handlers.len());
        for handler in &one.handlers {
            let kinds = handler.kinds.iter().map(|kind| {
                self.error_kind(kind);
                kind.node.clone()
            });
            let kinds = kinds.collect();
            let mut inside = scope.clone();
            if let Some(name) = &handler.name {
                inside.set(name.node.clone(), error_type());
                self.note(name.span, || Fact::Value(error_type()));
            }
            let block = self.block(&handler.body, results, &inside);
            handlers.push((kinds, handler.name.as_ref().map(|name| name.node.clone()), block));
        }
        let unused = if results == Results::Shown { Results::Shown } else { Results::Unused };
        let finally = one.finally.as_ref().map(|block| self.block(block, unused, scope));
        let blocks = handlers.iter().zip(&one.handlers);
        let blocks = blocks.map(|((_, _, block), written)| (block, written.body.span));
        let blocks = std::iter::once((&body, one.body.span)).chain(blocks).collect::<Vec<_>>();
        let ty = self.join(&blocks, results);
        Typed { kind: TypedKind::Try(Box::new(PlannedTry { body, handlers, finally })), ty, span }
    }

    /// `catch` names a kind of error that there is.
    fn error_kind(&mut self, kind: &Spanned<String>) {
        let kinds = codes::ALL.iter().map(|code| code.kind()).collect::<Vec<_>>();
        if kinds.contains(&kind.node) {
            return;
        }
        let message = format!("no kind of error `{}`", kind.node);
        let problem = Diagnostic::error(codes::UNKNOWN_ERROR, message).at(kind.span, "");
        self.problem(match nearest(&kind.node, kinds.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")).edit(kind.span, near),
            None => problem.help("`catch { … }` without a kind takes any error"),
        });
    }
}

/// Whether a value of type `ty` may be of type `wanted`.
fn meets(ty: &Type, wanted: &Type) -> bool {
    match (ty, wanted) {
        (Type::Unknown, _) | (_, Type::Unknown) => true,
        (ty, Type::Nothing) => ty.is_nullable(),
        (ty, wanted) => ty.non_null().fits(wanted) || wanted.non_null().fits(ty.non_null()),
    }
}

/// What an error is to the block that takes it.
pub fn error_type() -> Type {
    Type::Record(Schema::closed(vec![
        Column::new("kind", Type::String),
        Column::new("code", Type::String),
        Column::new("message", Type::String),
        Column::new("help", Type::String.nullable()),
        Column::new("exit_code", Type::Int),
    ]))
}
