//! Aggregates of `group-by`, such as `(mean cores)`.

use super::Fact;
use super::expression::unknown_column;
use super::planner::Planner;
use crate::command::{Arg, ArgKind};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, Spanned};
use crate::value::{Aggregate, Column, Schema, Type};

/// The functions there are, sorted.
pub const FUNCTIONS: &[&str] = &["count", "list", "max", "mean", "min", "sum"];

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
        let function = call.name.node.as_str();
        if !FUNCTIONS.contains(&function) {
            self.problem(
                Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no aggregate `{function}`"))
                    .at(call.name.span, "")
                    .maybe_help(did_you_mean(function, "aggregates", FUNCTIONS)),
            );
            return None;
        }
        let column = match call.arguments.as_slice() {
            [] if function == "count" => None,
            [Spanned { node: Argument::Positional(Expr::Word(name)), span }]
                if function != "count" =>
            {
                Some(self.aggregated(name, *span, row)?)
            }
            _ => {
                self.problem(shape(span));
                return None;
            }
        };
        let output = self.output(function, column.as_ref(), span)?;
        let aggregate = Aggregate { function: function.into(), column, output };
        Some(Arg { kind: ArgKind::Aggregate(aggregate), span })
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

    fn output(&mut self, function: &str, column: Option<&Column>, span: Span) -> Option<Column> {
        let Some(column) = column else {
            return Some(Column::new("count", Type::Int));
        };
        let ty = column.ty.non_null();
        let amount = matches!(ty, Type::Duration | Type::Filesize);
        let result = match function {
            _ if *ty == Type::Unknown => Some(Type::Unknown),
            "list" => Some(Type::List(Box::new(column.ty.clone()))),
            "sum" if ty.is_number() || amount => Some(ty.clone()),
            "mean" if ty.is_number() => Some(Type::Float.nullable()),
            "mean" if amount => Some(ty.clone().nullable()),
            "min" | "max" if !matches!(ty, Type::List(_) | Type::Record(_) | Type::Table(_)) => {
                Some(if column.ty.is_nullable() { ty.clone().nullable() } else { ty.clone() })
            }
            _ => None,
        };
        if result.is_none() {
            let message = format!("`{function}` cannot be computed of a column of type {ty}");
            self.problem(Diagnostic::error(codes::TYPE_CLASH, message).at(span, ""));
        }
        Some(Column::new(format!("{function}_{}", column.name), result?))
    }
}

fn shape(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_ARGUMENT, "this is no aggregate")
        .at(span, "")
        .help("write `(count)`, or a function and a column such as `(mean cores)`")
}
