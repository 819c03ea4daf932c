//! Expressions that are made of several: records, tables, texts with values in them, ranges,
//! fields, and values that go through commands.

use super::block::a;
use super::planner::Planner;
use super::{Scope, Typed, TypedKind};
use crate::command::Body;
use crate::diag::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, Expr, Piece, Spanned};
use crate::value::{Column, Schema, Type, scalar};

impl Planner<'_> {
    pub(super) fn record(&mut self, entries: &[Entry], span: Span, scope: &Scope) -> Typed {
        let mut fields: Vec<(String, Typed)> = Vec::with_capacity(entries.len());
        let mut put = |name: String, value: Typed| match fields
            .iter_mut()
            .find(|(known, _)| *known == name)
        {
            Some((_, known)) => *known = value,
            None => fields.push((name, value)),
        };
        for entry in entries {
            match entry {
                Entry::Field(name, value) => put(name.node.clone(), self.expression(value, scope)),
                Entry::Spread(value) => {
                    let base = self.expression(value, scope);
                    let Some(schema) = self.spread_fields(&base) else { continue };
                    for column in schema.columns() {
                        let kind = TypedKind::Field(Box::new(base.clone()), column.name.clone());
                        put(
                            column.name.clone(),
                            Typed { kind, ty: column.ty.clone(), span: value.span },
                        );
                    }
                }
            }
        }
        let columns =
            fields.iter().map(|(name, value)| Column::new(name.clone(), value.ty.clone()));
        let ty = Type::Record(Schema::closed(columns.collect()));
        let values =
            fields.iter().map(|(name, value)| Some((name.clone(), value.literal()?.clone())));
        let values = values.collect::<Option<Vec<_>>>();
        let kind =
            values.map_or(TypedKind::Record(fields), |v| TypedKind::Literal(scalar::record(v)));
        Typed { kind, ty, span }
    }

    /// The fields of a record whose entries go into another one.
    fn spread_fields(&mut self, base: &Typed) -> Option<Schema> {
        let message = match &base.ty {
            Type::Record(schema) if !schema.is_open() => return Some(schema.clone()),
            Type::Record(_) | Type::Unknown => {
                "the fields of this record are not known here".to_owned()
            }
            other => format!("`...` needs a record here, found {}", a(other)),
        };
        if base.ty != Type::Unknown {
            let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(base.span, "");
            self.problem(problem.help("say which fields it has, such as `record<name: string>`"));
        }
        None
    }

    /// `[[a, b]; [1, 2]]` is the list of its rows as records.
    pub(super) fn table(
        &mut self,
        columns: &[Spanned<Expr>],
        rows: &[Spanned<Vec<Spanned<Expr>>>],
        span: Span,
        scope: &Scope,
    ) -> Typed {
        let mut names: Vec<Spanned<String>> = Vec::with_capacity(columns.len());
        for column in columns {
            match &column.node {
                Expr::Word(name) | Expr::String(name) => {
                    if let Some(first) = names.iter().find(|known| known.node == *name) {
                        let message = format!("the column `{name}` is given twice");
                        self.problem(
                            Diagnostic::error(codes::DUPLICATE_NAME, message)
                                .at(column.span, "")
                                .at(first.span, "first given here")
                                .help("give it another name"),
                        );
                    }
                    names.push(Spanned::new(name.clone(), column.span));
                }
                _ => {
                    let message = "the first row of a table has the names of its columns";
                    let problem =
                        Diagnostic::error(codes::BAD_LITERAL, message).at(column.span, "");
                    self.problem(problem.help("write `[[name, size]; [\"a\", 1]]`"));
                    return Typed::error(span);
                }
            }
        }
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            if row.node.len() != names.len() {
                let (wanted, found) = (names.len(), row.node.len());
                let message = format!("this row has {found} cells, the table has {wanted} columns");
                let problem = Diagnostic::error(codes::BAD_LITERAL, message).at(row.span, "");
                self.problem(problem.help("give each column one cell; `null` where there is none"));
                continue;
            }
            let entries = names.iter().zip(&row.node);
            let entries = entries.map(|(name, cell)| Entry::Field(name.clone(), cell.clone()));
            records.push(Spanned::new(Expr::Record(entries.collect()), row.span));
        }
        if records.is_empty() {
            let columns = names.iter().map(|name| Column::new(name.node.clone(), Type::Nothing));
            let ty = Type::Table(Schema::closed(columns.collect()));
            return Typed { kind: TypedKind::Literal(scalar::list(Vec::new())), ty, span };
        }
        self.expression(&Spanned::new(Expr::List(records), span), scope)
    }

    pub(super) fn interpolation(
        &mut self,
        pieces: &[Spanned<Piece>],
        span: Span,
        scope: &Scope,
    ) -> Typed {
        let parts = pieces.iter().map(|piece| match &piece.node {
            Piece::Text(text) => {
                let kind = TypedKind::Literal(scalar::text(text.as_str()));
                Typed { kind, ty: Type::String, span: piece.span }
            }
            Piece::Value(pipeline) => {
                let group = Expr::Group(Box::new(Spanned::new(pipeline.clone(), piece.span)));
                let typed = self.expression(&Spanned::new(group, piece.span), scope);
                if matches!(typed.ty, Type::Table(_) | Type::Closure) {
                    let message = format!("{} cannot stand in a text", a(&typed.ty));
                    let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(piece.span, "");
                    let help = "make text of it first, such as with `to json` or `str join`";
                    self.problem(problem.help(help));
                }
                typed
            }
        });
        let parts = parts.collect::<Vec<_>>();
        Typed { kind: TypedKind::Text(parts), ty: Type::String, span }
    }

    pub(super) fn range(&mut self, range: &ast::Range, span: Span, scope: &Scope) -> Typed {
        let mut number = |expr: &Spanned<Expr>| {
            let typed = self.expression(expr, scope);
            if !matches!(typed.ty, Type::Int | Type::Unknown) {
                let message = format!("a range goes over ints, found {}", a(&typed.ty));
                let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(expr.span, "");
                self.problem(problem.help("for other values compare: `x >= 1.5 and x <= 4.0`"));
            }
            Box::new(typed)
        };
        let start = number(&range.start);
        let next = range.next.as_ref().map(&mut number);
        let end = range.end.as_ref().map(&mut number);
        let kind = TypedKind::Range(start, next, end, range.inclusive);
        let typed = Typed { kind, ty: Type::Range, span };
        if super::block::is_constant(&typed)
            && let Err(problem) = (self.fold)(&typed)
        {
            self.problem(*problem.or_at(span));
        }
        typed
    }

    /// An environment variable, with `?` at its end when it need not be set.
    pub(super) fn environment(&mut self, name: &str, span: Span) -> Typed {
        let (name, optional) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let ty = if optional { Type::String.nullable() } else { Type::String };
        Typed { kind: TypedKind::Environment(name.to_owned(), optional), ty, span }
    }

    pub(super) fn field(
        &mut self,
        base: &Spanned<Expr>,
        name: &Spanned<String>,
        optional: bool,
        span: Span,
        scope: &Scope,
    ) -> Typed {
        let base = self.expression(base, scope);
        let or_null = |ty: Type| if optional { ty.nullable() } else { ty };
        let place = name.node.parse::<usize>().ok();
        if let (Some(place), Type::List(_) | Type::Table(_)) = (place, base.ty.non_null()) {
            let ty = self.item_of(base.ty.non_null(), base.span);
            let ty = if base.ty.is_nullable() { ty.nullable() } else { or_null(ty) };
            return Typed { kind: TypedKind::Item(Box::new(base), place, optional), ty, span };
        }
        let ty = match base.ty.non_null() {
            Type::Record(schema) | Type::Table(schema) => match schema.get(&name.node) {
                Some(column) if matches!(base.ty.non_null(), Type::Table(_)) => {
                    Type::List(Box::new(column.ty.clone()))
                }
                Some(column) if base.ty.is_nullable() => column.ty.clone().nullable(),
                Some(column) => or_null(column.ty.clone()),
                None if schema.is_open() => or_null(Type::Unknown),
                // A name that nearly fits is a slip, and would be null for ever.
                None if optional && nearest(&name.node, schema.names()).is_none() => Type::Nothing,
                None => {
                    self.unknown_field(&name.node, name.span, schema);
                    Type::Unknown
                }
            },
            Type::Unknown => or_null(Type::Unknown),
            other => {
                let message = format!("a value of type {other} has no fields");
                self.problem(
                    Diagnostic::error(codes::TYPE_CLASH, message)
                        .at(name.span, "")
                        .at(base.span, format!("this is of type {other}"))
                        .help("a field is taken of a record or of a table"),
                );
                Type::Unknown
            }
        };
        Typed { kind: TypedKind::Field(Box::new(base), name.node.clone()), ty, span }
    }

    pub(super) fn unknown_field(&mut self, name: &str, span: Span, schema: &Schema) {
        let names = schema.names();
        let message = format!("no field `{name}` here");
        let problem = Diagnostic::error(codes::UNKNOWN_COLUMN, message).at(span, "");
        let problem = problem.maybe_help(did_you_mean(name, "fields", &names));
        self.problem(match nearest(name, names.iter().copied()) {
            Some(near) => problem.edit(span, near),
            None => problem,
        });
    }

    /// A pipeline in parentheses that makes a value of a value, such as `(name | str upcase)`: it
    /// may begin with a column of the row at hand. None when it is any other pipeline.
    pub(super) fn value_pipeline(
        &mut self,
        pipeline: &ast::Pipeline,
        span: Span,
        scope: &Scope,
    ) -> Option<Typed> {
        let row = scope.row()?;
        let (first, rest) = pipeline.stages.split_first()?;
        let head = match &first.node {
            ast::Stage::Expr(expr) => Spanned::new(expr.clone(), first.span),
            ast::Stage::Call(call)
                if call.arguments.is_empty() && self.is_column(&call.name.node, row, scope) =>
            {
                Spanned::new(Expr::Word(call.name.node.clone()), first.span)
            }
            _ => return None,
        };
        if rest.is_empty() {
            return None;
        }
        let mut typed = self.expression(&head, scope);
        for stage in rest {
            typed = self.applied(typed, stage, scope)?;
        }
        Some(Typed { span, ..typed })
    }

    /// Whether a name alone in parentheses is a column of `row`, or was meant as one: nothing is
    /// called so, and a column nearly is or may be.
    pub(super) fn is_column(&self, name: &str, row: &Schema, scope: &Scope) -> bool {
        let column = name.split('.').next().unwrap_or_default();
        if row.get(column).is_some() {
            return true;
        }
        let is_called = self.registry.find(name).is_some()
            || scope.def(name).is_some()
            || !self.registry.below(name).is_empty()
            || name.starts_with('^')
            || name.starts_with("env.");
        !is_called && (row.is_open() || nearest(column, row.names()).is_some())
    }

    /// What a stage makes of the value `input`.
    fn applied(
        &mut self,
        input: Typed,
        stage: &Spanned<ast::Stage>,
        scope: &Scope,
    ) -> Option<Typed> {
        let planned = self.single_stage(stage, input.ty.clone(), &scope.without_row());
        let super::StageKind::Call(command, args) = planned.kind else {
            if matches!(planned.kind, super::StageKind::Error) {
                return Some(Typed::error(stage.span));
            }
            return None;
        };
        if !matches!(command.body, Body::Scalar(_)) {
            let message =
                format!("`{}` cannot be used on a value of a row", command.signature.name);
            let problem = Diagnostic::error(codes::WRONG_INPUT, message).at(stage.span, "");
            self.problem(problem.help("only commands that make a value of a value can"));
            return Some(Typed::error(stage.span));
        }
        let kind = TypedKind::Apply(command, Box::new(input), args);
        Some(Typed { kind, ty: planned.output, span: stage.span })
    }
}
