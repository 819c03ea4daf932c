//! The tokens of a text with the comments before them, as a tree of brackets.

use crate::source::{SourceId, Span};
use crate::syntax::sink::Sink;
use crate::syntax::token::{Bracket, Token};
use crate::syntax::{brackets, layout, lexer, mend};

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) span: Span,
    /// Whether nothing stands before it in its line.
    pub(super) alone: bool,
    /// Whether it stands in the line of the token before it.
    pub(super) trails: bool,
    /// Whether a blank line stands before it.
    pub(super) blank: bool,
}

/// What stands before a token.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap {
    pub(super) notes: Vec<Note>,
    /// Whether it has the end of a line.
    pub(super) broken: bool,
    /// Whether a blank line stands right before the token.
    pub(super) blank: bool,
}

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub(super) token: Token<'a>,
    pub(super) span: Span,
    pub(super) gap: Gap,
}

/// A token, or brackets with what is in them.
#[derive(Debug, Clone)]
pub(super) enum Item<'a> {
    One(Piece<'a>),
    Nested { open: Piece<'a>, bracket: Bracket, inner: Vec<Item<'a>>, close: Piece<'a> },
}

impl<'a> Item<'a> {
    /// Its first token.
    pub(super) fn first(&self) -> &Piece<'a> {
        match self {
            Self::One(piece) | Self::Nested { open: piece, .. } => piece,
        }
    }

    /// Its last token.
    pub(super) fn last(&self) -> &Piece<'a> {
        match self {
            Self::One(piece) | Self::Nested { close: piece, .. } => piece,
        }
    }

    /// The token when it is no brackets.
    pub(super) fn token(&self) -> Option<Token<'a>> {
        match self {
            Self::One(piece) => Some(piece.token),
            Self::Nested { .. } => None,
        }
    }

    /// Whether it is the token `token`.
    pub(super) fn is(&self, token: Token<'_>) -> bool {
        self.token() == Some(token)
    }
}

/// A whole text: its statements, and the comments behind the last one.
#[derive(Debug)]
pub(super) struct Script<'a> {
    pub(super) statements: Vec<Vec<Item<'a>>>,
    pub(super) end: Gap,
}

/// The tokens of `text`, which has no mistakes, and whose comments are `comments`.
pub(super) fn script<'a>(source: SourceId, text: &'a str, comments: &[Span]) -> Script<'a> {
    // What these passes have to tell has been told already, or else nobody would be here.
    let mut sink = Sink::default();
    let tokens = lexer::lex(source, text, 0);
    let balanced = brackets::balance(&tokens, &mut sink);
    let mut all = layout::statements(balanced.tokens);
    for lines in &mut all {
        mend::mend(lines, text, &mut sink);
    }
    let mut gaps = Gaps { text, comments, at: 0, end: None };
    let statements = all.into_iter().map(|lines| {
        let mut quoted = None;
        let mut pieces = Vec::with_capacity(lines.tokens.len());
        for (token, span) in lines.tokens {
            quoted = match (quoted, token) {
                (None, Token::Open(Bracket::Text)) => Some((0, span)),
                (Some((depth, start)), Token::Open(Bracket::Text)) => Some((depth + 1, start)),
                (Some((0, start)), Token::Close(Bracket::Text)) => {
                    // Texts with values in them are copied as a whole.
                    let span = start.to(span);
                    let gap = gaps.before(span);
                    gaps.skip(span);
                    pieces.push(Piece { token: Token::Interpolation(""), span, gap });
                    None
                }
                (Some((depth, start)), Token::Close(Bracket::Text)) => Some((depth - 1, start)),
                // What separates says nothing itself: a comment before it belongs to what is left.
                (None, Token::Newline | Token::Comma | Token::Semicolon) => {
                    pieces.push(Piece { token, span, gap: Gap::default() });
                    None
                }
                (None, _) => {
                    pieces.push(Piece { token, span, gap: gaps.before(span) });
                    None
                }
                (quoted, _) => quoted,
            };
        }
        nest(pieces)
    });
    let statements = statements.collect();
    let end = gaps.before(Span::new(source, text.len()..text.len()));
    Script { statements, end }
}

/// `pieces`, whose brackets match, as a tree.
fn nest(pieces: Vec<Piece<'_>>) -> Vec<Item<'_>> {
    let mut outer = Vec::new();
    let mut items = Vec::new();
    for piece in pieces {
        match piece.token {
            Token::Open(bracket) => outer.push((std::mem::take(&mut items), piece, bracket)),
            Token::Close(_) => {
                let Some((before, open, bracket)) = outer.pop() else { continue };
                let inner = std::mem::replace(&mut items, before);
                items.push(Item::Nested { open, bracket, inner, close: piece });
            }
            _ => items.push(Item::One(piece)),
        }
    }
    items
}

/// Deals out what stands between tokens, in the order of the text.
struct Gaps<'a, 'c> {
    text: &'a str,
    comments: &'c [Span],
    /// The first comment that has not been dealt out.
    at: usize,
    /// Where the last token or comment ended; none before the first.
    end: Option<usize>,
}

impl Gaps<'_, '_> {
    /// What stands before `span`.
    fn before(&mut self, span: Span) -> Gap {
        let mut gap = Gap::default();
        let start = self.end;
        while let Some(comment) = self.comments.get(self.at).filter(|one| one.start < span.start) {
            let lines = self.lines(comment.start);
            let line = self.text.get(..comment.start).unwrap_or_default();
            let line = line.rsplit('\n').next().unwrap_or_default();
            gap.notes.push(Note {
                span: *comment,
                alone: line.trim_start_matches('\u{feff}').trim().is_empty(),
                trails: start.is_some() && gap.notes.is_empty() && lines == 0,
                blank: lines > 1,
            });
            gap.broken = true;
            self.at += 1;
            self.end = Some(comment.end);
        }
        let lines = self.lines(span.start);
        gap.broken |= lines > 0;
        gap.blank = lines > 1;
        self.end = Some(span.end.max(self.end.unwrap_or_default()));
        gap
    }

    /// How many line ends stand between the last token or comment and `start`.
    fn lines(&self, start: usize) -> usize {
        let between = self.text.get(self.end.unwrap_or_default()..start).unwrap_or_default();
        between.matches('\n').count()
    }

    /// Leave the comments inside of `span` to it.
    fn skip(&mut self, span: Span) {
        while self.comments.get(self.at).is_some_and(|comment| comment.start < span.end) {
            self.at += 1;
        }
    }
}
