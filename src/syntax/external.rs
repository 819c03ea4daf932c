//! The arguments of a program of this machine: `^tar -czf x.tgz --exclude=*.log`. Such words
//! follow the habits of programs and not those of the language, so whatever touches is one word,
//! except strings, variables and groups.

use super::ast::Binary;
use super::token::{Bad, Bracket, Placed, Token, Wrong};
use crate::source::Span;

/// Join what touches in the arguments of each `^program` of `tokens`.
pub(super) fn join<'a>(tokens: Vec<Placed<'a>>, text: &'a str) -> Vec<Placed<'a>> {
    let is_program =
        |token: &Token<'_>| matches!(token, Token::Word(word) if word.starts_with('^'));
    if !tokens.iter().any(|(token, _)| is_program(token)) {
        return tokens;
    }
    let mut out: Vec<Placed<'a>> = Vec::with_capacity(tokens.len());
    // How many brackets are open in the arguments at hand; none outside of such arguments.
    let mut depth: Option<usize> = None;
    let mut open = Vec::new();
    for (token, span) in tokens {
        // The default of a parameter is a value, which no program can be without brackets.
        let in_list = open.last() == Some(&Bracket::Square);
        let begins = out.last().is_none_or(|(before, _)| {
            begins_stage(*before) && !(in_list && *before == Token::Assign)
        });
        match token {
            Token::Open(bracket) => open.push(bracket),
            Token::Close(_) => drop(open.pop()),
            _ => {}
        }
        depth = match (depth, token) {
            (Some(0), Token::Pipe | Token::Semicolon | Token::Newline | Token::Close(_)) => None,
            (Some(level), Token::Open(_)) => Some(level + 1),
            (Some(level), Token::Close(_)) => Some(level.saturating_sub(1)),
            (None, token) if begins && is_program(&token) => Some(0),
            (depth, _) => depth,
        };
        if depth != Some(0) || !is_plain(token) {
            out.push((token, span));
            continue;
        }
        match out.last_mut() {
            Some((last @ Token::Word(_), place)) if place.end == span.start && !begins => {
                *place = place.to(span);
                *last = Token::Word(slice(text, *place));
            }
            _ => out.push((Token::Word(slice(text, span)), span)),
        }
    }
    out
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start..span.end).unwrap_or_default()
}

/// Whether a stage begins behind `before`.
pub(super) fn begins_stage(before: Token<'_>) -> bool {
    matches!(
        before,
        Token::Newline
            | Token::Semicolon
            | Token::Pipe
            | Token::Assign
            | Token::FatArrow
            | Token::Open(Bracket::Round | Bracket::Block)
    )
}

/// Whether `token` has no meaning for a program but its characters.
fn is_plain(token: Token<'_>) -> bool {
    !matches!(
        token,
        Token::Text(_)
            | Token::Raw(_)
            | Token::Piece(..)
            | Token::Variable(_)
            | Token::Field(_)
            | Token::Quoted(_)
            | Token::Spread
            | Token::Open(_)
            | Token::Close(_)
            | Token::Pipe
            | Token::Newline
            | Token::Semicolon
            | Token::Comment
            | Token::Bad(Bad::Unclosed(_) | Bad::Variable | Bad::Curly | Bad::EmptyName)
            | Token::Error
            // Nothing is sent to files or to the background here, so these are mistakes.
            | Token::Op(
                Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
            )
            | Token::Wrong(Wrong::Operator(Binary::And | Binary::Or))
    )
}
