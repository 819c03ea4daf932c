//! The grammar of values: literals, lists, tables, records, closures, interpolations, and groups
//! in parentheses.

use chumsky::prelude::*;

use super::ast::{Binary, Block, Closure, Entry, Expr, Piece, Pipeline, Spanned, Statement};
use super::def;
use super::escape;
use super::grammar::{Rule, skip, spanned};
use super::literal::{self, Literal};
use super::token::{Bracket, Token};
use super::trouble::{Trouble, Want};

/// What is worth something by itself: a word, a literal, a variable, or something in brackets.
pub(super) fn atom<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    pipeline: Rule<'t, Pipeline>,
    body: Rule<'t, Vec<Spanned<Statement>>>,
) -> Rule<'t, Spanned<Expr>> {
    let simple = select! {
        Token::Word(word) => Expr::Word(word.to_owned()),
        Token::Quoted(word) => Expr::Word(word.to_owned()),
        Token::Text(text) => Expr::String(escape::string(text).0),
        Token::Raw(text) => Expr::String(text.to_owned()),
        Token::Number(Literal::Int(value)) => Expr::Int(value),
        Token::Number(Literal::Float(value)) => Expr::Float(value),
        Token::Number(Literal::Duration(value)) => Expr::Duration(value),
        Token::Number(Literal::Filesize(value)) => Expr::Filesize(value),
        Token::Date(value) => Expr::Date(value),
        Token::Bytes(text) => Expr::Bytes(literal::bytes(text).unwrap_or_default()),
        Token::Variable(name) => Expr::Variable(name.to_owned()),
        Token::Null => Expr::Null,
        Token::True => Expr::Bool(true),
        Token::False => Expr::Bool(false),
        Token::Error => Expr::Error,
    };
    let list = bracketed(Bracket::Square, list(expr.clone()));
    let record = bracketed(Bracket::Curly, record(expr.clone()));
    let group = bracketed(
        Bracket::Round,
        spanned(pipeline.clone()).map(|pipeline| Expr::Group(Box::new(pipeline))).boxed(),
    );
    let text = bracketed(Bracket::Text, interpolation(pipeline));
    let closure = closure(expr, body);
    spanned(choice((simple, list, record, group, text, closure)).labelled(Want::Value).boxed())
}

/// The items of a list, or the columns and rows of a table.
fn list<'t>(expr: Rule<'t, Spanned<Expr>>) -> Rule<'t, Expr> {
    let spread = just(Token::Spread).ignore_then(expr.clone());
    let spread = spanned(spread.map(|inner| Expr::Spread(Box::new(inner))).boxed());
    let item = spread.or(expr).boxed();
    let comma = || just(Token::Comma).or_not();
    let items = item.clone().separated_by(comma()).allow_trailing().collect().boxed();
    let row = items.clone().delimited_by(
        just(Token::Open(Bracket::Square)),
        just(Token::Close(Bracket::Square)).labelled(Want::Stop),
    );
    let rows = spanned(row.boxed()).separated_by(comma()).allow_trailing().collect();
    // Lists nest, so what stands first is read once and then taken for columns if rows follow.
    items
        .then(just(Token::Semicolon).ignore_then(rows).or_not())
        .map_with(|(mut items, rows): (Vec<Spanned<Expr>>, Option<Vec<_>>), e| {
            let Some(rows) = rows else {
                constructs(&items).into_iter().for_each(|trouble| e.emit(trouble));
                return Expr::List(items);
            };
            match (items.pop().map(|item| item.node), items.is_empty()) {
                (Some(Expr::List(columns)), true) => Expr::Table { columns, rows },
                _ => {
                    let span = e.span();
                    e.emit(Trouble::Table { span });
                    Expr::Error
                }
            }
        })
        .boxed()
}

/// Words such as `if` among `items` that are followed by what they were meant to begin. Alone they
/// are words like any other.
fn constructs(items: &[Spanned<Expr>]) -> Vec<Trouble> {
    let is = |item: &Spanned<Expr>, wanted: &[&str]| match &item.node {
        Expr::Word(word) => wanted.contains(&word.as_str()),
        _ => false,
    };
    let is_block = |item: &Spanned<Expr>| match &item.node {
        Expr::Closure(closure) => closure.params.is_empty(),
        Expr::Record(entries) => entries.is_empty(),
        _ => false,
    };
    let mut all = Vec::new();
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let block = match after {
            [block, ..] if is(first, &["try"]) && is_block(block) => 1,
            [_, block, ..] if is(first, &["if", "match"]) && is_block(block) => 2,
            _ => continue,
        };
        let mut end = block;
        // Branches belong to it.
        while let Some([branch, next, ..]) = after.get(end..) {
            let more = match next {
                next if is(branch, &["else", "catch", "finally"]) && is_block(next) => 2,
                next if is(branch, &["else"]) && is(next, &["if"]) => 4,
                _ => break,
            };
            end += more;
        }
        let last = after.get(..end).and_then(<[_]>::last).unwrap_or(first);
        all.push(Trouble::Construct { span: first.span.to(last.span) });
        rest = after.get(end..).unwrap_or_default();
    }
    all
}

/// The entries of a record. A name that is given twice is told about.
fn record<'t>(expr: Rule<'t, Spanned<Expr>>) -> Rule<'t, Expr> {
    let field = key()
        .then_ignore(just(Token::Colon).labelled(Want::Colon))
        .then(expr.clone())
        .map(|(name, value)| Entry::Field(name, value));
    let spread = just(Token::Spread).ignore_then(expr).map(Entry::Spread);
    spread
        .or(field)
        .separated_by(just(Token::Comma).or_not())
        .allow_trailing()
        .collect::<Vec<_>>()
        .map_with(|entries, e| {
            let names = entries.iter().filter_map(|entry| match entry {
                Entry::Field(name, _) => Some(name),
                Entry::Spread(_) => None,
            });
            for trouble in duplicates(names) {
                e.emit(trouble);
            }
            Expr::Record(entries)
        })
        .boxed()
}

/// The name of an entry.
pub(super) fn key<'t>() -> Rule<'t, Spanned<String>> {
    let key = select! {
        Token::Word(name) => name.to_owned(),
        Token::Quoted(name) => name.to_owned(),
        Token::Text(text) => escape::string(text).0,
        Token::Raw(text) => text.to_owned(),
        Token::Null => "null".to_owned(),
        Token::True => "true".to_owned(),
        Token::False => "false".to_owned(),
        Token::Let => "let".to_owned(),
        Token::Not => "not".to_owned(),
        Token::Op(operator) if is_keyword(operator) => operator.text().to_owned(),
    };
    spanned(key.labelled(Want::Key).boxed())
}

/// Whether an operator is written as a word.
fn is_keyword(operator: Binary) -> bool {
    matches!(operator, Binary::And | Binary::Or | Binary::In | Binary::Modulo)
}

/// Names that stand twice among `names`.
pub(super) fn duplicates<'a>(names: impl Iterator<Item = &'a Spanned<String>>) -> Vec<Trouble> {
    let mut seen = std::collections::HashMap::new();
    let mut all = Vec::new();
    for name in names {
        if let Some(first) = seen.insert(name.node.as_str(), name.span) {
            all.push(Trouble::Duplicate { first, again: name.span });
        }
    }
    all
}

/// `{|a, b| … }`, or `{ … }` without parameters.
fn closure<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    body: Rule<'t, Vec<Spanned<Statement>>>,
) -> Rule<'t, Expr> {
    let open = just(Token::Open(Bracket::Block));
    let bar = || just(Token::Pipe).labelled(Want::Bar);
    let params = def::params(expr).delimited_by(just(Token::Pipe), bar());
    let params = params.or_not().map(Option::unwrap_or_default);
    let close = just(Token::Close(Bracket::Block)).labelled(Want::Stop);
    let whole = params.then(body).delimited_by(open, close);
    let whole = whole.map_with(|(params, statements), e| {
        let body = Block { statements, span: e.span() };
        Expr::Closure(Box::new(Closure { params, body }))
    });
    let error = open.then(skip(&[])).then(just(Token::Close(Bracket::Block))).to(Expr::Error);
    whole.recover_with(via_parser(error)).boxed()
}

/// Texts and groups in turn.
fn interpolation<'t>(pipeline: Rule<'t, Pipeline>) -> Rule<'t, Expr> {
    let text = select! { Token::Piece(text, escapes) => (text, escapes) };
    let text = text.map(|(text, escapes)| {
        let mut value = String::new();
        if escapes {
            escape::resolve(text, 0, &mut value);
        } else {
            value.push_str(text);
        }
        Piece::Text(value)
    });
    let (open, close) = (Token::Open(Bracket::Round), Token::Close(Bracket::Round));
    let value = pipeline.delimited_by(just(open), just(close).labelled(Want::Stop));
    let error = just(open).then(skip(&[])).then(just(close)).to(Piece::Text(String::new()));
    let value = value.map(Piece::Value).recover_with(via_parser(error));
    spanned(text.or(value).boxed()).repeated().collect().map(Expr::Interpolation).boxed()
}

/// `inner` in brackets; when it cannot be read, an error up to the closing bracket.
fn bracketed<'t>(bracket: Bracket, inner: Rule<'t, Expr>) -> Rule<'t, Expr> {
    let (open, close) = (just(Token::Open(bracket)), just(Token::Close(bracket)));
    let error = open.then(skip(&[])).then(close).to(Expr::Error);
    inner.delimited_by(open, close.labelled(Want::Stop)).recover_with(via_parser(error)).boxed()
}
