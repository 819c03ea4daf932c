//! Parsing a text again after a change: what stands as it stood is not parsed anew.
//!
//! Tokens, brackets and the ends of statements are found anew each time, for a single quote may move
//! all of them. A statement whose tokens and bytes are those of one that was parsed before and had
//! nothing wrong is that one, moved to its place: mending and grammar see nothing else.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::Parsed;
use super::ast::{Spanned, Statement};
use super::layout::{Ending, Lines};
use super::parse::run;
use super::shift::{Move, Shift};
use super::token::{Bracket, Token};
use crate::source::SourceId;

/// The statements of a text that was parsed, for when it is parsed again.
#[derive(Debug, Default)]
pub struct Earlier {
    known: HashMap<u64, Known>,
    round: u64,
}

/// A statement that had nothing wrong.
#[derive(Debug)]
struct Known {
    text: Box<str>,
    tokens: Box<[u64]>,
    ending: Ending,
    /// Its place counts from the first byte of the statement.
    statement: Spanned<Statement>,
    /// When it was seen last.
    round: u64,
}

/// Parse `text` as [`super::parse()`] does, and keep its statements in `earlier` for the next time.
pub fn parse_again(source: SourceId, text: &str, earlier: &mut Earlier) -> Parsed {
    earlier.round += 1;
    let parsed = run(source, text, Some(earlier));
    let round = earlier.round;
    earlier.known.retain(|_, known| known.round == round);
    parsed
}

impl Earlier {
    /// The statement that looks like `look`, if there was one.
    pub(super) fn find(&mut self, look: &Look<'_>, source: SourceId) -> Option<Spanned<Statement>> {
        let known = self.known.get_mut(&look.hash).filter(|known| look.is(known))?;
        known.round = self.round;
        let mut statement = known.statement.clone();
        statement.shift(Move { source, by: look.start.cast_signed() });
        Some(statement)
    }

    /// Keep `statement`, which looks like `look` and had nothing wrong.
    pub(super) fn keep(&mut self, look: Look<'_>, statement: &Spanned<Statement>) {
        let mut statement = statement.clone();
        let (source, by) = (statement.span.source, -look.start.cast_signed());
        statement.shift(Move { source, by });
        let Look { hash, text, tokens, ending, .. } = look;
        let (text, tokens, round) = (text.into(), tokens.into(), self.round);
        self.known.insert(hash, Known { text, tokens, ending, statement, round });
    }
}

/// All that decides about the tree of a statement.
pub(super) struct Look<'t> {
    start: usize,
    text: &'t str,
    tokens: Vec<u64>,
    ending: Ending,
    hash: u64,
}

impl Look<'_> {
    fn is(&self, known: &Known) -> bool {
        *self.text == *known.text && *self.tokens == *known.tokens && self.ending == known.ending
    }
}

/// What decides about the tree of `lines`; none when their tokens are not in order.
pub(super) fn look<'t>(lines: &Lines<'_>, text: &'t str) -> Option<Look<'t>> {
    let (start, end) = (lines.tokens.first()?.1.start, lines.tokens.last()?.1.end);
    let text = text.get(start..end)?;
    let mut tokens = Vec::with_capacity(lines.tokens.len());
    for (token, span) in &lines.tokens {
        // Places within the statement and the kind of the token; its text is that of the place.
        let (from, length) = (span.start.checked_sub(start)?, span.len());
        let (from, length) = (u32::try_from(from).ok()?, u32::try_from(length).ok()?);
        let kind = u64::from(kind(*token)) << 56;
        tokens.push(kind | u64::from(from) << 24 | u64::from(length.min(0xff_ffff)));
    }
    let mut hasher = DefaultHasher::new();
    (text, &tokens, lines.ending as u8).hash(&mut hasher);
    Some(Look { start, text, tokens, ending: lines.ending, hash: hasher.finish() })
}

/// A number for each kind of token that does not follow from its text: brackets are told apart by
/// what is in them, and some stand where no text is.
fn kind(token: Token<'_>) -> u8 {
    let bracket = |bracket: Bracket| bracket as u8;
    match token {
        Token::Open(one) => 1 + bracket(one),
        Token::Close(one) => 11 + bracket(one),
        Token::Error => 21,
        Token::Newline => 22,
        Token::Piece(_, escapes) => 23 + u8::from(escapes),
        Token::Quoted(_) => 25,
        Token::Word(_) => 26,
        Token::Negate => 27,
        Token::Op(_) => 28,
        Token::Field(_) => 29,
        Token::Flag(_) => 30,
        Token::Spread => 31,
        Token::Range(_) => 32,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    const TEXT: &str = "# Doubles.\ndef double [n: int --more] { $n * 2 } # é\n\
                        let x = [1 2; 3] | where a > 1; print $\"(double 2) 😀\"\n\
                        match $x { [$a, ...$b] => { try { $a } catch { |e| $e } }, _ => {a: 1} }\n\
                        ^tar -x --y=z a/b\nfor i in 1..5 {\n  if $i > 2 { break }\n}\n";

    /// Every text that is one small edit away is parsed as if nothing had been parsed before, and
    /// so is the text itself afterwards.
    #[test]
    fn what_is_parsed_again_is_parsed_as_ever() {
        let source = SourceId::default();
        let mut earlier = Earlier::default();
        let whole = parse(source, TEXT);
        for (at, char) in TEXT.char_indices().step_by(2) {
            for piece in ["", "(", "\"", "}", "\n", "|", "# "] {
                let end = if piece.is_empty() { at + char.len_utf8() } else { at };
                let mut text = TEXT.to_owned();
                text.replace_range(at..end, piece);
                let again = parse_again(source, &text, &mut earlier);
                assert_eq!(again, parse(source, &text), "{text}");
                assert_eq!(parse_again(source, TEXT, &mut earlier), whole, "after {text}");
            }
        }
    }
}
