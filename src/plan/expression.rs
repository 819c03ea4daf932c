//! Expressions: what their names mean and which types they have.

use super::block::{ROOM, STACK};
use super::planner::Planner;
use super::{Fact, Scope, Typed, TypedKind, habit, operator};
use crate::diag::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, Expr, Spanned};
use crate::value::{Column, Schema, Type, Value, scalar};

/// For those who want to write a file as in other shells.
pub(super) const REDIRECT: &str = "`>` compares; to write a file use `| save FILE`";

impl Planner<'_> {
    /// The typed form of `expr`.
    pub(super) fn expression(&mut self, expr: &Spanned<Expr>, scope: &Scope) -> Typed {
        // Fields of fields and operands of operands are without end, and each is an expression.
        stacker::maybe_grow(ROOM, STACK, || self.typed(expr, scope))
    }

    fn typed(&mut self, expr: &Spanned<Expr>, scope: &Scope) -> Typed {
        let span = expr.span;
        let literal = |value, ty| Typed { kind: TypedKind::Literal(value), ty, span };
        match &expr.node {
            Expr::Null => literal(scalar::null(), Type::Nothing),
            Expr::Bool(value) => literal(scalar::boolean(*value), Type::Bool),
            Expr::Int(value) => literal(scalar::int(*value), Type::Int),
            Expr::Float(value) => literal(scalar::float(*value), Type::Float),
            Expr::String(value) => literal(scalar::text(value.as_str()), Type::String),
            Expr::Duration(value) => literal(scalar::duration(*value), Type::Duration),
            Expr::Filesize(value) => literal(scalar::filesize(*value), Type::Filesize),
            Expr::Word(name) => self.word(name, span, scope),
            Expr::Variable(name) => self.variable(name, span, scope),
            Expr::List(items) => self.list(items, span, scope),
            Expr::Date(value) => literal(scalar::date(*value), Type::Date),
            Expr::Bytes(value) => literal(scalar::binary(value.clone()), Type::Binary),
            Expr::Interpolation(pieces) => self.interpolation(pieces, span, scope),
            Expr::Range(range) => self.range(range, span, scope),
            Expr::Table { columns, rows } => self.table(columns, rows, span, scope),
            Expr::Record(entries) => self.record(entries, span, scope),
            Expr::Spread(inner) => {
                let message = "`...` gives the items of a list to another one";
                let problem = Diagnostic::error(codes::MISPLACED, message).at(span, "");
                self.problem(problem.help("it stands in lists, records and arguments alone"));
                self.expression(inner, scope)
            }
            Expr::Closure(_) => {
                let message = "a closure cannot be a value here";
                let problem = Diagnostic::error(codes::MISPLACED, message).at(span, "");
                let help = "name it with `let`, give it to a command such as `each`, or write a \
                            record as `{name: value}`";
                self.problem(problem.help(help));
                Typed::error(span)
            }
            Expr::If(_) | Expr::Match(_) | Expr::Try(_) => {
                self.control(&expr.node, span, super::block::Results::Value, scope)
            }
            Expr::Group(pipeline) => self.group(pipeline, span, scope),
            Expr::Field { base, name, optional } => {
                let typed = self.field(base, name, *optional, span, scope);
                self.note(name.span, || Fact::Value(typed.ty.clone()));
                typed
            }
            Expr::Unary { operator, operand } => {
                let operand = self.expression(operand, scope);
                let ty = self.report(operator::unary(operator.clone(), &operand));
                Typed { kind: TypedKind::Unary(operator.node, Box::new(operand)), ty, span }
            }
            Expr::Binary { left, operator, .. }
                if operator.node == Binary::Greater
                    && scope.row().is_none()
                    && matches!(&left.node, Expr::Word(word)
                        if word.starts_with('^') || self.registry.find(word).is_some()) =>
            {
                let message = "a command cannot be compared with something";
                let problem = Diagnostic::error(codes::BARE_WORD, message).at(operator.span, "");
                self.problem(problem.help(REDIRECT));
                Typed::error(span)
            }
            Expr::Binary { left, operator, right } => {
                let left = self.expression(left, scope);
                // What the left side has made sure of holds on the right one.
                let narrowed = (operator.node == Binary::And).then(|| narrowed(&left, scope));
                let right = self.expression(right, narrowed.as_ref().unwrap_or(scope));
                let ty = operator::binary(operator.clone(), &left, &right)
                    .map_err(|problem| quoted_column(problem, [&left, &right], scope));
                let ty = self.report(ty);
                self.pattern(operator.node, &right);
                let kind = TypedKind::Binary(operator.node, Box::new(left), Box::new(right));
                Typed { kind, ty, span }
            }
            Expr::Error => Typed::error(span),
        }
    }

    fn report(&mut self, ty: Result<Type, Box<Diagnostic>>) -> Type {
        ty.unwrap_or_else(|problem| {
            self.problem(*problem);
            Type::Unknown
        })
    }

    /// A literal pattern of `=~` must be a regular expression.
    fn pattern(&mut self, operator: Binary, right: &Typed) {
        let is_match = matches!(operator, Binary::Match | Binary::NotMatch);
        if let (true, Some(Value::String { val, .. })) = (is_match, right.literal())
            && let Err(error) = regex::Regex::new(val)
        {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            self.problem(
                Diagnostic::error(codes::BAD_REGEX, format!("this is no pattern: {reason}"))
                    .at(right.span, "")
                    .help("put a `\\` before a character that is meant literally, in '…' quotes"),
            );
        }
    }

    /// A bare word: a column of the row at hand, or else a mistake.
    fn word(&mut self, name: &str, span: Span, scope: &Scope) -> Typed {
        if let Some(variable) = name.strip_prefix("env.")
            && scope.row().is_none_or(|row| row.get("env").is_none())
        {
            return self.environment(variable, span);
        }
        let Some(row) = scope.row() else {
            let mut problem = bare_word(name, span, scope);
            if self.registry.find(name).is_some() {
                problem = problem.help(format!("`({name})` is what the command `{name}` gives"));
            }
            self.problem(problem);
            return Typed::error(span);
        };
        if let Some(column) = row.get(name) {
            self.note(span, || Fact::Column(column.ty.clone()));
            return Typed { kind: TypedKind::Column(name.into()), ty: column.ty.clone(), span };
        }
        if let Some(typed) = dotted(name, span, row) {
            self.note(span, || Fact::Column(typed.ty.clone()));
            return typed;
        }
        if row.is_open() {
            return Typed { kind: TypedKind::Column(name.into()), ty: Type::Unknown, span };
        }
        self.problem(unknown_value(name, span, row));
        Typed::error(span)
    }

    fn variable(&mut self, name: &str, span: Span, scope: &Scope) -> Typed {
        if let Some((value, ty)) = scope.constant(name).filter(|_| scope.get(name).is_none()) {
            self.note(span, || Fact::Value(ty.clone()));
            let (kind, ty) = (TypedKind::Literal(value.clone()), ty.clone());
            return Typed { kind, ty, span };
        }
        match scope.get(name) {
            Some(ty) => {
                self.note(span, || Fact::Value(ty.clone()));
                Typed { kind: TypedKind::Variable(name.into()), ty: ty.clone(), span }
            }
            None => {
                let known = scope.names();
                let mut problem =
                    Diagnostic::error(codes::UNKNOWN_VARIABLE, format!("no variable `${name}`"))
                        .at(span, "not set before this point");
                problem = match nearest(name, known.iter().map(String::as_str)) {
                    Some(name) => problem
                        .help(format!("did you mean `${name}`?"))
                        .edit(span, format!("${name}")),
                    None if scope.row().is_some_and(|row| row.get(name).is_some()) => problem
                        .help(format!(
                            "did you mean the column `{name}`? it is written without `$`"
                        ))
                        .edit(span, name),
                    None if matches!(name, "it" | "_" | "in" | "row") => {
                        problem.help("columns are named alone, such as `cores > 4`")
                    }
                    None if name == "env" => {
                        problem.help("an environment variable is `env.NAME`, without a `$`")
                    }
                    None if name == "in" => problem.help(
                        "what flows into a `def` is `$in`, if its head says of which type it is",
                    ),
                    None if scope.place.in_test => problem.help(
                        "a test sees `const`, `def` and `use` of its file, and nothing else of it",
                    ),
                    None => problem.help(format!("set it first: `let {name} = …`")),
                };
                self.problem(problem);
                Typed::error(span)
            }
        }
    }

    fn list(&mut self, items: &[Spanned<Expr>], span: Span, scope: &Scope) -> Typed {
        let items = items.iter().map(|item| match &item.node {
            Expr::Spread(inner) => {
                let inner = self.expression(inner, scope);
                let ty = self.item_of(&inner.ty, inner.span);
                Typed { kind: TypedKind::Spread(Box::new(inner)), ty, span: item.span }
            }
            _ => self.expression(item, scope),
        });
        let items = items.collect::<Vec<_>>();
        let mut so_far = Type::Nothing;
        for (at, item) in items.iter().enumerate() {
            match if at == 0 { Some(item.ty.clone()) } else { so_far.join(&item.ty) } {
                Some(joined) => so_far = joined,
                None => {
                    let message =
                        format!("a list has items of one type, found {} after {so_far}", item.ty);
                    self.problem(
                        Diagnostic::error(codes::TYPE_CLASH, message)
                            .at(item.span, format!("this is of type {}", item.ty)),
                    );
                    so_far = Type::Unknown;
                }
            }
        }
        let ty = match so_far {
            Type::Record(schema) => Type::Table(schema),
            // It is not empty, so there may be more than nulls where it meets another list.
            Type::Nothing if !items.is_empty() => Type::List(Box::new(Type::Unknown)),
            item => Type::List(Box::new(item)),
        };
        let values = items.iter().map(|item| item.literal().cloned()).collect::<Option<Vec<_>>>();
        let kind = values.map_or(TypedKind::List(items), |v| TypedKind::Literal(scalar::list(v)));
        Typed { kind, ty, span }
    }

    /// `(…)`. In a row condition a name alone is the column of that name, if there is one.
    fn group(&mut self, pipeline: &Spanned<ast::Pipeline>, span: Span, scope: &Scope) -> Typed {
        if let [stage] = pipeline.node.stages.as_slice() {
            match &stage.node {
                ast::Stage::Expr(expr) => {
                    let inner = Spanned::new(expr.clone(), stage.span);
                    return Typed { span, ..self.expression(&inner, scope) };
                }
                ast::Stage::Call(call)
                    if call.arguments.is_empty()
                        && scope
                            .row()
                            .is_some_and(|row| self.is_column(&call.name.node, row, scope)) =>
                {
                    return self.word(&call.name.node, call.name.span, scope);
                }
                _ => {}
            }
        }
        if let Some(typed) = self.value_pipeline(&pipeline.node, span, scope) {
            return typed;
        }
        let planned = self.pipeline(&pipeline.node, &scope.without_row());
        let ty = planned.output.clone();
        Typed { kind: TypedKind::Pipeline(Box::new(planned)), ty, span }
    }
}

/// `scope` with what `condition` says about the columns of the row at hand.
fn narrowed(condition: &Typed, scope: &Scope) -> Scope {
    let Some(row) = scope.row() else { return scope.clone() };
    let mut certain = Vec::new();
    super::narrow::certain_columns(condition, &mut certain);
    let mut row = row.clone();
    for name in certain {
        if let Some(column) = row.get(&name).cloned() {
            row.put(Column { ty: column.ty.non_null().clone(), ..column });
        }
    }
    scope.with_row(row)
}

/// `os.name` as field `name` of column `os`, where there is such a column.
fn dotted(name: &str, span: Span, row: &Schema) -> Option<Typed> {
    let mut parts = name.split('.');
    let column = row.get(parts.next()?)?;
    let mut typed =
        Typed { kind: TypedKind::Column(column.name.clone()), ty: column.ty.clone(), span };
    for part in parts {
        let nullable = typed.ty.is_nullable();
        let ty = match typed.ty.non_null() {
            Type::Record(schema) => schema.get(part)?.ty.clone(),
            Type::Table(schema) => Type::List(Box::new(schema.get(part)?.ty.clone())),
            _ => return None,
        };
        let ty = if nullable { ty.nullable() } else { ty };
        typed = Typed { kind: TypedKind::Field(Box::new(typed), part.into()), ty, span };
    }
    Some(typed)
}

/// A column that `row` does not have.
pub(super) fn unknown_column(name: &str, span: Span, row: &Schema) -> Diagnostic {
    let names = row.names();
    let problem = Diagnostic::error(codes::UNKNOWN_COLUMN, format!("no column `{name}` here"))
        .at(span, "the rows that come in do not have it")
        .maybe_help(did_you_mean(name, "columns", &names));
    match nearest(name, names.iter().copied()) {
        Some(name) => problem.edit(span, name),
        None => problem,
    }
}

/// A word in a condition that is no column: perhaps it was not meant to be one.
fn unknown_value(name: &str, span: Span, row: &Schema) -> Diagnostic {
    let problem = unknown_column(name, span, row);
    if let Some(literal) = habit::literal(name) {
        return problem.help(format!("did you mean `{literal}`?")).edit(span, literal);
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) && name.contains("..") {
        return problem.help(habit::RANGE);
    }
    let inner = name.split_once('.').and_then(|(base, field)| Some((row.get(base)?, field)));
    if let Some((column, field)) = inner {
        return match column.ty.non_null() {
            Type::Record(schema) | Type::Table(schema) => {
                problem.maybe_help(did_you_mean(field, "its fields", &schema.names()))
            }
            other => {
                problem.help(format!("`{}` is of type {other} and has no fields", column.name))
            }
        };
    }
    match (&problem.help, nearest(name, row.names())) {
        (Some(columns), None) => {
            let help = format!("{columns}; a text needs quotes: \"{name}\"");
            problem.clone().help(help)
        }
        _ => problem,
    }
}

/// The clash `problem` with a better help where a text has the name of a column.
fn quoted_column(
    problem: Box<Diagnostic>,
    operands: [&Typed; 2],
    scope: &Scope,
) -> Box<Diagnostic> {
    let texts = operands.into_iter().filter_map(|operand| match operand.literal() {
        Some(Value::String { val, .. }) => Some((val, operand.span)),
        _ => None,
    });
    let is_column = |name: &str| scope.row().is_some_and(|row| row.get(name).is_some());
    match texts.into_iter().find(|(text, _)| is_column(text)) {
        Some((name, span)) => problem
            .help(format!("the column is written without quotes: `{name}`"))
            .edit(span, name.as_str())
            .into(),
        None => problem,
    }
}

/// A bare word where no row is at hand.
fn bare_word(name: &str, span: Span, scope: &Scope) -> Diagnostic {
    let problem = Diagnostic::error(codes::BARE_WORD, format!("`{name}` stands for no value here"))
        .at(span, "a bare word is a column, and there are no rows here");
    if scope.get(name).is_some() {
        return problem.help(format!("did you mean `${name}`?")).edit(span, format!("${name}"));
    }
    let text = format!("for a text write \"{name}\"");
    match name.rsplit_once('.') {
        Some((_, end)) if end.starts_with(|first: char| first.is_ascii_alphabetic()) => {
            problem.help(format!("for what is in a file write `(open {name})`; {text}"))
        }
        _ => problem.help(text).edit(span, format!("\"{name}\"")),
    }
}
