//! Arguments: which parameter or flag each belongs to, and whether it is what that takes.

use super::expression::REDIRECT;
use super::expression::unknown_column;
use super::planner::Planner;
use super::{Fact, PlannedArg, PlannedArgs, Scope, habit, slips};
use crate::command::{Arg, ArgKind, Arity, Command, Flag, Param, Shape};
use crate::diag::{Diagnostic, codes, nearest};
use crate::source::Span;
use crate::syntax::ast::{Argument, Binary, Expr, Spanned};
use crate::value::{Schema, Type, Value, scalar};

pub(super) type Entries = Vec<(&'static str, Vec<PlannedArg>)>;

impl Planner<'_> {
    /// Sort `arguments` under the parameters and flags of `command`, whose input has `row`.
    pub(super) fn arguments(
        &mut self,
        command: &'static Command,
        arguments: &[Spanned<Argument>],
        span: Span,
        row: &Schema,
        scope: &Scope,
    ) -> PlannedArgs {
        let mut entries: Entries = Vec::new();
        let mut params = command.signature.params.iter().peekable();
        let mut taken: Option<&Param> = None;
        let mut given = Vec::new();
        let mut fold = Vec::new();
        let mut before = None;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match &argument.node {
                Argument::Flag { name, value, short } => {
                    let Some(flag) = self.flag(command, name, *short, row, arguments) else {
                        // The value of a misspelt flag is no argument.
                        let near =
                            nearest(&name.node, command.signature.flags.iter().map(|f| f.name));
                        let near = near.and_then(|near| command.signature.flag(near, false));
                        if value.is_none() && near.is_some_and(|flag| flag.shape.is_some()) {
                            rest.next();
                        }
                        // `-host` was meant for an argument, which is not missing then.
                        if *short && row.get(&name.node).is_some() {
                            given.extend(params.next().map(|param| param.name));
                        }
                        continue;
                    };
                    let value = value.clone();
                    let value = value.or_else(|| flag.shape.and_then(|_| positional(rest.next()?)));
                    if let (Some(Shape::FoldClosure), Some(closure)) = (flag.shape, &value) {
                        fold.push((flag.name, closure.clone()));
                        continue;
                    }
                    self.flag_value(flag, value, argument.span, row, scope, &mut entries);
                }
                Argument::Positional(expr) => {
                    let many = |p: &&Param| matches!(p.arity, Arity::Any | Arity::Some);
                    let param = taken.filter(many).or_else(|| params.next());
                    taken = param;
                    given.extend(param.map(|param| param.name));
                    let Some(param) = param else {
                        self.extra(command, before, argument);
                        break;
                    };
                    before = Some(argument);
                    let expr = Spanned::new(expr.clone(), argument.span);
                    if param.shape == Shape::FoldClosure {
                        // What it begins with may stand behind it.
                        fold.insert(0, (param.name, expr));
                        continue;
                    }
                    if param.shape == Shape::Condition
                        && let Some(next) = rest.next()
                    {
                        self.after_condition(&expr, next);
                        break;
                    }
                    if let Some(arg) = self.shaped(param.shape, param.name, &expr, row, scope) {
                        put(&mut entries, param.name, arg);
                    }
                }
            }
        }
        for (name, closure) in fold {
            let arg = match name {
                "until" => self.until_argument(&closure, &entries, scope),
                _ => self.fold_argument(&closure, &entries, scope),
            };
            entries.extend(arg.map(|arg| (name, vec![arg])));
        }
        let at = command.signature.name;
        let missing = command.signature.params.iter().find(|param| {
            matches!(param.arity, Arity::One | Arity::Some) && !given.contains(&param.name)
        });
        if let Some(param) = missing {
            self.problem(
                Diagnostic::error(
                    codes::MISSING_ARGUMENT,
                    format!("`{at}` needs {}", param.shape.describe()),
                )
                .at(span, "")
                .help(format!("usage: {}", command.signature.usage())),
            );
        }
        PlannedArgs { entries, span }
    }

    fn flag(
        &mut self,
        command: &'static Command,
        name: &Spanned<String>,
        short: bool,
        row: &Schema,
        arguments: &[Spanned<Argument>],
    ) -> Option<&'static Flag> {
        let signature = &command.signature;
        let found = signature.flag(&name.node, short);
        if found.is_none() {
            let dashes = if short { "-" } else { "--" };
            let names = signature.flags.iter().map(|flag| flag.name).collect::<Vec<_>>();
            let message = format!("`{}` has no flag `{dashes}{}`", signature.name, name.node);
            let problem = Diagnostic::error(codes::UNKNOWN_FLAG, message).at(name.span, "");
            self.problem(match nearest(&name.node, names.iter().copied()) {
                Some(near) => {
                    problem.help(format!("did you mean `--{near}`?")).edit(name.span, near)
                }
                None if matches!(name.node.as_str(), "h" | "help" | "?") => {
                    problem.help(format!("`help {}` tells how it is used", signature.name))
                }
                None if short && row.get(&name.node).is_some() => {
                    slips::signed_column(problem, command, name, arguments)
                }
                None if slips::is_text(command) => problem
                    .help(format!("put quotes around it all: `{} \"… -x …\"`", signature.name)),
                None if names.is_empty() => problem.help("it has no flags"),
                None => problem.help(format!("flags: --{}", names.join(", --"))),
            });
        }
        found
    }

    fn flag_value(
        &mut self,
        flag: &'static Flag,
        value: Option<Spanned<Expr>>,
        span: Span,
        row: &Schema,
        scope: &Scope,
        entries: &mut Entries,
    ) {
        if entries.iter().any(|(name, _)| *name == flag.name) {
            let message = format!("`--{}` is given twice", flag.name);
            self.problem(Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(span, ""));
            return;
        }
        let arg = match (flag.shape, value) {
            (None, None) => Some(fixed(scalar::boolean(true), span)),
            (None, Some(value)) => {
                let message = format!("`--{}` takes no value", flag.name);
                self.problem(Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(value.span, ""));
                None
            }
            (Some(shape), None) => {
                let message = format!("`--{}` needs {}", flag.name, shape.describe());
                self.problem(Diagnostic::error(codes::MISSING_ARGUMENT, message).at(span, ""));
                None
            }
            (Some(shape), Some(value)) => self.shaped(shape, flag.name, &value, row, scope),
        };
        if let Some(arg) = arg {
            put(entries, flag.name, arg);
        }
    }

    /// `expr` as an argument of `shape`; what is wrong with it is reported.
    fn shaped(
        &mut self,
        shape: Shape,
        name: &str,
        expr: &Spanned<Expr>,
        row: &Schema,
        scope: &Scope,
    ) -> Option<PlannedArg> {
        let span = expr.span;
        match (shape, &expr.node) {
            (_, Expr::Error) => None,
            (Shape::Condition, _) => self.condition(expr, row, scope),
            (Shape::ItemClosure, _) => self.closure_argument(expr, scope),
            (Shape::Expression, _) => {
                let before = self.diagnostics().len();
                let typed = self.expression(expr, &scope.with_row(row.clone()));
                (self.diagnostics().len() == before).then_some(PlannedArg::Columns(typed))
            }
            (Shape::Column | Shape::Key | Shape::Member, Expr::Word(word) | Expr::String(word)) => {
                let (name, place) = match (shape, &expr.node, word.split_once('.')) {
                    // A dot leads into the record that a column holds.
                    (Shape::Member, Expr::Word(_), Some((first, _))) if row.get(word).is_none() => {
                        (first, Span { end: span.start + first.len(), ..span })
                    }
                    _ => (word.as_str(), span),
                };
                if row.get(name).is_none() && !row.is_open() {
                    let problem = unknown_column(name, place, row);
                    let wrong = habit::column(name, shape == Shape::Key);
                    self.problem(problem.maybe_help(wrong));
                    return None;
                }
                if let Some(column) = row.get(word) {
                    self.note(span, || Fact::Column(column.ty.clone()));
                }
                Some(fixed(scalar::text(word.as_str()), span))
            }
            (Shape::Key, Expr::Group(group)) => {
                self.aggregate(group, span, row).map(PlannedArg::Fixed)
            }
            (Shape::Pipeline, Expr::Group(group)) => {
                let planned = self.pipeline(&group.node, &scope.without_row());
                Some(PlannedArg::Fixed(self.explained(planned, span)))
            }
            (
                Shape::Text
                | Shape::Value(Type::String)
                | Shape::Path
                | Shape::NewFile
                | Shape::Probe
                | Shape::Host
                | Shape::CommandName
                | Shape::NewColumn,
                Expr::Word(word),
            ) => Some(fixed(scalar::text(word.as_str()), span)),
            (Shape::Quota, Expr::Word(word)) => self.quota(word, span),
            (Shape::Count | Shape::Value(_), Expr::Word(word)) => {
                self.bad(shape, name, span, None, slips::number(word));
                None
            }
            (_, Expr::Binary { operator, .. }) if operator.node == Binary::Greater => {
                self.bad(shape, name, span, None, Some(slips::Advice::only(REDIRECT)));
                None
            }
            (
                Shape::Column | Shape::Key | Shape::Probe | Shape::CommandName | Shape::Pipeline,
                _,
            ) => {
                self.bad(shape, name, span, None, None);
                None
            }
            _ => self.valued(shape, name, expr, scope),
        }
    }

    fn condition(
        &mut self,
        expr: &Spanned<Expr>,
        row: &Schema,
        scope: &Scope,
    ) -> Option<PlannedArg> {
        let typed = self.expression(expr, &scope.with_row(row.clone()));
        match typed.ty.non_null() {
            Type::Bool | Type::Unknown => Some(PlannedArg::Columns(typed)),
            other => {
                let message = format!("a condition is true or false, found {other}");
                self.problem(
                    Diagnostic::error(codes::TYPE_CLASH, message)
                        .at(expr.span, format!("this is of type {other}"))
                        .help("compare it with something, such as `cores > 4`"),
                );
                None
            }
        }
    }

    /// An argument that is a value: a literal now, anything else when the call runs.
    fn valued(
        &mut self,
        shape: Shape,
        name: &str,
        expr: &Spanned<Expr>,
        scope: &Scope,
    ) -> Option<PlannedArg> {
        let before = self.diagnostics().len();
        let typed = self.expression(expr, &scope.without_row());
        if self.diagnostics().len() > before {
            return None;
        }
        let wanted = shape.value_type();
        if !typed.ty.fits(&wanted) {
            let advice = typed.literal().and_then(|value| slips::value(shape, value));
            self.bad(shape, name, typed.span, Some(&typed.ty), advice);
            return None;
        }
        match typed.literal() {
            Some(Value::Int { val, .. })
                if *val < 0 && matches!(shape, Shape::Count | Shape::Quota) =>
            {
                self.bad(shape, name, typed.span, None, None);
                None
            }
            Some(value) => Some(fixed(value.clone(), typed.span)),
            None if matches!(&typed.kind, super::TypedKind::Unary(..))
                && matches!(shape, Shape::Count | Shape::Quota) =>
            {
                self.bad(shape, name, typed.span, None, None);
                None
            }
            None => Some(PlannedArg::Later(typed)),
        }
    }
}

fn positional(argument: &Spanned<Argument>) -> Option<Spanned<Expr>> {
    match &argument.node {
        Argument::Positional(expr) => Some(Spanned::new(expr.clone(), argument.span)),
        Argument::Flag { .. } => None,
    }
}

pub(super) fn fixed(value: Value, span: Span) -> PlannedArg {
    PlannedArg::Fixed(Arg { kind: ArgKind::Value(value), span })
}

fn put(entries: &mut Entries, name: &'static str, arg: PlannedArg) {
    match entries.iter_mut().find(|(known, _)| *known == name) {
        Some((_, args)) => args.push(arg),
        None => entries.push((name, vec![arg])),
    }
}
