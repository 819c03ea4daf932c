//! What stands in brackets: items, entries, parameters, statements and arms.

use super::build::{Builder, Entry};
use super::pieces::{Gap, Item, Piece};
use super::print::{Break, Doc, need};
use crate::syntax::token::{Bracket, Token};

impl Builder<'_> {
    /// Brackets with what is in them.
    pub(super) fn nested(
        &self,
        open: &Piece<'_>,
        bracket: Bracket,
        inner: &[Item<'_>],
        close: &Piece<'_>,
    ) -> Doc {
        match bracket {
            Bracket::Round => self.group(open, inner, close),
            Bracket::Block if self.roles.is_match(open.span) => self.arms(open, inner, close),
            Bracket::Block if !self.roles.is_pattern(open.span) => {
                let (docs, why) = self.block(open, inner, close);
                Doc::Block(docs, why)
            }
            _ => self.list(open, inner, close),
        }
    }

    /// `(…)` around a pipeline.
    fn group(&self, open: &Piece<'_>, inner: &[Item<'_>], close: &Piece<'_>) -> Doc {
        let first = gap(inner, close);
        let (docs, mut why) = self.pipeline(inner, false);
        let mut all = self.notes(first.notes.iter());
        all.push(Doc::Soft);
        all.extend(docs);
        let end = if inner.is_empty() { Vec::new() } else { self.notes(close.gap.notes.iter()) };
        all.extend(end);
        let comments = !first.notes.is_empty() || !close.gap.notes.is_empty();
        if first.broken {
            why = why.max(Break::Kept);
        }
        if comments {
            why = Break::Must;
        }
        Doc::Group(vec![self.copy(open), Doc::Nest(all), Doc::Soft, self.copy(close)], why)
    }

    /// `[…]` or `{…}` around items with commas between them.
    fn list(&self, open: &Piece<'_>, inner: &[Item<'_>], close: &Piece<'_>) -> Doc {
        let elements = self.elements(inner);
        let mut docs = Vec::new();
        let mut why = Break::Wide;
        let last = elements.len().saturating_sub(1);
        for (at, (items, semicolon)) in elements.iter().enumerate() {
            let before = gap(items, close);
            docs.extend(self.notes(before.notes.iter()));
            if !before.notes.is_empty() {
                why = Break::Must;
            }
            docs.push(if at == 0 { Doc::Soft } else { Doc::Line(before.blank) });
            let behind_head = at == 1 && elements.first().is_some_and(|(_, semicolon)| *semicolon);
            if (at == 0 || behind_head) && before.broken {
                why = why.max(Break::Kept);
            }
            docs.extend(self.stage(items));
            docs.push(match (semicolon, at == last) {
                (true, _) => Doc::text(";"),
                (false, false) => Doc::text(","),
                (false, true) if self.roles.is_pattern(open.span) => continue,
                (false, true) => Doc::Comma,
            });
        }
        docs.extend(self.notes(close.gap.notes.iter()));
        let comments = if close.gap.notes.is_empty() { Break::Wide } else { Break::Must };
        let why = why.max(comments).max(need(&docs));
        if docs.is_empty() {
            return Doc::text(format!("{}{}", self.shown(open), self.shown(close)));
        }
        Doc::Group(vec![self.copy(open), Doc::Nest(docs), Doc::Soft, self.copy(close)], why)
    }

    /// The items in `inner`, and whether a `;` stands behind each.
    fn elements<'i, 'a>(&self, inner: &'i [Item<'a>]) -> Vec<(&'i [Item<'a>], bool)> {
        let mut all = Vec::new();
        let mut start = 0;
        for (at, item) in inner.iter().enumerate() {
            let place = item.first().span;
            let in_type = self.roles.is_in_type(place);
            let mut end = |next: usize, semicolon: bool| {
                if let Some(items) = inner.get(start..at).filter(|items| !items.is_empty()) {
                    all.push((items, semicolon));
                }
                start = next;
            };
            match item.token() {
                Some(Token::Comma) if !in_type => end(at + 1, false),
                Some(Token::Semicolon) => end(at + 1, true),
                // Ends of lines mean nothing in patterns.
                Some(Token::Newline) => end(at + 1, false),
                _ if self.roles.is_item(place) && !in_type => end(at, false),
                _ => {}
            }
        }
        if let Some(items) = inner.get(start..).filter(|items| !items.is_empty()) {
            all.push((items, false));
        }
        all
    }

    /// `{…}` around statements, which may begin with parameters.
    pub(super) fn block(
        &self,
        open: &Piece<'_>,
        inner: &[Item<'_>],
        close: &Piece<'_>,
    ) -> (Vec<Doc>, Break) {
        let mut why = match self.slice(open.span.start, close.span.end).contains('\n') {
            true => Break::Kept,
            false => Break::Wide,
        };
        let mut docs = vec![self.copy(open)];
        let (params, inner) = split_params(inner);
        if let [first, inside @ .., last] = params {
            for (at, part) in [(0, first), (1, inside.first().unwrap_or(last)), (2, last)] {
                let gap = &part.first().gap;
                // Without parameters the last two are one.
                let again = at == 2 && inside.is_empty();
                if !gap.notes.is_empty() && !again {
                    docs.extend(self.midst(gap, true));
                    why = Break::Must;
                }
                match at {
                    1 => docs.extend(self.stage(inside)),
                    _ => docs.push(self.copy(part.first())),
                }
            }
        }
        let mut statements: Vec<&[Item<'_>]> = inner
            .split(|item| matches!(item.token(), Some(Token::Newline | Token::Semicolon)))
            .collect();
        statements.retain(|items| !items.is_empty());
        let comments = !close.gap.notes.is_empty();
        // Without a `;` at its beginning it would be a record.
        let like_key =
            |item: &Item<'_>| matches!(item.token(), Some(Token::Word(word)) if word.contains(':'));
        let first = statements.first().and_then(|items| items.first());
        if params.is_empty() && first.is_none_or(like_key) {
            docs.push(Doc::text(";"));
        }
        if statements.is_empty() && !comments {
            docs.push(self.copy(close));
            return (docs, Break::Wide);
        }
        let mut entries = statements.iter().map(|items| self.entry(items)).collect::<Vec<_>>();
        let many = entries.len() != 1;
        let noted = entries.iter().any(|entry| !entry.gap.notes.is_empty());
        entries.push(Entry { gap: &close.gap, docs: None });
        if many || noted || comments {
            why = Break::Must;
        }
        let lines = self.lines(entries);
        why = why.max(need(&lines));
        docs.push(Doc::Nest(lines));
        docs.extend([Doc::Line(false), self.copy(close)]);
        (docs, why)
    }

    /// The arms of a `match`, each in a line of its own.
    fn arms(&self, open: &Piece<'_>, inner: &[Item<'_>], close: &Piece<'_>) -> Doc {
        let is_separator = |item: &Item<'_>| {
            matches!(item.token(), Some(Token::Newline | Token::Comma | Token::Semicolon))
        };
        let starts = inner.iter().enumerate();
        let starts = starts.filter(|(_, item)| self.roles.is_arm(item.first().span));
        let starts = starts.map(|(at, _)| at).collect::<Vec<_>>();
        let gaps = inner.iter().map(|item| &item.first().gap).chain([&close.gap]);
        if starts.is_empty() && gaps.into_iter().all(|gap| gap.notes.is_empty()) {
            return Doc::Group(vec![self.copy(open), self.copy(close)], Break::Wide);
        }
        let mut entries = Vec::new();
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(inner.len());
            let arm = inner.get(*start..end).unwrap_or_default();
            let length = arm.iter().rposition(|item| !is_separator(item)).map_or(0, |at| at + 1);
            let arm = arm.get(..length).unwrap_or_default();
            entries.push(Entry { gap: gap(arm, close), docs: Some(self.arm(arm)) });
        }
        entries.push(Entry { gap: &close.gap, docs: None });
        let body = Doc::Nest(self.lines(entries));
        Doc::Block(vec![self.copy(open), body, Doc::Line(false), self.copy(close)], Break::Must)
    }

    /// `pattern | pattern if guard => body`.
    fn arm(&self, items: &[Item<'_>]) -> Vec<Doc> {
        let arrow = items.iter().position(|item| item.is(Token::FatArrow));
        let (head, body) =
            items.split_at_checked(arrow.map_or(items.len(), |at| at + 1)).unwrap_or_default();
        let head = head.iter().filter(|item| !item.is(Token::Newline)).cloned().collect::<Vec<_>>();
        let mut docs = self.stage(&head);
        match body.first() {
            Some(first) if !first.first().gap.notes.is_empty() => {
                docs.extend(self.midst(&first.first().gap, true));
            }
            _ => docs.push(Doc::text(" ")),
        }
        docs.extend(self.pipeline(body, true).0);
        docs
    }

    fn shown(&self, piece: &Piece<'_>) -> &str {
        self.slice(piece.span.start, piece.span.end)
    }

    fn copy(&self, piece: &Piece<'_>) -> Doc {
        Doc::text(self.shown(piece))
    }
}

/// What stands before the first of `items`, or before `close` if there are none.
fn gap<'g>(items: &'g [Item<'_>], close: &'g Piece<'_>) -> &'g Gap {
    items.first().map_or(&close.gap, |item| &item.first().gap)
}

/// The parameters of a closure with the `|` around them, and the rest.
fn split_params<'i, 'a>(inner: &'i [Item<'a>]) -> (&'i [Item<'a>], &'i [Item<'a>]) {
    let end = match inner {
        [first, rest @ ..] if first.is(Token::Pipe) => {
            rest.iter().position(|item| item.is(Token::Pipe)).map(|at| at + 2)
        }
        _ => None,
    };
    inner.split_at_checked(end.unwrap_or(0)).unwrap_or_default()
}
