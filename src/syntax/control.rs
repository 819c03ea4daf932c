//! The grammar of what begins with a word of the language: choices, loops, errors.

use chumsky::prelude::*;

use super::ast::{
    Arm, Block, Else, Expr, Handler, If, Match, Pattern, Pipeline, Spanned, Statement, Try,
};
use super::def;
use super::escape;
use super::grammar::{Rule, record_instead, spanned};
use super::literal::Literal;
use super::token::{Bracket, Token};
use super::trouble::{Trouble, Want};
use super::values;

/// The rule of the word `wanted`.
pub(super) fn word<'t>(
    wanted: &'static str,
) -> impl Parser<'t, super::grammar::Tokens<'t>, (), extra::Err<Trouble>> + Clone {
    just(Token::Word(wanted)).ignored()
}

/// `if`, `match` and `try`, which have a value.
pub(super) fn value<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    one: Rule<'t, Spanned<Statement>>,
    body: Rule<'t, Vec<Spanned<Statement>>>,
    block: Rule<'t, Block>,
) -> Rule<'t, Expr> {
    let choice_of = if_else(expr.clone(), block.clone()).map(|one| Expr::If(Box::new(one)));
    let matching = matching(expr, one, block.clone());
    choice((choice_of, matching, attempt(body, block))).boxed()
}

fn if_else<'t>(expr: Rule<'t, Spanned<Expr>>, block: Rule<'t, Block>) -> Rule<'t, If> {
    recursive(|if_else| {
        let next = spanned(if_else.map(Box::new).boxed()).map(Else::If);
        let otherwise = word("else").ignore_then(next.or(block.clone().map(Else::Block)));
        let head = word("if").ignore_then(expr).then(block);
        head.then(otherwise.or_not()).map(|((condition, then), otherwise)| If {
            condition,
            then,
            otherwise,
        })
    })
    .boxed()
}

fn matching<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    one: Rule<'t, Spanned<Statement>>,
    block: Rule<'t, Block>,
) -> Rule<'t, Expr> {
    let newline = just(Token::Newline);
    let guard = word("if").ignore_then(expr.clone()).or_not();
    let patterns = spanned(pattern())
        .separated_by(just(Token::Pipe).then(newline.repeated()))
        .at_least(1)
        .collect();
    let arm = patterns
        .then(guard)
        .then_ignore(just(Token::FatArrow).labelled(Want::Arrow))
        .then(arm_body(one, block))
        .map(|((patterns, guard), body)| Arm { patterns, guard, body });
    let separator = select! { Token::Newline => (), Token::Comma => (), Token::Semicolon => () };
    let arms = arm
        .separated_by(separator.repeated().at_least(1))
        .allow_leading()
        .allow_trailing()
        .collect()
        .delimited_by(
            just(Token::Open(Bracket::Block)),
            just(Token::Close(Bracket::Block)).labelled(Want::Stop),
        );
    let none = record_instead(|span| Trouble::RecordForArms { span });
    let arms = arms.or(none.map(|()| Vec::new())).labelled(Want::Arms);
    let arms = arms.map_with(|arms, e| (arms, e.span()));
    word("match")
        .ignore_then(expr)
        .then(arms)
        .map(|(value, (arms, span))| Expr::Match(Box::new(Match { value, arms, span })))
        .boxed()
}

/// What stands behind `=>`: a block, or one statement.
fn arm_body<'t>(one: Rule<'t, Spanned<Statement>>, block: Rule<'t, Block>) -> Rule<'t, Block> {
    let open = just(Token::Open(Bracket::Block));
    let single = one.map_with(|statement, e| Block { statements: vec![statement], span: e.span() });
    open.rewind().ignore_then(block).or(single).boxed()
}

fn attempt<'t>(body: Rule<'t, Vec<Spanned<Statement>>>, block: Rule<'t, Block>) -> Rule<'t, Expr> {
    let kind = select! { Token::Word(name) => name.to_owned() }.labelled(Want::Kind);
    let kinds = spanned(kind.boxed()).separated_by(just(Token::Comma)).at_least(1).collect();
    let kinds = kinds.then_ignore(just(Token::FatArrow).labelled(Want::Arrow));
    let name = select! { Token::Word(name) => name.to_owned() };
    let name = spanned(name.labelled(Want::Name).boxed());
    let bar = || just(Token::Pipe).labelled(Want::Bar);
    let named = name.delimited_by(just(Token::Pipe), bar());
    let open = just(Token::Open(Bracket::Block));
    let close = just(Token::Close(Bracket::Block)).labelled(Want::Stop);
    let with_name = named
        .then(body)
        .delimited_by(open, close)
        .map_with(|(name, statements), e| (Some(name), Block { statements, span: e.span() }));
    let closure = open.then(just(Token::Pipe)).rewind().ignore_then(with_name);
    let plain = block.clone().map(|block| (None, block));
    let handler = word("catch").ignore_then(kinds.or_not()).then(closure.or(plain)).map_with(
        |(kinds, (name, body)), e| {
            let kinds: Option<Vec<_>> = kinds;
            Handler { kinds: kinds.unwrap_or_default(), name, body, span: e.span() }
        },
    );
    let finally = word("finally").ignore_then(block.clone()).or_not();
    word("try")
        .ignore_then(block)
        .then(handler.repeated().collect())
        .then(finally)
        .map(|((body, handlers), finally)| Expr::Try(Box::new(Try { body, handlers, finally })))
        .boxed()
}

/// `for` and `while`, and `test`, which is no loop but a block with a head as well.
pub(super) fn loops<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    block: Rule<'t, Block>,
) -> Rule<'t, Statement> {
    let name =
        select! { Token::Word(name) => name.to_owned(), Token::Variable(name) => name.to_owned() };
    let name = spanned(name.labelled(Want::Name).boxed());
    let within = just(Token::Op(super::ast::Binary::In)).labelled(Want::In);
    let each = word("for")
        .ignore_then(name)
        .then_ignore(within)
        .then(expr.clone())
        .then(block.clone())
        .map(|((name, over), body)| Statement::For { name, over, body });
    let repeat = word("while")
        .ignore_then(expr)
        .then(block.clone())
        .map(|(condition, body)| Statement::While { condition, body });
    let title = select! {
        Token::Text(text) => escape::string(text).0,
        Token::Raw(text) => text.to_owned(),
    };
    let test = word("test").ignore_then(spanned(title.boxed())).then(block);
    let test = test.map(|(name, body)| Statement::Test { name, body });
    choice((each, repeat, test)).boxed()
}

/// `break`, `continue` and `return`.
pub(super) fn leave<'t>(pipeline: Rule<'t, Pipeline>) -> Rule<'t, Statement> {
    let stop = select! { Token::Newline => (), Token::Semicolon => (), Token::Close(_) => () };
    let stop = stop.or(end());
    let value = stop.rewind().to(None).or(spanned(pipeline).map(Some));
    choice((
        word("break").to(Statement::Break),
        word("continue").to(Statement::Continue),
        word("return").ignore_then(value).map(Statement::Return),
    ))
    .boxed()
}

/// What a value may look like.
fn pattern<'t>() -> Rule<'t, Pattern> {
    recursive(|pattern| {
        let one = spanned(pattern.boxed());
        let number = select! {
            Token::Number(Literal::Int(value)) => Expr::Int(value),
            Token::Number(Literal::Float(value)) => Expr::Float(value),
            Token::Number(Literal::Duration(value)) => Expr::Duration(value),
            Token::Number(Literal::Filesize(value)) => Expr::Filesize(value),
            Token::Date(value) => Expr::Date(value),
        };
        let number = spanned(number.boxed());
        let dots = select! { Token::Range(inclusive) => inclusive };
        let range = number.clone().then(dots).then(number.clone().or_not()).map(
            |((start, inclusive), end)| {
                let range = super::ast::Range { start, next: None, end, inclusive };
                Pattern::Value(Expr::Range(Box::new(range)))
            },
        );
        let literal = select! {
            Token::Null => Expr::Null,
            Token::True => Expr::Bool(true),
            Token::False => Expr::Bool(false),
            Token::Text(text) => Expr::String(escape::string(text).0),
            Token::Raw(text) => Expr::String(text.to_owned()),
        };
        let value = number.map(|number| number.node).or(literal).map(Pattern::Value);
        let name = select! { Token::Variable(name) => name.to_owned() };
        let named = spanned(name.boxed())
            .then(just(Token::Colon).ignore_then(def::ty()).or_not())
            .map(|(name, ty)| match ty {
                Some(ty) => Pattern::Type(Some(name), ty),
                None => Pattern::Name(name.node),
            });
        let anything = word("_").to(Pattern::Any);
        let by_type = def::ty().map(|ty| Pattern::Type(None, ty));
        let rest = just(Token::Spread).ignore_then(name).map(Some);
        let rest = rest.or(word("...").to(None));
        let comma = || just(Token::Comma).or_not();
        let items = one.clone().separated_by(comma()).allow_trailing().collect();
        let list = items.then(spanned(rest.boxed()).or_not()).delimited_by(
            just(Token::Open(Bracket::Square)),
            just(Token::Close(Bracket::Square)).labelled(Want::Stop),
        );
        let list = list.map(|(items, rest)| Pattern::List(items, rest));
        let field = values::key().then_ignore(just(Token::Colon).labelled(Want::Colon)).then(one);
        let short = spanned(name.boxed()).map(|name| {
            let pattern = Spanned::new(Pattern::Name(name.node.clone()), name.span);
            (name, pattern)
        });
        let newline = just(Token::Newline);
        let fields = short.or(field).padded_by(newline.repeated());
        let fields = fields.separated_by(comma()).allow_trailing().collect().boxed();
        let braces = |bracket| {
            let close = just(Token::Close(bracket)).labelled(Want::Stop);
            fields.clone().delimited_by(just(Token::Open(bracket)), close)
        };
        let record = braces(Bracket::Curly).or(braces(Bracket::Block)).map(Pattern::Record);
        let error = just(Token::Error).to(Pattern::Error);
        choice((range.boxed(), value.boxed(), named.boxed(), anything, list.boxed()))
            .or(choice((record.boxed(), by_type.boxed(), error)))
            .labelled(Want::Pattern)
    })
    .boxed()
}
