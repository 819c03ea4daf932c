//! Makes every bracket match, so that the parser never meets one that does not.
//!
//! A missing bracket is added where it must have been forgotten and one too many is dropped, each
//! with its diagnostic; what is nested past [`MOST`] becomes one error token. This needs a stack
//! but no recursion, so a text of a million brackets does no harm.

use super::sink::Sink;
use super::token::{Bad, Bracket, Placed, Token};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// How deep brackets may nest. The parser recurses once for each.
const MOST: usize = 128;

/// How many tokens are looked at to tell a stray bracket from one of the wrong kind.
const AHEAD: usize = 256;

/// Tokens with matching brackets, without comments; newlines are left where statements stand.
pub(super) struct Balanced<'a> {
    pub(super) tokens: Vec<Placed<'a>>,
    pub(super) comments: Vec<Span>,
}

/// Balance `tokens`.
pub(super) fn balance<'a>(tokens: &[Placed<'a>], sink: &mut Sink) -> Balanced<'a> {
    let mut balancer = Balancer {
        sink,
        tokens: Vec::with_capacity(tokens.len()),
        comments: Vec::new(),
        open: Vec::new(),
        counts: [0; 5],
        stray_end: None,
        too_deep: false,
    };
    let mut rest = tokens;
    while let Some(((token, span), after)) = rest.split_first() {
        balancer.take(*token, *span, after);
        rest = after;
    }
    let broken = matches!(tokens.last(), Some((Token::Bad(Bad::Unclosed(_)), _)));
    balancer.finish(broken)
}

struct Balancer<'a, 's> {
    sink: &'s mut Sink,
    tokens: Vec<Placed<'a>>,
    comments: Vec<Span>,
    /// The brackets that are open, the outermost first.
    open: Vec<(Bracket, Span)>,
    /// How many of each kind are open, so that looking for one that is not there takes no time.
    counts: [usize; 5],
    /// Where the last bracket that closes nothing ended: a row of them is told about once.
    stray_end: Option<usize>,
    too_deep: bool,
}

impl<'a> Balancer<'a, '_> {
    fn take(&mut self, token: Token<'a>, span: Span, after: &[Placed<'a>]) {
        match token {
            Token::Comment => self.comments.push(span),
            Token::Newline if self.in_statements() => self.emit(token, span),
            Token::Newline if self.next_is_statement(after) => {
                let block = self.open.iter().rposition(|(open, _)| *open == Bracket::Block);
                self.drop_above(block.map_or(0, |at| at + 1), span);
                self.emit(token, span);
            }
            Token::Newline => {}
            Token::Open(Bracket::Curly) => self.open(braces(after), span),
            Token::Open(bracket) => self.open(bracket, span),
            Token::Close(bracket) => self.close(bracket, span, after),
            token => self.emit(token, span),
        }
    }

    fn emit(&mut self, token: Token<'a>, span: Span) {
        if self.open.len() <= MOST {
            self.tokens.push((token, span));
        }
    }

    /// Whether statements may stand here, which end with their lines.
    fn in_statements(&self) -> bool {
        self.open.last().is_none_or(|(open, _)| *open == Bracket::Block)
    }

    fn count(&self, bracket: Bracket) -> usize {
        self.counts.get(bracket as usize).copied().unwrap_or_default()
    }

    fn add(&mut self, bracket: Bracket, change: isize) {
        if let Some(count) = self.counts.get_mut(bracket as usize) {
            *count = count.saturating_add_signed(change);
        }
    }

    /// Whether the next line is a `let`, which cannot stand in brackets: one was forgotten before.
    fn next_is_statement(&self, after: &[Placed<'a>]) -> bool {
        let is_let = matches!(
            after,
            [(Token::Let, _), (Token::Word(_) | Token::Variable(_), _), (Token::Assign, _), ..]
        );
        is_let && self.open.last().is_none_or(|(open, _)| *open != Bracket::Curly)
    }

    fn open(&mut self, bracket: Bracket, span: Span) {
        if self.open.len() == MOST {
            self.too_deep = true;
            self.sink.push(
                Diagnostic::error(
                    codes::TOO_DEEP,
                    format!("brackets are nested more than {MOST} deep"),
                )
                .at(span, "one too many")
                .help("give the inner part a name with `let` and use that"),
            );
        }
        self.open.push((bracket, span));
        self.add(bracket, 1);
        self.emit(Token::Open(bracket), span);
    }

    fn close(&mut self, bracket: Bracket, span: Span, after: &[Placed<'a>]) {
        // Only what stands in braces tells what they are around.
        let block = if bracket == Bracket::Curly { Bracket::Block } else { bracket };
        let at = match self.count(bracket) + self.count(block) {
            0 => None,
            _ => self.open.iter().rposition(|(open, _)| *open == bracket || *open == block),
        };
        match at {
            Some(at) => {
                self.drop_above(at + 1, span);
                self.pop(span);
            }
            None => match self.open.last().copied() {
                Some((open, place)) => self.mismatch(bracket, span, open, place, after),
                None => self.stray(bracket, span),
            },
        }
    }

    /// Close what is open above `depth` at the start of `place`, and tell that it was not closed.
    fn drop_above(&mut self, depth: usize, place: Span) {
        while self.open.len() > depth {
            let Some((bracket, open)) = self.open.last().copied() else { break };
            self.sink.push(
                Diagnostic::error(codes::UNCLOSED, format!("`{}` is never closed", bracket.open()))
                    .at(open, "opened here")
                    .help(format!("add `{}` where it should end", bracket.close())),
            );
            self.sink.hush(Span { end: place.start, ..open });
            let end = self.tokens.last().map_or(open, |(_, last)| *last).after();
            self.pop(end);
        }
    }

    /// Take the innermost bracket off and put its other half at `span`.
    fn pop(&mut self, span: Span) {
        let Some((bracket, open)) = self.open.pop() else { return };
        self.add(bracket, -1);
        let depth = self.open.len();
        if depth < MOST {
            self.emit(Token::Close(bracket), span);
        } else if depth == MOST {
            // The opening bracket was kept out of the tokens, and so was all up to here.
            self.emit(Token::Error, open.to(span));
        }
    }

    fn mismatch(
        &mut self,
        bracket: Bracket,
        span: Span,
        open: Bracket,
        place: Span,
        after: &[Placed<'a>],
    ) {
        if closes_later(open, after) {
            return self.stray(bracket, span);
        }
        self.sink.push(
            Diagnostic::error(
                codes::UNEXPECTED,
                format!("found `{}`, expected `{}`", bracket.close(), open.close()),
            )
            .at(span, format!("this cannot close `{}`", open.open()))
            .at(place, "opened here")
            .help(format!(
                "write `{}` here, for each bracket is closed by its own kind",
                open.close()
            )),
        );
        self.pop(span);
    }

    fn stray(&mut self, bracket: Bracket, span: Span) {
        if self.stray_end != Some(span.start) {
            self.sink.push(
                Diagnostic::error(
                    codes::UNEXPECTED,
                    format!("`{}` closes nothing", bracket.close()),
                )
                .at(span, "")
                .help(format!("remove it, or add `{}` where it should begin", bracket.open())),
            );
        }
        self.stray_end = Some(span.end);
    }

    /// `broken` tells that a quote is open at the end, which has a diagnostic of its own.
    fn finish(mut self, broken: bool) -> Balanced<'a> {
        if let Some((bracket, place)) = self.open.last().copied() {
            if !broken && !self.too_deep {
                self.sink.push(unclosed_at_end(bracket, place, &self.open));
            }
            let first = self.open.first().map_or(place, |(_, first)| *first);
            self.sink.hush(Span { end: usize::MAX, ..first });
        }
        while let Some((_, open)) = self.open.last().copied() {
            let end = self.tokens.last().map_or(open, |(_, last)| *last).after();
            self.pop(end);
        }
        Balanced { tokens: self.tokens, comments: self.comments }
    }
}

/// One diagnostic for all brackets that are open at the end: it is one mistake, or none yet.
fn unclosed_at_end(bracket: Bracket, place: Span, open: &[(Bracket, Span)]) -> Diagnostic {
    let missing: String = open.iter().rev().map(|(bracket, _)| bracket.close()).collect();
    let diagnostic =
        Diagnostic::error(codes::UNCLOSED, format!("`{}` is never closed", bracket.open()))
            .at(place, "opened here")
            .help(format!("add `{missing}` at the end"))
            .partial();
    let others = open.iter().rev().skip(1).take(3);
    others.fold(diagnostic, |diagnostic, (_, span)| diagnostic.at(*span, "not closed either"))
}

/// What a `{` is around, by what follows it: the entries of a record, or statements.
fn braces(after: &[Placed<'_>]) -> Bracket {
    let blank = |token: &Token<'_>| matches!(token, Token::Newline | Token::Comment);
    let mut inside = after.iter().map(|(token, _)| *token).filter(|token| !blank(token));
    let (first, second) = (inside.next(), inside.next());
    let is_record = match (first, second) {
        (None | Some(Token::Close(_) | Token::Spread), _) => true,
        (Some(Token::Word(word)), _)
            if word.split_once(':').is_some_and(|(key, _)| !key.is_empty()) =>
        {
            true
        }
        (Some(Token::Word(_) | Token::Text(_)), Some(Token::Assign)) => true,
        // `$name: type` is a pattern of an arm.
        (Some(Token::Open(_) | Token::Variable(_)), _) => false,
        (_, Some(Token::Colon)) => true,
        _ => false,
    };
    if is_record { Bracket::Curly } else { Bracket::Block }
}

/// Whether `bracket` is closed further on in the same line.
fn closes_later(bracket: Bracket, after: &[Placed<'_>]) -> bool {
    let mut depth = 0_usize;
    for (token, _) in after.iter().take(AHEAD) {
        match token {
            Token::Newline => return false,
            Token::Open(open) if open.open() == bracket.open() => depth += 1,
            Token::Close(close) if close.close() == bracket.close() && depth == 0 => return true,
            Token::Close(close) if close.close() == bracket.close() => depth -= 1,
            _ => {}
        }
    }
    false
}
