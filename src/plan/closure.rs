//! Closures: which one is meant, and what it does with arguments of given types.

use std::sync::Arc;

use super::arguments::Entries;
use super::block::{Results, a};
use super::scope::{ClosureTemplate, Place};
use super::{Fact, PlannedArg, PlannedClosure, Planner, Scope, StageKind};
use crate::command::Command;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Spanned};
use crate::value::Type;

/// How often the closure of a fold is planned until its types hold.
const ROUNDS: usize = 5;

impl Planner<'_> {
    /// The closure that `expr` is or names.
    pub(super) fn template(
        &mut self,
        expr: &Spanned<Expr>,
        scope: &Scope,
    ) -> Option<ClosureTemplate> {
        match &expr.node {
            Expr::Closure(closure) => Some(ClosureTemplate {
                closure: Arc::new(closure.as_ref().clone()),
                scope: Arc::new(scope.without_row()),
                variable: None,
                unknown: false,
            }),
            Expr::Variable(name) if scope.closure(name).is_some() => {
                let template = scope.closure(name)?.clone();
                Some(ClosureTemplate { variable: Some(name.clone()), ..template })
            }
            Expr::Error => None,
            _ => {
                let typed = self.expression(expr, &scope.without_row());
                if typed.ty != Type::Unknown {
                    let message = format!("a closure is needed here, found {}", a(&typed.ty));
                    let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(expr.span, "");
                    self.problem(problem.help("write `{|x| … }`"));
                }
                None
            }
        }
    }

    /// Plan a closure whose arguments are not known yet for the types that it declares, which finds
    /// its mistakes.
    pub(super) fn check_closure(&mut self, template: &ClosureTemplate) -> PlannedClosure {
        let types = template.closure.params.iter().map(|param| self.declared(param));
        let types = types.collect::<Vec<_>>();
        let span = template.closure.body.span;
        self.closure_for(template, &types, span)
    }

    /// A closure, planned for arguments of `types`.
    pub(super) fn closure_for(
        &mut self,
        template: &ClosureTemplate,
        types: &[Type],
        span: Span,
    ) -> PlannedClosure {
        let closure = &template.closure;
        if template.unknown {
            return PlannedClosure::unknown(template.variable.clone(), span);
        }
        let mut scope = template.scope.as_ref().clone();
        scope.place = Place { in_def: true, in_loop: false, ..scope.place };
        if closure.params.len() > types.len() {
            let (wanted, given) = (closure.params.len(), types.len());
            let message = format!("the closure has {wanted} parameters and is called with {given}");
            let first = closure.params.get(types.len()).map_or(span, |param| param.name.span);
            let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(first, "");
            self.problem(problem.help("leave parameters out, or give it more arguments"));
        }
        for (param, ty) in closure.params.iter().zip(types) {
            let declared = self.declared(param);
            let ty = self.fitting(ty, &declared, &param.name.node, param.name.span);
            self.note(param.name.span, || Fact::Value(ty.clone()));
            scope.set(param.name.node.clone(), ty);
        }
        // Without parameters the item is `$in`.
        if let ([], [ty, ..]) = (closure.params.as_slice(), types) {
            scope.set("in", ty.clone());
        }
        self.returns.push(Vec::new());
        let body = self.block(&closure.body, Results::Value, &scope);
        let returns = self.returns.pop().unwrap_or_default();
        let output = self.yielded(&body, closure.body.span, returns, None);
        let params = closure.params.iter().map(|param| param.name.node.clone());
        let params =
            if closure.params.is_empty() { vec!["in".to_owned()] } else { params.collect() };
        PlannedClosure { params, body, output, variable: template.variable.clone(), span }
    }

    /// A closure that the call runs with items of what flows in.
    pub(super) fn closure_argument(
        &mut self,
        expr: &Spanned<Expr>,
        scope: &Scope,
    ) -> Option<PlannedArg> {
        let before = self.diagnostics().len();
        let template = self.template(expr, scope)?;
        let flowing = self.flowing.clone();
        let item = self.item_of(&flowing, expr.span);
        let closure = self.closure_for(&template, &[item], expr.span);
        let fine = !self.is_wrong_since(before);
        fine.then(|| PlannedArg::Closure(Arc::new(closure)))
    }

    /// A closure that the call runs with items of what flows in and with what it yielded before.
    /// The value so far is of a type that holds what it begins with and all that the closure makes
    /// of it, so it is planned until both are the same.
    pub(super) fn fold_argument(
        &mut self,
        expr: &Spanned<Expr>,
        entries: &Entries,
        scope: &Scope,
    ) -> Option<PlannedArg> {
        let template = self.template(expr, scope)?;
        let flowing = self.flowing.clone();
        let item = self.item_of(&flowing, expr.span);
        let first = entries.iter().find(|(name, _)| *name == "fold");
        let mut so_far = match first.and_then(|(_, args)| args.first()) {
            Some(PlannedArg::Fixed(arg)) => arg.ty(),
            Some(PlannedArg::Later(typed) | PlannedArg::Columns(typed)) => typed.ty.clone(),
            _ => item.clone(),
        };
        let before = self.diagnostics().len();
        for _ in 0..ROUNDS {
            self.forget(before);
            let types = [item.clone(), so_far.clone()];
            let closure = self.closure_for(&template, &types, expr.span);
            if self.is_wrong_since(before) {
                return None;
            }
            match so_far.join(&closure.output) {
                Some(joined) if joined == so_far => {
                    let closure = PlannedClosure { output: joined, ..closure };
                    return Some(PlannedArg::Closure(Arc::new(closure)));
                }
                Some(joined) => so_far = joined,
                None => {
                    let (begun, made) = (a(&so_far), a(&closure.output));
                    let message =
                        format!("the value so far is {begun}, and this makes {made} of it");
                    let problem = Diagnostic::error(codes::TYPE_CLASH, message);
                    let help = "what the closure yields is what it finds the next time; `--fold` \
                                says what it begins with";
                    self.problem(problem.at(template.closure.body.span, "").help(help));
                    return None;
                }
            }
        }
        let message = "the value grows into another type with each item";
        let problem = Diagnostic::error(codes::TYPE_CLASH, message);
        let help = "let the closure yield what it was given, such as a list of the same items";
        self.problem(problem.at(template.closure.body.span, "").help(help));
        None
    }

    /// A closure that is asked of the value of a fold whether that is all.
    pub(super) fn until_argument(
        &mut self,
        expr: &Spanned<Expr>,
        entries: &Entries,
        scope: &Scope,
    ) -> Option<PlannedArg> {
        let fold = entries.iter().flat_map(|(_, args)| args).find_map(|arg| match arg {
            PlannedArg::Closure(closure) => Some(closure.output.clone()),
            _ => None,
        });
        let before = self.diagnostics().len();
        let template = self.template(expr, scope)?;
        let closure = self.closure_for(&template, &[fold?], expr.span);
        if !matches!(closure.output, Type::Bool | Type::Unknown) {
            let message = format!("`until` is true or false, found {}", a(&closure.output));
            let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(expr.span, "");
            self.problem(problem.help("compare something in it, such as `{|sum| $sum > 100 }`"));
        }
        let fine = !self.is_wrong_since(before);
        fine.then(|| PlannedArg::Closure(Arc::new(closure)))
    }

    /// `do {|x| … } 5`.
    pub(super) fn closure_call(
        &mut self,
        command: &Command,
        arguments: &[Spanned<Argument>],
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> (StageKind, Type) {
        let before = self.diagnostics().len();
        if *input != Type::Nothing {
            let message = "`do` takes nothing from a pipeline";
            let problem = Diagnostic::error(codes::WRONG_INPUT, message).at(span, "");
            self.problem(problem.help("`each` calls a closure for each item of what flows in"));
        }
        let mut exprs = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match &argument.node {
                Argument::Positional(expr) => exprs.push(Spanned::new(expr.clone(), argument.span)),
                Argument::Flag { name, .. } => {
                    let message = format!("`do` has no flag `--{}`", name.node);
                    let problem = Diagnostic::error(codes::UNKNOWN_FLAG, message);
                    self.problem(problem.at(argument.span, "").help("it has no flags"));
                }
            }
        }
        let Some((first, rest)) = exprs.split_first() else {
            let problem = Diagnostic::error(codes::MISSING_ARGUMENT, "`do` needs a closure");
            let help = format!("usage: {}", command.signature.usage());
            self.problem(problem.at(span, "").help(help));
            return (StageKind::Error, Type::Unknown);
        };
        let args = rest.iter().map(|expr| self.expression(expr, &scope.without_row()));
        let args = args.collect::<Vec<_>>();
        let Some(template) = self.template(first, scope) else {
            return (StageKind::Error, Type::Unknown);
        };
        let types = args.iter().map(|arg| arg.ty.clone()).collect::<Vec<_>>();
        let closure = self.closure_for(&template, &types, first.span);
        if self.is_wrong_since(before) {
            return (StageKind::Error, closure.output);
        }
        let output = closure.output.clone();
        (StageKind::Closure(Arc::new(closure), args), output)
    }
}
