//! Arguments that are not what a command takes: what was most likely meant, and how that is written.

use super::arguments::fixed;
use super::{PlannedArg, Planner, habit};
use crate::command::{Command, Param, Shape};
use crate::diag::{Diagnostic, Edit, codes, nearest};
use crate::source::{SourceId, Span};
use crate::syntax;
use crate::syntax::ast::{Argument, Binary, Expr, Spanned, Stage, Statement};
use crate::value::{Type, Value, scalar};

/// What to do about a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Advice {
    help: String,
    /// What to write instead, if a machine may write it.
    instead: Option<String>,
    /// The place of that; the one of the argument when absent.
    place: Option<Span>,
}

impl Advice {
    /// Words alone.
    pub(super) fn only(help: impl Into<String>) -> Self {
        Self { help: help.into(), instead: None, place: None }
    }

    fn write(help: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { help: help.into(), instead: Some(instead.into()), place: None }
    }

    fn at(self, span: Span) -> Self {
        Self { place: self.place.or(Some(span)), ..self }
    }

    fn give(self, problem: Diagnostic) -> Diagnostic {
        let edit = self.place.zip(self.instead);
        let edit = edit.map(|(span, replacement)| Edit { span, replacement });
        let edit = edit.or(problem.edit.clone());
        Diagnostic { edit, ..problem }.help(self.help)
    }
}

/// What to do about `word` where a number has to be.
pub(super) fn number(word: &str) -> Option<Advice> {
    let number = habit::number(word)?;
    Some(Advice::write(format!("a number is written in digits: `{number}`"), number.to_string()))
}

/// What to do about the literal `value` where one of `shape` has to be.
pub(super) fn value(shape: Shape, value: &Value) -> Option<Advice> {
    match (shape, value) {
        (Shape::Value(Type::Duration), Value::Int { val, .. }) => {
            Some(Advice::only(format!("give the number a unit, such as `{val}s`")))
        }
        (Shape::Value(Type::Filesize), Value::Int { val, .. }) => {
            Some(Advice::only(format!("give the number a unit, such as `{val}MiB`")))
        }
        (Shape::Quota, Value::Float { val, .. }) if (0.0..=1.0).contains(val) => {
            // Hundredths of a percent are enough, and 0.95 times 100 is not quite 95.
            let share = format!("{}%", (val * 10_000.0).round() / 100.0);
            Some(Advice::write(format!("a share is written in percent: `{share}`"), share))
        }
        (Shape::Quota | Shape::Count, Value::Float { val, .. }) => {
            let whole = format!("{val:.0}");
            Some(Advice::only(format!("a count is a whole number, such as `{whole}`")))
        }
        (_, Value::String { val, .. }) if is_literal(val, &shape.value_type()) => {
            let what = shape.describe();
            let help = format!("{what} has no quotes: `{val}`");
            Some(Advice::write(help, val.as_str()))
        }
        _ => None,
    }
}

/// Whether `text` without quotes is a literal of type `wanted`.
pub(super) fn is_literal(text: &str, wanted: &Type) -> bool {
    let parsed = syntax::parse(SourceId::default(), text);
    let [Spanned { node: Statement::Pipeline(pipeline), .. }] =
        parsed.program.statements.as_slice()
    else {
        return false;
    };
    let [Spanned { node: Stage::Expr(expr), .. }] = pipeline.stages.as_slice() else {
        return false;
    };
    let ty = match expr {
        Expr::Int(_) => Type::Int,
        Expr::Float(_) => Type::Float,
        Expr::Bool(_) => Type::Bool,
        Expr::Duration(_) => Type::Duration,
        Expr::Filesize(_) => Type::Filesize,
        Expr::Date(_) => Type::Date,
        _ => return false,
    };
    parsed.diagnostics.is_empty() && ty.fits(wanted)
}

/// `problem` about the flag `name`, which is a column with a `-` before it: the order turned round in
/// other languages.
pub(super) fn signed_column(
    problem: Diagnostic,
    command: &Command,
    name: &Spanned<String>,
    arguments: &[Spanned<Argument>],
) -> Diagnostic {
    let column = &name.node;
    let place = Span { start: name.span.start - 1, ..name.span };
    let reverse = command.signature.flag("reverse", false).is_some();
    let again = arguments.iter().any(|argument| match &argument.node {
        Argument::Flag { name, .. } => matches!(name.node.as_str(), "reverse" | "r"),
        Argument::Positional(_) => false,
    });
    if reverse && !again {
        let right = format!("{column} --reverse");
        return problem
            .help(format!("`--reverse` puts the greatest first: `{right}`"))
            .edit(place, right);
    }
    problem.help(format!("a column has no `-` before it: `{column}`")).edit(place, column.as_str())
}

impl Planner<'_> {
    /// What to do about a number that has been cut in two: `1 GB`, `1,000`. The first half is `expr`
    /// at `place`.
    fn apart(&self, expr: &Expr, place: Span, next: &Spanned<Argument>) -> Option<Advice> {
        let (Expr::Int(_) | Expr::Float(_)) = expr else { return None };
        let slice = |span: Span| Some(self.sources.get(span.source)?.slice(span));
        let between = Span { start: place.end, end: next.span.start, ..place };
        let (first, second) = (slice(place)?, slice(next.span)?);
        let whole = place.to(next.span);
        match &next.node {
            Argument::Positional(Expr::Word(unit)) if syntax::is_unit(unit) => {
                let right = format!("{first}{unit}");
                let advice = Advice::write(format!("a unit touches its number: `{right}`"), right);
                Some(advice.at(whole))
            }
            Argument::Positional(Expr::Int(_))
                if second.len() == 3 && slice(between)? == "," && first.len() <= 3 =>
            {
                let right = format!("{first}{second}");
                let help = format!("a number has no commas: `{right}`, or `{first}_{second}`");
                Some(Advice::write(help, right).at(whole))
            }
            _ => None,
        }
    }

    /// `argument`, which stands behind `before`, is one more than `command` takes.
    pub(super) fn extra(
        &mut self,
        command: &'static Command,
        before: Option<&Spanned<Argument>>,
        argument: &Spanned<Argument>,
    ) {
        let (signature, span) = (&command.signature, argument.span);
        let message = format!("`{}` does not take this argument", signature.name);
        let help = if is_text(command) {
            format!("put quotes around it all: `{} \"… …\"`", signature.name)
        } else if signature.name == "sort" {
            "`sort-by COLUMN` orders rows by some columns".to_owned()
        } else {
            format!("usage: {}", signature.usage())
        };
        let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(span, "").help(help);
        let before = before.and_then(|before| match &before.node {
            Argument::Positional(expr) => Some((expr, before.span)),
            Argument::Flag { .. } => None,
        });
        let apart = before.and_then(|(expr, place)| self.apart(expr, place, argument));
        self.problem(apart.map_or(problem.clone(), |advice| advice.give(problem)));
    }

    /// Something stands behind a condition that does not belong to it.
    pub(super) fn after_condition(&mut self, condition: &Spanned<Expr>, next: &Spanned<Argument>) {
        let mut problem =
            Diagnostic::error(codes::EXTRA_ARGUMENT, "the condition ends before this")
                .at(next.span, "");
        let last = match &condition.node {
            Expr::Binary { right, .. } => right.as_ref(),
            _ => condition,
        };
        if let Some(advice) = self.apart(&last.node, last.span, next) {
            self.problem(advice.give(problem));
            return;
        }
        problem = match (&condition.node, &next.node) {
            (Expr::Binary { operator, .. }, _)
                if matches!(operator.node, Binary::In | Binary::NotIn) =>
            {
                problem.help("a list is written `[1, 2]`")
            }
            (_, Argument::Flag { name, .. }) => problem.help(habit::after_condition(&name.node)),
            (_, Argument::Positional(Expr::Word(word))) => {
                problem.help(habit::after_condition(word))
            }
            _ => problem.help(habit::after_condition("")),
        };
        self.problem(problem);
    }

    pub(super) fn quota(&mut self, word: &str, span: Span) -> Option<PlannedArg> {
        let share = word.strip_suffix('%').and_then(|digits| digits.parse::<f64>().ok());
        if word == "all" || share.is_some_and(|share| (0.0..=100.0).contains(&share)) {
            return Some(fixed(scalar::text(word), span));
        }
        let message = format!("`{word}` does not say how many hosts");
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
        self.problem(match nearest(word, ["all"]) {
            Some(all) => problem.help("did you mean `all`?").edit(span, all),
            None => {
                problem.help("write `all`, a share from `0%` to `100%`, or a count such as `5`")
            }
        });
        None
    }

    pub(super) fn bad(
        &mut self,
        shape: Shape,
        name: &str,
        span: Span,
        found: Option<&Type>,
        advice: Option<Advice>,
    ) {
        let wanted = shape.describe();
        let message = match found {
            Some(ty) => format!("`{name}` has to be {wanted}, found a value of type {ty}"),
            None => format!("`{name}` has to be {wanted}"),
        };
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
        self.problem(match advice {
            Some(advice) => advice.at(span).give(problem),
            None => problem,
        });
    }
}

/// Whether all that `command` takes is one text.
pub(super) fn is_text(command: &Command) -> bool {
    matches!(command.signature.params, [Param { shape: Shape::Text, .. }])
}
