//! Strings with values in them: where one ends, and the pieces that it is made of. What stands in
//! its parentheses is read by the lexer again.

use super::lexer;
use super::token::{Bad, Bracket, Placed, Token};
use crate::source::Span;

/// How deep texts with values may stand within each other. Each is read by a lexer of its own.
const MOST: usize = 32;

/// The length in bytes of the interpolation that `text` begins with, such as `$"a(b)"`; none when
/// it is never closed.
pub(super) fn length(text: &str) -> Option<usize> {
    measure(text).ok()
}

/// The place of the parenthesis that keeps the interpolation `text` from being closed: without it,
/// the quote at the end of its line would close it.
pub(super) fn open_group(text: &str) -> Option<usize> {
    let place = measure(text).err()??;
    let quote = text.chars().nth(1)?;
    let line = text.get(place..)?.lines().next()?;
    (line.matches(quote).count() % 2 == 1).then_some(place)
}

/// What is open within an interpolation.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// Text, which ends with this quote.
    Text(char),
    /// Parentheses, and their place.
    Group(usize),
}

/// The length of the interpolation that `text` begins with, or the place of the first parenthesis
/// that is open at its end. It keeps what is open itself, so that no text needs a large stack.
fn measure(text: &str) -> Result<usize, Option<usize>> {
    let mut open = Vec::new();
    let mut at = 0;
    let outermost = |open: &[Level]| {
        open.iter().find_map(|level| match level {
            Level::Group(place) => Some(*place),
            Level::Text(_) => None,
        })
    };
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let mut chars = rest.chars();
        let Some(next) = chars.next() else { return Err(outermost(&open)) };
        at += next.len_utf8();
        match (open.last(), next) {
            (Some(Level::Text(quote)), next) if next == *quote => {
                open.pop();
                if open.is_empty() {
                    return Ok(at);
                }
            }
            (Some(Level::Text('"')), '\\') => at += chars.next().map_or(0, char::len_utf8),
            (Some(Level::Group(_)), ')') => {
                open.pop();
            }
            (Some(_), '(') => open.push(Level::Group(at - 1)),
            (None | Some(Level::Group(_)), '$') => {
                if let Some(quote @ ('"' | '\'')) = chars.next() {
                    open.push(Level::Text(quote));
                    at += 1;
                }
            }
            (Some(Level::Group(_)), '"' | '\'') => match quoted(rest, next) {
                Some(length) => at += length - 1,
                None => return Err(outermost(&open)),
            },
            _ => {}
        }
        if open.is_empty() {
            return Err(None);
        }
    }
}

/// The length of the parentheses that `text` begins with, which are closed.
fn group(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let next = rest.chars().next().unwrap_or_default();
        at += match next {
            ')' if depth == 1 => return at + 1,
            '$' if rest.starts_with("$\"") || rest.starts_with("$'") => {
                length(rest).unwrap_or(rest.len())
            }
            '"' | '\'' => quoted(rest, next).unwrap_or(rest.len()),
            next => {
                depth = if next == '(' { depth + 1 } else { depth - usize::from(next == ')') };
                next.len_utf8()
            }
        };
    }
    text.len()
}

/// The length of the string that `text` begins with.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The tokens of the interpolation `text` at `span`, which stands in `depth` others: an opening
/// quote, pieces of text and groups in parentheses in turn, and the closing quote.
pub(super) fn pieces<'a>(text: &'a str, span: Span, depth: usize, out: &mut Vec<Placed<'a>>) {
    let place =
        |from: usize, to: usize| Span { start: span.start + from, end: span.start + to, ..span };
    let escapes = text.starts_with("$\"");
    let end = text.len().saturating_sub(1);
    out.push((Token::Open(Bracket::Text), place(0, 2)));
    let (mut at, mut from) = (2, 2);
    while at < end {
        let Some(rest) = text.get(at..) else { break };
        match rest.chars().next() {
            Some('\\') if escapes => at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            Some('(') => {
                let length = group(rest);
                piece(text, from, at, escapes, span, out);
                let inside = rest.get(1..length.saturating_sub(1)).unwrap_or_default();
                out.push((Token::Open(Bracket::Round), place(at, at + 1)));
                let tokens = if depth < MOST {
                    lexer::lex_within(span.source, inside, span.start + at + 1, depth + 1)
                } else {
                    vec![(Token::Bad(Bad::Deep), place(at + 1, at + length - 1))]
                };
                // A comment would take the parenthesis along, and lines end nothing here.
                let here = |(token, _): &Placed<'_>| !matches!(token, Token::Newline);
                out.extend(tokens.into_iter().filter(here));
                at += length;
                out.push((Token::Close(Bracket::Round), place(at - 1, at)));
                from = at;
            }
            Some(other) => at += other.len_utf8(),
            None => break,
        }
    }
    piece(text, from, end, escapes, span, out);
    out.push((Token::Close(Bracket::Text), place(end, text.len())));
}

fn piece<'a>(
    text: &'a str,
    from: usize,
    to: usize,
    escapes: bool,
    span: Span,
    out: &mut Vec<Placed<'a>>,
) {
    if let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) {
        let place = Span { start: span.start + from, end: span.start + to, ..span };
        out.push((Token::Piece(part, escapes), place));
    }
}
