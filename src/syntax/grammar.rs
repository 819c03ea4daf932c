//! The grammar of statements, pipelines, calls and values: balanced, mended tokens to tree.
//! Operators are in [`super::expression`]; words for errors are in [`super::trouble`].

use chumsky::input::MappedInput;
use chumsky::prelude::*;

use super::ast::{Argument, Binary, Call, Expr, Pipeline, Spanned, Stage, Statement};
use super::chars::is_variable;
use super::escape;
use super::expression;
use super::literal::Literal;
use super::token::{Bracket, Token};
use super::trouble::{Trouble, Want};
use crate::source::Span;

/// The tokens of one statement.
pub(super) type Tokens<'t> = MappedInput<'t, Token<'t>, Span, &'t [(Token<'t>, Span)]>;
/// A part of the grammar. Boxed, so that the types stay small and compile fast.
pub(super) type Rule<'t, O> = Boxed<'t, 't, Tokens<'t>, O, extra::Err<Trouble>>;

/// A whole statement.
pub(super) fn statement<'t>() -> Rule<'t, Spanned<Statement>> {
    let pipeline = recursive(|pipeline| {
        let expr = expression::expression(pipeline.boxed());
        pipeline_of(stage(expr))
    })
    .boxed();
    let name = select! { Token::Word(name) if is_variable(name) => name.to_owned() };
    let bind = just(Token::Let)
        .ignore_then(spanned(name.labelled(Want::Name).boxed()))
        .then_ignore(just(Token::Assign).labelled(Want::Equals))
        .then(spanned(pipeline.clone()))
        .map(|(name, value)| Statement::Let { name, value });
    let statement = bind.or(pipeline.map(Statement::Pipeline)).then_ignore(end()).boxed();
    let error = any().repeated().map_with(|(), e| {
        let stages = vec![Spanned::new(Stage::Error, e.span())];
        Statement::Pipeline(Pipeline { stages })
    });
    spanned(statement.recover_with(via_parser(error)).boxed())
}

/// Stages with `|` between them. A stage that cannot be read is an error up to the next `|`.
fn pipeline_of<'t>(stage: Rule<'t, Stage>) -> Rule<'t, Pipeline> {
    let stop = select! { Token::Pipe => (), Token::Close(_) => () }.or(end()).labelled(Want::Stop);
    let whole = stage.then_ignore(stop.rewind());
    let error = skip(&[Token::Pipe]).to(Stage::Error);
    spanned(whole.recover_with(via_parser(error)).boxed())
        .separated_by(just(Token::Pipe))
        .at_least(1)
        .collect()
        .map(|stages| Pipeline { stages })
        .boxed()
}

/// A call, when it begins with a word that no operator follows, or else an expression.
fn stage<'t>(expr: Rule<'t, Spanned<Expr>>) -> Rule<'t, Stage> {
    let operator = select! { Token::Op(_) => () };
    let name = select! { Token::Word(name) => name.to_owned() }.then_ignore(operator.not());
    let value = just(Token::Assign).ignore_then(expr.clone());
    let flag = select! { Token::Flag(text) => text }
        .map_with(|text, e| (text, e.span()))
        .then(value.or_not())
        .map(|((text, span), value)| flag(text, span, value));
    let argument =
        spanned(flag.or(expr.clone().map(|expr| Argument::Positional(expr.node))).boxed())
            .labelled(Want::Argument);
    let arguments = argument.separated_by(just(Token::Comma).or_not()).collect();
    let call = spanned(name.boxed())
        .then(arguments)
        .map(|(name, arguments)| Stage::Call(Call { name, arguments }));
    call.or(expr.map(|expr| Stage::Expr(expr.node))).labelled(Want::Stage).boxed()
}

fn flag(text: &str, span: Span, value: Option<Spanned<Expr>>) -> Argument {
    let name = text.trim_start_matches('-');
    let dashes = text.len() - name.len();
    let place = Span { start: span.start + dashes, ..span };
    Argument::Flag { name: Spanned::new(name.to_owned(), place), value, short: dashes == 1 }
}

/// What is worth something by itself: a word, a literal, a variable, or something in brackets.
pub(super) fn atom<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    pipeline: Rule<'t, Pipeline>,
) -> Rule<'t, Spanned<Expr>> {
    let simple = select! {
        Token::Word(word) => Expr::Word(word.to_owned()),
        Token::Quoted(word) => Expr::Word(word.to_owned()),
        Token::Text(text) => Expr::String(escape::string(text).0),
        Token::Number(Literal::Int(value)) => Expr::Int(value),
        Token::Number(Literal::Float(value)) => Expr::Float(value),
        Token::Number(Literal::Duration(value)) => Expr::Duration(value),
        Token::Number(Literal::Filesize(value)) => Expr::Filesize(value),
        Token::Variable(name) => Expr::Variable(name.to_owned()),
        Token::Null => Expr::Null,
        Token::True => Expr::Bool(true),
        Token::False => Expr::Bool(false),
        Token::Error => Expr::Error,
    };
    let items = expr.clone().separated_by(just(Token::Comma).or_not()).allow_trailing().collect();
    let list = bracketed(Bracket::Square, items.map(Expr::List).boxed());
    let record = bracketed(Bracket::Curly, record(expr));
    let group = bracketed(
        Bracket::Round,
        spanned(pipeline).map(|pipeline| Expr::Group(Box::new(pipeline))).boxed(),
    );
    spanned(choice((simple, list, record, group)).labelled(Want::Value).boxed())
}

/// The entries of a record. A name that is given twice is told about.
fn record<'t>(expr: Rule<'t, Spanned<Expr>>) -> Rule<'t, Expr> {
    let key = select! {
        Token::Word(name) => name.to_owned(),
        Token::Quoted(name) => name.to_owned(),
        Token::Text(text) => escape::string(text).0,
        Token::Null => "null".to_owned(),
        Token::True => "true".to_owned(),
        Token::False => "false".to_owned(),
        Token::Let => "let".to_owned(),
        Token::Not => "not".to_owned(),
        Token::Op(operator) if is_keyword(operator) => operator.text().to_owned(),
    };
    let entry = spanned(key.labelled(Want::Key).boxed())
        .then_ignore(just(Token::Colon).labelled(Want::Colon))
        .then(expr);
    entry
        .separated_by(just(Token::Comma).or_not())
        .allow_trailing()
        .collect::<Vec<_>>()
        .map_with(|entries, e| {
            for trouble in duplicates(&entries) {
                e.emit(trouble);
            }
            Expr::Record(entries)
        })
        .boxed()
}

/// Whether an operator is written as a word.
fn is_keyword(operator: Binary) -> bool {
    matches!(operator, Binary::And | Binary::Or | Binary::In | Binary::Modulo)
}

fn duplicates(entries: &[(Spanned<String>, Spanned<Expr>)]) -> Vec<Trouble> {
    let mut seen = std::collections::HashMap::new();
    let mut all = Vec::new();
    for (name, _) in entries {
        if let Some(first) = seen.insert(name.node.as_str(), name.span) {
            all.push(Trouble::Duplicate { first, again: name.span });
        }
    }
    all
}

/// `inner` in brackets; when it cannot be read, an error up to the closing bracket.
fn bracketed<'t>(bracket: Bracket, inner: Rule<'t, Expr>) -> Rule<'t, Expr> {
    let (open, close) = (just(Token::Open(bracket)), just(Token::Close(bracket)));
    let error = open.then(skip(&[])).then(close).to(Expr::Error);
    inner.delimited_by(open, close.labelled(Want::Stop)).recover_with(via_parser(error)).boxed()
}

/// Everything up to a closing bracket, the end, or one of `stops`; brackets are skipped whole.
fn skip<'t>(stops: &'static [Token<'static>]) -> Rule<'t, ()> {
    let plain = move |stops: &'static [Token<'static>]| {
        any()
            .filter(move |token: &Token<'t>| {
                !matches!(token, Token::Open(_) | Token::Close(_)) && !stops.contains(token)
            })
            .ignored()
    };
    let group = recursive(move |group| {
        let inside = plain(&[]).or(group).repeated();
        let open = select! { Token::Open(_) => () };
        inside.delimited_by(open, select! { Token::Close(_) => () }).ignored()
    });
    plain(stops).or(group).repeated().boxed()
}

/// What `rule` gives, with its place.
pub(super) fn spanned<'t, O: 't>(rule: Rule<'t, O>) -> Rule<'t, Spanned<O>> {
    rule.map_with(|node, e| Spanned::new(node, e.span())).boxed()
}
