//! Strings with values in them: where one ends, and the pieces that it is made of. What stands in
//! its parentheses is read by the lexer again.

use super::lexer;
use super::token::{Bracket, Placed, Token};
use crate::source::Span;

/// The length in bytes of the interpolation that `text` begins with, such as `$"a(b)"`; none when
/// it is never closed.
pub(super) fn length(text: &str) -> Option<usize> {
    let quote = text.strip_prefix('$')?.chars().next()?;
    let mut at = 2;
    loop {
        let (rest, next) = (text.get(at..)?, text.get(at..)?.chars().next()?);
        at += match next {
            next if next == quote => return Some(at + 1),
            '\\' if quote == '"' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '(' => group(rest)?,
            next => next.len_utf8(),
        };
    }
}

/// The length of the parentheses that `text` begins with.
fn group(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let next = rest.chars().next()?;
        at += match next {
            '(' => {
                depth += 1;
                1
            }
            ')' if depth == 1 => return Some(at + 1),
            ')' => {
                depth -= 1;
                1
            }
            '$' if rest.starts_with("$\"") || rest.starts_with("$'") => length(rest)?,
            '"' | '\'' => quoted(rest, next)?,
            next => next.len_utf8(),
        };
    }
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

/// The tokens of the interpolation `text` at `span`: an opening quote, pieces of text and groups in
/// parentheses in turn, and the closing quote.
pub(super) fn pieces<'a>(text: &'a str, span: Span, out: &mut Vec<Placed<'a>>) {
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
                let length = group(rest).unwrap_or(rest.len());
                piece(text, from, at, escapes, span, out);
                let inside = rest.get(1..length.saturating_sub(1)).unwrap_or_default();
                out.push((Token::Open(Bracket::Round), place(at, at + 1)));
                let tokens = lexer::lex(span.source, inside, span.start + at + 1);
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
