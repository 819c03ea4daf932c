//! Statements, pipelines and stages to documents. What stands in brackets is in
//! [`super::brackets`].

use super::pieces::{Gap, Item, Note, Piece, Script};
use super::print::{Break, Doc};
use super::roles::Roles;
use super::space;
use crate::syntax::ast::Binary;
use crate::syntax::token::{Bracket, Token};

/// Makes documents of the pieces of a text.
pub(super) struct Builder<'a> {
    pub(super) text: &'a str,
    pub(super) roles: &'a Roles,
}

/// A line of its own in a block: a statement or an arm.
pub(super) struct Entry<'g> {
    /// What stands before it.
    pub(super) gap: &'g Gap,
    /// What it is; nothing for the comments before the end.
    pub(super) docs: Option<Vec<Doc>>,
}

impl Builder<'_> {
    /// A whole text.
    pub(super) fn script(&self, script: &Script<'_>) -> Doc {
        let mut entries =
            script.statements.iter().map(|items| self.entry(items)).collect::<Vec<_>>();
        entries.push(Entry { gap: &script.end, docs: None });
        let mut lines = self.lines(entries);
        // Nothing stands before the first line.
        if matches!(lines.first(), Some(Doc::Line(_))) {
            lines.remove(0);
        }
        Doc::Block(lines, Break::Must)
    }

    /// A statement with what stands before it.
    pub(super) fn entry<'g>(&self, items: &'g [Item<'_>]) -> Entry<'g> {
        static NOTHING: Gap = Gap { notes: Vec::new(), broken: false, blank: false };
        let gap = items.first().map_or(&NOTHING, |item| &item.first().gap);
        Entry { gap, docs: Some(self.statement(items)) }
    }

    /// Each of `entries` in a line of its own, which begins with the end of the line before.
    pub(super) fn lines(&self, entries: Vec<Entry<'_>>) -> Vec<Doc> {
        let mut out = Vec::new();
        for Entry { gap, docs } in entries {
            let mut apart = false;
            for note in &gap.notes {
                if note.trails {
                    out.push(self.trail(*note));
                    continue;
                }
                out.push(Doc::Line(note.blank && is_inside(&out) || apart));
                out.push(self.note(*note));
                // A comment that stood behind something must not become the help of a `def`.
                apart = !note.alone;
            }
            if let Some(docs) = docs {
                let blank = gap.blank && is_inside(&out) || apart;
                out.push(Doc::Line(blank));
                out.extend(docs);
            }
        }
        out
    }

    /// The text of a comment.
    fn note(&self, note: Note) -> Doc {
        Doc::text(self.slice(note.span.start, note.span.end).trim_end())
    }

    fn trail(&self, note: Note) -> Doc {
        Doc::Trail(self.slice(note.span.start, note.span.end).trim_end().to_owned())
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// One statement.
    pub(super) fn statement(&self, items: &[Item<'_>]) -> Vec<Doc> {
        let named = matches!(
            items.first().and_then(Item::token),
            Some(Token::Let | Token::Word("const" | "export" | "return"))
        );
        self.pipeline(items, named).0
    }

    /// Stages with `|` between them, and why they have to stand in lines of their own. What is
    /// `named` has the other stages further to the right.
    pub(super) fn pipeline(&self, items: &[Item<'_>], named: bool) -> (Vec<Doc>, Break) {
        let mut stages = items.split(|item| item.is(Token::Pipe));
        let pipes = items.iter().filter(|item| item.is(Token::Pipe));
        let mut docs = self.stage(stages.next().unwrap_or_default());
        let mut why = comments(&docs);
        let mut many = false;
        for (pipe, stage) in pipes.zip(stages) {
            many = true;
            let next = stage.first().map(|item| &item.first().gap);
            let gaps = || std::iter::once(&pipe.first().gap).chain(next);
            let mut part = self.notes(gaps().flat_map(|gap| &gap.notes));
            let own = self.stage(stage);
            why = why.max(comments(&part)).max(comments(&own));
            if gaps().any(|gap| gap.broken) {
                why = why.max(Break::Kept);
            }
            part.extend([Doc::Line(false), Doc::text("| ")]);
            part.extend(own);
            match named {
                true => docs.push(Doc::Nest(part)),
                false => docs.extend(part),
            }
        }
        if many { (vec![Doc::Group(docs, why)], why) } else { (docs, why) }
    }

    /// Comments before something that begins a line: the first may stand behind what was before.
    pub(super) fn notes<'n>(&self, notes: impl Iterator<Item = &'n Note>) -> Vec<Doc> {
        let mut docs = Vec::new();
        for note in notes {
            if note.trails && docs.is_empty() {
                docs.push(self.trail(*note));
            } else {
                docs.extend([Doc::Line(false), self.note(*note)]);
            }
        }
        docs
    }

    /// Comments in the midst of something, and then the end of their line. What goes on does so
    /// further to the right if it is `deeper`.
    pub(super) fn midst(&self, gap: &Gap, deeper: bool) -> Vec<Doc> {
        let mut docs = Vec::new();
        for note in &gap.notes {
            if note.trails {
                docs.push(self.trail(*note));
            } else {
                docs.extend([Doc::Hard(deeper), self.note(*note)]);
            }
        }
        docs.push(Doc::Hard(deeper));
        docs
    }

    /// What stands between two ends, such as a stage or an item of a list. The comments before it
    /// are left to what it is in.
    pub(super) fn stage(&self, items: &[Item<'_>]) -> Vec<Doc> {
        let is_chain = items.windows(2).any(|pair| {
            matches!(pair, [Item::Nested { bracket: Bracket::Block | Bracket::Curly, .. }, next]
                if matches!(next.token(), Some(Token::Word("else" | "catch" | "finally"))))
        });
        let mut docs = Vec::new();
        let mut why = Break::Wide;
        for (at, item) in items.iter().enumerate() {
            let back = |by: usize| at.checked_sub(by).and_then(|at| items.get(at)).map(Item::last);
            if let Some(last) = back(1) {
                self.separate(back(2), last, item.first(), &mut docs);
            }
            match item {
                Item::One(piece) => docs.push(self.one(piece, items.get(at + 1), at == 0)),
                Item::Nested { open, bracket: Bracket::Block, inner, close }
                    if is_chain && !self.roles.is_match(open.span) =>
                {
                    // The blocks of one choice are all in one line, or none is.
                    let (block, own) = self.block(open, inner, close);
                    docs.extend(block);
                    why = why.max(own);
                }
                Item::Nested { open, bracket, inner, close } => {
                    docs.push(self.nested(open, *bracket, inner, close));
                }
            }
        }
        if is_chain { vec![Doc::Block(docs, why)] } else { docs }
    }

    /// What stands between `last` and `next`.
    fn separate(
        &self,
        before: Option<&Piece<'_>>,
        last: &Piece<'_>,
        next: &Piece<'_>,
        docs: &mut Vec<Doc>,
    ) {
        let begins = self.roles.is_item(next.span);
        let more = next.token == Token::Word("...")
            && self.roles.is_in_type(next.span)
            && last.token != Token::Op(Binary::Less);
        let comma = (begins || more) && last.token != Token::Comma;
        if comma {
            docs.push(Doc::text(","));
        }
        if !next.gap.notes.is_empty() {
            let deeper = !matches!(next.token, Token::Word("else" | "catch" | "finally"));
            docs.extend(self.midst(&next.gap, deeper));
        } else if comma {
            docs.push(if self.roles.is_in_type(next.span) { Doc::text(" ") } else { Doc::Wrap });
        } else {
            docs.extend(space::between(self.roles, before, last, next));
        }
    }

    /// One token, which `next` follows.
    fn one(&self, piece: &Piece<'_>, next: Option<&Item<'_>>, first: bool) -> Doc {
        match (piece.token, next.and_then(Item::token)) {
            // There may have been a comment between both words.
            (Token::Op(Binary::NotIn), _) => Doc::text("not in"),
            // Tight before a word this would be a flag, unless it stood tight behind a bracket.
            (Token::Negate, Some(Token::Word(_))) if first => Doc::text("- "),
            _ => Doc::text(self.slice(piece.span.start, piece.span.end)),
        }
    }
}

/// Whether something stands before what comes next, so that a blank line is between two things.
fn is_inside(out: &[Doc]) -> bool {
    out.iter().any(|doc| matches!(doc, Doc::Line(_)))
}

/// Whether comments break what `docs` are, brackets aside.
fn comments(docs: &[Doc]) -> Break {
    let is_comment = |doc: &Doc| matches!(doc, Doc::Hard(_) | Doc::Trail(_));
    if docs.iter().any(is_comment) { Break::Must } else { Break::Wide }
}
