//! Aggregates of `group-by`, such as `(mean cores)`.

use super::Fact;
use super::expression::unknown_column;
use super::planner::Planner;
use crate::command::{Arg, ArgKind};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, Spanned};
use crate::value::aggregate::WHOLE;
use crate::value::{Aggregate, Column, Function, Schema, Type};

/// The names of the functions there are, sorted.
pub const AGGREGATES: &[&str] = &Function::NAMES;

impl Planner<'_> {
    /// The aggregate that `(…)` at `span` asks for.
    pub(super) fn aggregate(
        &mut self,
        group: &Spanned<ast::Pipeline>,
        span: Span,
        row: &Schema,
    ) -> Option<Arg> {
        let call = match group.node.stages.as_slice() {
            [Spanned { node: ast::Stage::Call(call), .. }] => call,
            _ => {
                self.problem(shape(span));
                return None;
            }
        };
        let name = call.name.node.as_str();
        if !Function::NAMES.contains(&name) {
            self.problem(
                Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no aggregate `{name}`"))
                    .at(call.name.span, "")
                    .maybe_help(did_you_mean(name, "aggregates", &Function::NAMES)),
            );
            return None;
        }
        let (column, share) = match (name, call.arguments.as_slice()) {
            ("count", []) => (None, None),
            ("count", _) => {
                self.problem(shape(span));
                return None;
            }
            ("quantile", [column, share]) => (Some(column), Some(self.share(share)?)),
            ("quantile", _) => {
                let message = "`quantile` needs a column and a share";
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
                self.problem(problem.help("such as `(quantile load 0.95)`"));
                return None;
            }
            (_, [column]) => (Some(column), None),
            _ => {
                self.problem(shape(span));
                return None;
            }
        };
        let column = match column.map(|column| (&column.node, column.span)) {
            None => None,
            Some((Argument::Positional(Expr::Word(name)), span)) => {
                Some(self.aggregated(name, span, row)?)
            }
            Some(_) => {
                self.problem(shape(span));
                return None;
            }
        };
        let function = Function::named(name, share)?;
        let output = self.output(function, column.as_ref(), span)?;
        let aggregate = Aggregate { function, column, output };
        Some(Arg { kind: ArgKind::Aggregate(aggregate), span })
    }

    /// A share from 0 to 1, in millionths.
    fn share(&mut self, argument: &Spanned<Argument>) -> Option<u32> {
        let number = match &argument.node {
            Argument::Positional(Expr::Float(number)) => Some(*number),
            Argument::Positional(Expr::Int(0)) => Some(0.0),
            Argument::Positional(Expr::Int(1)) => Some(1.0),
            _ => None,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below")]
        let share = number
            .filter(|number| (0.0..=1.0).contains(number))
            .map(|number| (number * f64::from(WHOLE)).round() as u32);
        if share.is_none() {
            let message = "a share is a number from 0 to 1";
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(argument.span, "");
            self.problem(problem.help("such as `0.95`, which is the value that 95 % are below"));
        }
        share
    }

    fn aggregated(&mut self, name: &str, span: Span, row: &Schema) -> Option<Column> {
        match row.get(name) {
            Some(column) => {
                self.note(span, || Fact::Column(column.ty.clone()));
                Some(column.clone())
            }
            None if row.is_open() => Some(Column::new(name, Type::Unknown)),
            None => {
                self.problem(unknown_column(name, span, row));
                None
            }
        }
    }

    fn output(
        &mut self,
        function: Function,
        column: Option<&Column>,
        span: Span,
    ) -> Option<Column> {
        let Some(column) = column else {
            return Some(Column::new("count", Type::Int));
        };
        let result = function.yields(&column.ty);
        if result.is_none() {
            let (name, ty) = (function.name(), column.ty.non_null());
            let message = format!("`{name}` cannot be computed of a column of type {ty}");
            self.problem(Diagnostic::error(codes::TYPE_CLASH, message).at(span, ""));
        }
        Some(Column::new(function.column(&column.name), result?))
    }
}

fn shape(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_ARGUMENT, "this is no aggregate")
        .at(span, "")
        .help("write `(count)`, or a function and a column such as `(mean cores)`")
}
