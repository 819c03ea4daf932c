//! Calls of programs of this machine.

use std::sync::Arc;

use super::block::a;
use super::expression::REDIRECT;
use super::given::literal;
use super::{Planner, ProgramCall, Scope, StageKind, Typed, TypedKind};
use crate::command::Mode;
use crate::diag::{Diagnostic, Severity, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, Spanned};
use crate::value::{Column, Schema, Type, scalar};

/// The type of `^program | complete`.
pub(super) fn completed() -> Type {
    Type::Record(Schema::closed(vec![
        Column::new("exit_code", Type::Int),
        Column::new("stdout", Type::String),
        Column::new("stderr", Type::String),
    ]))
}

impl Planner<'_> {
    /// `^program arguments`.
    pub(super) fn program_call(
        &mut self,
        call: &ast::Call,
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> (StageKind, Type) {
        let program = call.name.node.trim_start_matches('^').to_owned();
        if program.is_empty() {
            let problem =
                Diagnostic::error(codes::MISSING_ARGUMENT, "`^` needs the name of a program");
            self.problem(
                problem.at(call.name.span, "").help("write it right behind, as in `^uname -r`"),
            );
            return (StageKind::Error, Type::Unknown);
        }
        if let Err(problem) = self.world.processes.find(&program, None) {
            let mut problem = problem.or_at(call.name.span);
            if self.mode == Mode::Check {
                // It may be there where the script will run.
                problem.severity = Severity::Warning;
            }
            self.problem(*problem);
        }
        if !matches!(input, Type::Nothing | Type::String | Type::Binary | Type::Unknown)
            && !matches!(input, Type::List(item) if **item == Type::String)
        {
            let message = format!("a program takes text, found {}", a(input));
            let problem = Diagnostic::error(codes::WRONG_INPUT, message).at(span, "");
            self.problem(problem.help("make text of it first, such as with `to json` or `to csv`"));
        }
        self.written.add_anything();
        let mut args = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            let Argument::Positional(expr) = &argument.node else { continue };
            let expr = Spanned::new(expr.clone(), argument.span);
            if let Expr::Binary { operator, .. } = &expr.node {
                let message = "nothing is compared in the arguments of a program";
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(operator.span, "");
                self.problem(problem.help(REDIRECT));
                continue;
            }
            let typed = match &expr.node {
                Expr::Word(word) => literal(scalar::text(word.as_str()), Type::String, expr.span),
                Expr::Spread(inner) => {
                    let inner = self.expression(inner, &scope.without_row());
                    let ty = self.item_of(&inner.ty, inner.span);
                    Typed { kind: TypedKind::Spread(Box::new(inner)), ty, span: expr.span }
                }
                _ => self.expression(&expr, &scope.without_row()),
            };
            if matches!(
                typed.ty,
                Type::List(_) | Type::Record(_) | Type::Table(_) | Type::Nullable(_)
            ) {
                let message = format!("a program takes single values, found {}", a(&typed.ty));
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(expr.span, "");
                self.problem(problem.help("give the items of a list one by one: `...$list`"));
            }
            args.push(typed);
        }
        let call = ProgramCall { program, args, span, complete: false };
        (StageKind::Program(Arc::new(call)), Type::String)
    }
}
