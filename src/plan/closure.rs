//! Closures: which one is meant, and what it does with arguments of given types.

use std::sync::Arc;

use super::block::{Results, a};
use super::scope::{ClosureTemplate, Place};
use super::{PlannedClosure, Planner, Scope, StageKind};
use crate::command::Command;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Spanned};
use crate::value::Type;

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
        let mut scope = template.scope.as_ref().clone();
        scope.place = Place { in_def: true, in_loop: false };
        if closure.params.len() > types.len() {
            let (wanted, given) = (closure.params.len(), types.len());
            let message = format!("the closure has {wanted} parameters and is called with {given}");
            let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(span, "");
            self.problem(problem.help("leave parameters out, or give it more arguments"));
        }
        for (param, ty) in closure.params.iter().zip(types) {
            let declared = self.declared(param);
            let ty = self.fitting(ty, &declared, &param.name.node, param.name.span);
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
