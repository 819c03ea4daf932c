//! What stands between two tokens of one line.

use super::pieces::Piece;
use super::print::Doc;
use super::roles::Roles;
use crate::syntax::ast::Binary;
use crate::syntax::token::{Bracket, Token};

/// What stands between `last` and `next`, which follows it. `before` is the token before `last`.
pub(super) fn between(
    roles: &Roles,
    before: Option<&Piece<'_>>,
    last: &Piece<'_>,
    next: &Piece<'_>,
) -> Option<Doc> {
    if is_tight(roles, before, last, next) {
        return None;
    }
    Some(match last.token {
        // Types are not cut in two: there are better places near them.
        Token::Comma if roles.is_in_type(last.span) => Doc::text(" "),
        Token::Comma | Token::Op(Binary::And | Binary::Or) => Doc::Wrap,
        _ => Doc::text(" "),
    })
}

fn is_tight(roles: &Roles, before: Option<&Piece<'_>>, last: &Piece<'_>, next: &Piece<'_>) -> bool {
    let flag =
        |piece: &Piece<'_>| matches!(piece.token, Token::Flag(_)) && !roles.is_param(piece.span);
    match (last.token, next.token) {
        // With a space behind it, it would be an operator.
        (Token::Word("+" | "-" | "*" | "/" | "//" | "**"), _) => last.span.end == next.span.start,
        (_, Token::Comma | Token::Semicolon | Token::Colon | Token::Field(_) | Token::Range(_)) => {
            true
        }
        (Token::Negate | Token::Spread, _) => true,
        // What may end a range does; anything else has nothing to do with it.
        (Token::Range(_), next) => matches!(
            next,
            Token::Number(_) | Token::Variable(_) | Token::Negate | Token::Open(Bracket::Round)
        ),
        (_, Token::Assign) => flag(last),
        (Token::Assign, _) => before.is_some_and(flag),
        (_, Token::Op(Binary::Less | Binary::Greater) | Token::Word("?")) => {
            roles.is_in_type(next.span)
        }
        (Token::Op(Binary::Less), _) => roles.is_in_type(last.span),
        _ => false,
    }
}
