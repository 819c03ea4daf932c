//! Kinds of tokens for the line that is being typed. It reads tokens only, so that it covers any
//! text, however unfinished.

use super::token::{Bracket, Placed, Token};
use super::{grammar, lexer};
use crate::source::{SourceId, Span};

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The word that begins a stage, if no operator follows.
    Command,
    /// Any other word.
    Word,
    /// `let`, `not`, `and`, `true` …
    Keyword,
    /// `+`, `==`, `:` …
    Operator,
    /// A number, with its unit.
    Number,
    /// A string with its quotes.
    String,
    /// `$name`, and `.field` behind a value.
    Variable,
    /// `-x` or `--name`.
    Flag,
    /// `# …`
    Comment,
    /// `(`, `]` and their like.
    Bracket,
    /// `|`, and `;`.
    Pipe,
    /// What cannot be read.
    Error,
}

/// The tokens of `text` with their kinds, in order and without overlap. What lies between them is
/// whitespace, line ends, and a byte order mark.
pub fn tokens(source: SourceId, text: &str) -> Vec<(Kind, Span)> {
    let tokens = lexer::lex(source, text, 0);
    let mut all = Vec::with_capacity(tokens.len());
    let mut before = Token::Newline;
    let mut rest = tokens.as_slice();
    while let Some(((token, span), after)) = rest.split_first() {
        if let Some(kind) = kind(*token, before, after) {
            all.push((kind, *span));
        }
        // `let name =` is followed by the start of a stage.
        if !matches!(token, Token::Comment) {
            before = *token;
        }
        rest = after;
    }
    all
}

fn kind(token: Token<'_>, before: Token<'_>, after: &[Placed<'_>]) -> Option<Kind> {
    Some(match token {
        Token::Newline => return None,
        Token::Word(word) if is_keyword(word, before) => Kind::Keyword,
        Token::Word(_) if begins_stage(before) && !operator_follows(after) => Kind::Command,
        Token::Word(_) | Token::Quoted(_) => Kind::Word,
        Token::Text(_) | Token::Raw(_) | Token::Piece(..) => Kind::String,
        Token::Interpolation(_) | Token::Open(Bracket::Text) | Token::Close(Bracket::Text) => {
            Kind::String
        }
        Token::Number(_) | Token::Date(_) | Token::Bytes(_) => Kind::Number,
        Token::Variable(_) | Token::Field(_) => Kind::Variable,
        Token::Null | Token::True | Token::False | Token::Let | Token::Not => Kind::Keyword,
        Token::Op(operator) if operator.text().starts_with(char::is_alphabetic) => Kind::Keyword,
        Token::Op(_)
        | Token::Negate
        | Token::Assign
        | Token::Comma
        | Token::Colon
        | Token::Range(_)
        | Token::Spread
        | Token::FatArrow
        | Token::Arrow => Kind::Operator,
        Token::Flag(_) => Kind::Flag,
        Token::Pipe | Token::Semicolon => Kind::Pipe,
        Token::Open(_) | Token::Close(_) => Kind::Bracket,
        Token::Comment => Kind::Comment,
        Token::Wrong(_) | Token::Bad(_) | Token::Error => Kind::Error,
    })
}

/// Whether `word` is one of the language where it stands.
fn is_keyword(word: &str, before: Token<'_>) -> bool {
    let branch = matches!(word, "else" | "catch" | "finally") && matches!(before, Token::Close(_));
    let follows = matches!(before, Token::Word("else" | "export"));
    branch || grammar::is_reserved(word) && (begins_stage(before) || follows)
}

fn begins_stage(before: Token<'_>) -> bool {
    matches!(
        before,
        Token::Newline
            | Token::Semicolon
            | Token::Pipe
            | Token::Open(Bracket::Round | Bracket::Curly)
            | Token::Assign
            | Token::FatArrow
    )
}

fn operator_follows(after: &[Placed<'_>]) -> bool {
    matches!(
        after,
        [(Token::Op(_) | Token::Wrong(_) | Token::Assign | Token::Colon, _), ..]
            | [(Token::Not, _), (Token::Op(_), _), ..]
    )
}
