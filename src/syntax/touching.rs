//! Two values need a space between them: `f(1)` is no call, and `"a"b` is no word.

use super::remark::shown;
use super::token::{Bracket, Placed, Token};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// What is to be said when `token` begins a value directly behind `last`, which ends one. `follows`
/// tells whether a value may stand behind another one here, so that a space is enough.
pub(super) fn touching(
    text: &str,
    last: Placed<'_>,
    token: Placed<'_>,
    follows: bool,
) -> Option<Diagnostic> {
    let ((last, place), (token, span)) = (last, token);
    let touches = place.end == span.start && !place.is_empty() && !span.is_empty();
    // An error has been told about, and that is enough.
    let ends = last.ends_value() && last != Token::Error || matches!(last, Token::Flag(_));
    if !touches || !ends || !token.starts_value() {
        return None;
    }
    let at = Span { end: span.start, ..span };
    let message = format!("no space between {} and {}", shown(text, place), shown(text, span));
    let told = Diagnostic::error(codes::UNEXPECTED, message).at(at, "");
    let told = told.help(help(last, token, follows));
    // What `web[a-c]` was meant to be is not plain.
    let plain = follows && token != Token::Open(Bracket::Square);
    Some(if plain { told.edit(at, " ") } else { told })
}

fn help(last: Token<'_>, token: Token<'_>, follows: bool) -> String {
    match (last, token) {
        (Token::Word(name), Token::Open(Bracket::Round)) => {
            format!("a command and its arguments stand apart: `{name} (…)`")
        }
        (Token::Word(name), Token::Open(Bracket::Square)) => {
            format!("put a space there; a range of hosts has digits only, as in `{name}[01-20]`")
        }
        (Token::Variable(_) | Token::Close(_) | Token::Field(_), Token::Open(Bracket::Square)) => {
            "values have no index in brackets; their fields are taken with a dot, as in `$x.name`"
                .to_owned()
        }
        _ if !follows => {
            "put `|` or an operator such as `+` between them, or quotes around the whole if it is \
             one text"
                .to_owned()
        }
        _ => "put a space there, or quotes around the whole if it is one text".to_owned(),
    }
}
