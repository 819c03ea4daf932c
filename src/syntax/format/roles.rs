//! What the tree knows and no token tells. Each thing is named by the place where it begins.

use std::collections::BTreeSet;

use crate::source::Span;
use crate::syntax::ast::{
    Entry, Expr, Fields, Param, ParamKind, Pattern, Program, Spanned, Statement, TypeExpr, UseNames,
};
use crate::syntax::walk::{Node, walk};

/// What stands where.
#[derive(Debug, Default)]
pub(super) struct Roles {
    /// Items, entries, parameters … before which a comma belongs: all but the first ones.
    items: BTreeSet<usize>,
    /// The braces around the arms of a `match`.
    matches: BTreeSet<usize>,
    /// The arms.
    arms: BTreeSet<usize>,
    /// The brackets of patterns.
    patterns: BTreeSet<usize>,
    /// Types that are in no other, with their ends.
    types: Vec<Span>,
    /// The ends of the names of parameters.
    params: BTreeSet<usize>,
}

impl Roles {
    /// Whether an item begins with `span`, and is not the first.
    pub(super) fn is_item(&self, span: Span) -> bool {
        self.items.contains(&span.start)
    }

    /// Whether `span` is the `{` of a `match`.
    pub(super) fn is_match(&self, span: Span) -> bool {
        self.matches.contains(&span.start)
    }

    /// Whether an arm begins at `span`.
    pub(super) fn is_arm(&self, span: Span) -> bool {
        self.arms.contains(&span.start)
    }

    /// Whether `span` is the `{` or `[` of a pattern.
    pub(super) fn is_pattern(&self, span: Span) -> bool {
        self.patterns.contains(&span.start)
    }

    /// Whether `span` lies in a type and is not its beginning.
    pub(super) fn is_in_type(&self, span: Span) -> bool {
        let before = self.types.partition_point(|one| one.start < span.start);
        let last = before.checked_sub(1).and_then(|at| self.types.get(at));
        last.is_some_and(|one| span.end <= one.end)
    }

    /// Whether `span` is the name of a parameter, or ends with it.
    pub(super) fn is_param(&self, span: Span) -> bool {
        self.params.contains(&span.end)
    }

    fn items(&mut self, starts: impl Iterator<Item = usize>) {
        self.items.extend(starts.skip(1));
    }

    fn params(&mut self, params: &[Param]) {
        self.items(params.iter().map(|param| {
            let before = match param.kind {
                ParamKind::Rest => "...",
                ParamKind::Flag | ParamKind::Switch => "--",
                ParamKind::Required | ParamKind::Optional => "",
            };
            param.name.span.start.saturating_sub(before.len())
        }));
        self.params.extend(params.iter().map(|param| param.name.span.end));
    }

    fn expr(&mut self, value: &Expr) {
        match value {
            Expr::List(items) => self.items(starts(items)),
            Expr::Table { columns, rows } => {
                self.items(starts(columns));
                self.items(starts(rows));
                rows.iter().for_each(|row| self.items(starts(&row.node)));
            }
            Expr::Record(entries) => self.items(entries.iter().map(|entry| match entry {
                Entry::Field(name, _) => name.span.start,
                Entry::Spread(value) => value.span.start.saturating_sub("...".len()),
            })),
            Expr::Closure(closure) => self.params(&closure.params),
            Expr::Match(one) => {
                self.matches.insert(one.span.start);
                let firsts = one.arms.iter().filter_map(|arm| arm.patterns.first());
                self.arms.extend(firsts.map(|pattern| pattern.span.start));
            }
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &Pattern, span: Span) {
        match pattern {
            Pattern::List(items, rest) => {
                self.patterns.insert(span.start);
                let rest = rest.iter().map(|rest| rest.span.start);
                self.items(starts(items).chain(rest));
            }
            Pattern::Record(fields) => {
                self.patterns.insert(span.start);
                self.items(fields.iter().map(|(name, _)| name.span.start));
            }
            _ => {}
        }
    }

    fn ty(&mut self, one: &TypeExpr, span: Span) {
        if self.types.last().is_none_or(|last| last.end <= span.start) {
            self.types.push(span);
        }
        if let TypeExpr::Record(Fields { fields, .. }) | TypeExpr::Table(Fields { fields, .. }) =
            one
        {
            self.items(fields.iter().map(|(name, _)| name.span.start));
        }
    }
}

fn starts<T>(items: &[Spanned<T>]) -> impl Iterator<Item = usize> + '_ {
    items.iter().map(|item| item.span.start)
}

/// What stands where in `program`.
pub(super) fn roles(program: &Program) -> Roles {
    let mut roles = Roles::default();
    walk(program, &mut |node| match node {
        Node::Statement(Statement::Def(def), _) => roles.params(&def.params),
        Node::Statement(Statement::Use(one), _) => {
            if let UseNames::Some(names) = &one.names {
                roles.items(starts(names));
            }
        }
        Node::Expr(value, _) => roles.expr(value),
        Node::Pattern(pattern, span) => roles.pattern(pattern, span),
        Node::Type(one, span) => roles.ty(one, span),
        _ => {}
    });
    roles.types.sort_by_key(|span| span.start);
    roles
}
