//! The grammar of operators: which bind tighter, and what is built of them.

use chumsky::pratt::{infix, left, postfix, prefix, right};
use chumsky::prelude::*;

use super::ast::{Binary, Expr, Pipeline, Range, Spanned, Statement, Unary};
use super::escape;
use super::grammar::{Rule, Tokens};
use super::literal::Literal;
use super::token::{Bracket, Token};
use super::trouble::Trouble;
use super::values;
use crate::source::Span;

/// The level of comparisons, which do not chain.
const COMPARISON: u8 = 4;

/// The level of ranges.
const RANGE: u16 = 6;

/// An operator expression. `pipeline` is what may stand in parentheses, `body` between braces.
pub(super) fn expression<'t>(
    pipeline: Rule<'t, Pipeline>,
    body: Rule<'t, Vec<Spanned<Statement>>>,
) -> Rule<'t, Spanned<Expr>> {
    recursive(|expr| {
        let atom = operand(values::atom(expr.boxed(), pipeline, body));
        operators(atom)
    })
    .boxed()
}

/// A value and its fields: `$host.name`.
pub(super) fn operand<'t>(atom: Rule<'t, Spanned<Expr>>) -> Rule<'t, Spanned<Expr>> {
    let field = select! { Token::Field(name) => name }
        .map_with(|name: &str, e| (name.to_owned(), e.span()))
        .map(|(name, span): (String, Span)| {
            let optional = name.ends_with('?');
            // The token begins with its dot, and may have quotes or end with its mark.
            let (start, end) = (span.start + 1, span.end - usize::from(optional));
            let name = name.strip_suffix('?').unwrap_or(&name);
            let quoted = name.starts_with(['"', '\'']);
            let name = if quoted { escape::string(name).0 } else { name.to_owned() };
            (Spanned::new(name, Span { start, end, ..span }), optional, span)
        });
    atom.foldl(field.repeated(), |base, (name, optional, place)| {
        let span = base.span.to(place);
        Spanned::new(Expr::Field { base: Box::new(base), name, optional }, span)
    })
    .boxed()
}

fn operators<'t>(operand: Rule<'t, Spanned<Expr>>) -> Rule<'t, Spanned<Expr>> {
    let dots = select! { Token::Range(inclusive) = e => (inclusive, e.span()) };
    let end = any().filter(|token: &Token<'t>| {
        let round = matches!(token, Token::Open(Bracket::Round));
        round || matches!(token, Token::Number(_) | Token::Variable(_) | Token::Negate)
    });
    let open_end = dots.then_ignore(end.not());
    operand
        .pratt((
            infix(right(10), binary(10), |l, op, r, _| power(l, op, r)),
            prefix(9, unary(Token::Negate), |op, operand, _| apply(Unary::Negate, op, operand)),
            prefix(9, unary(Token::Op(Binary::Subtract)), |op, operand, _| {
                apply(Unary::Negate, op, operand)
            }),
            infix(left(8), binary(8), |l, op, r, _| join(l, op, r)),
            infix(left(7), binary(7), |l, op, r, _| join(l, op, r)),
            infix(left(RANGE), dots, |l, (inclusive, dots), r, e| {
                if is_full(&l, &r) {
                    e.emit(Trouble::LongRange { span: dots });
                }
                Spanned::new(range(l, inclusive, Some(r)), e.span())
            }),
            // It binds to the last number alone; `range` takes it from there.
            postfix(RANGE, open_end, |l, (inclusive, _), e| {
                Spanned::new(range(l, inclusive, None), e.span())
            }),
            infix(right(5), binary(5), |l, op, r, _| join(l, op, r)),
            infix(left(4), binary(COMPARISON), |l, op: Spanned<Binary>, r, e| {
                if let Some(trouble) = chained(&l, &op) {
                    e.emit(trouble);
                }
                join(l, op, r)
            }),
            prefix(3, unary(Token::Not), |op, operand, _| apply(Unary::Not, op, operand)),
            infix(left(2), binary(2), |l, op, r, _| join(l, op, r)),
            infix(left(1), binary(1), |l, op, r, _| join(l, op, r)),
        ))
        .boxed()
}

/// Whether the ranges on both sides of dots have too many numbers for one.
fn is_full(left: &Spanned<Expr>, right: &Spanned<Expr>) -> bool {
    let numbers = |side: &Spanned<Expr>| match &side.node {
        // An end that is left out is as good as one that is there.
        Expr::Range(range) => 2 + usize::from(range.next.is_some()),
        _ => 1,
    };
    numbers(left) + numbers(right) > 3
}

/// `start..end`; with a range on one side it is `start..next..end`.
fn range(left: Spanned<Expr>, inclusive: bool, right: Option<Spanned<Expr>>) -> Expr {
    let range = match (left, right) {
        (Spanned { node: Expr::Range(range), .. }, end)
            if range.next.is_none() && range.end.is_some() =>
        {
            Range { next: range.end, end, inclusive, start: range.start }
        }
        (start, Some(Spanned { node: Expr::Range(range), .. }))
            if range.next.is_none() && range.end.is_none() =>
        {
            Range { start, next: Some(range.start), end: None, inclusive: range.inclusive }
        }
        (start, end) => Range { start, next: None, end, inclusive },
    };
    Expr::Range(Box::new(range))
}

/// How tightly an operator binds.
fn level(operator: Binary) -> u8 {
    use Binary::{
        Add, And, Divide, Equal, FloorDivide, Greater, GreaterEqual, In, Less, LessEqual, Match,
        Modulo, Multiply, NotEqual, NotIn, NotMatch, Or, Otherwise, Power, Subtract,
    };
    match operator {
        Or => 1,
        And => 2,
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => COMPARISON,
        Match | NotMatch | In | NotIn => COMPARISON,
        Otherwise => 5,
        Add | Subtract => 7,
        Multiply | Divide | FloorDivide | Modulo => 8,
        Power => 10,
    }
}

/// Not boxed, for all levels are tried behind each value.
fn binary<'t>(
    wanted: u8,
) -> impl Parser<'t, Tokens<'t>, Spanned<Binary>, extra::Err<Trouble>> + Clone {
    select! {
        Token::Op(operator) = e if level(operator) == wanted => Spanned::new(operator, e.span()),
    }
}

fn unary<'t>(token: Token<'t>) -> impl Parser<'t, Tokens<'t>, Span, extra::Err<Trouble>> + Clone {
    just(token).map_with(|_, e| e.span())
}

fn join(left: Spanned<Expr>, operator: Spanned<Binary>, right: Spanned<Expr>) -> Spanned<Expr> {
    let span = left.span.to(right.span);
    let (left, right) = (Box::new(left), Box::new(right));
    Spanned::new(Expr::Binary { left, operator, right }, span)
}

fn apply(unary: Unary, operator: Span, operand: Spanned<Expr>) -> Spanned<Expr> {
    let span = operator.to(operand.span);
    let operator = Spanned::new(unary, operator);
    Spanned::new(Expr::Unary { operator, operand: Box::new(operand) }, span)
}

/// The sign of a literal is a part of its token, yet it binds looser than `**`: `-2 ** 2` is -4.
fn power(left: Spanned<Expr>, operator: Spanned<Binary>, right: Spanned<Expr>) -> Spanned<Expr> {
    let Some(positive) = without_sign(&left.node) else { return join(left, operator, right) };
    let sign = Span { end: left.span.start + 1, ..left.span };
    let base = Spanned::new(positive, Span { start: sign.end, ..left.span });
    apply(Unary::Negate, sign, join(base, operator, right))
}

fn without_sign(expr: &Expr) -> Option<Expr> {
    let literal = match expr {
        Expr::Int(value) => Literal::Int(*value),
        Expr::Float(value) => Literal::Float(*value),
        Expr::Duration(value) => Literal::Duration(*value),
        Expr::Filesize(value) => Literal::Filesize(*value),
        _ => return None,
    };
    Some(match literal.without_sign()? {
        Literal::Int(value) => Expr::Int(value),
        Literal::Float(value) => Expr::Float(value),
        Literal::Duration(value) => Expr::Duration(value),
        Literal::Filesize(value) => Expr::Filesize(value),
    })
}

/// `a < b < c` compares a bool with `c`, which nobody means.
fn chained(left: &Spanned<Expr>, second: &Spanned<Binary>) -> Option<Trouble> {
    let Expr::Binary { left: inner, operator, .. } = &left.node else { return None };
    let is_comparison = |expr: &Expr| match expr {
        Expr::Binary { operator, .. } => level(operator.node) == COMPARISON,
        _ => false,
    };
    // Of a longer chain only the first link is told about.
    (level(operator.node) == COMPARISON && !is_comparison(&inner.node))
        .then_some(Trouble::Chain { first: operator.span, second: second.span })
}
