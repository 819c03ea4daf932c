//! The grammar of statements, pipelines and calls: balanced, mended tokens to tree. Operators are
//! in [`super::expression`], values in [`super::values`], what begins with a word of the language
//! in [`super::control`] and [`super::def`]; words for errors are in [`super::explain`].

use chumsky::input::MappedInput;
use chumsky::prelude::*;

use super::ast::{Argument, Block, Call, Expr, Pipeline, Spanned, Stage, Statement};
use super::lexer::lex;
use super::token::{Bracket, Token};
use super::trouble::{Trouble, Want};
use super::{control, def, expression};
use crate::source::{SourceId, Span};

/// The tokens of one statement.
pub(super) type Tokens<'t> = MappedInput<'t, Token<'t>, Span, &'t [(Token<'t>, Span)]>;
/// A part of the grammar. Boxed, so that the types stay small and compile fast.
pub(super) type Rule<'t, O> = Boxed<'t, 't, Tokens<'t>, O, extra::Err<Trouble>>;

/// Words that begin a statement.
pub(super) const STATEMENTS: &[&str] =
    &["break", "const", "continue", "def", "export", "for", "return", "use", "while"];

/// Words that begin a stage and are no commands.
pub(super) const STAGES: &[&str] = &["catch", "else", "finally", "if", "match", "try"];

/// Whether `word` begins something else than a call.
pub(super) fn is_reserved(word: &str) -> bool {
    STATEMENTS.contains(&word) || STAGES.contains(&word)
}

/// A whole text between two ends of statements.
pub(super) fn statement<'t>() -> Rule<'t, Spanned<Statement>> {
    let one = recursive(|statement| {
        let one = statement.boxed();
        let body = statements(one.clone());
        let block = block(body.clone());
        let pipeline = recursive(|pipeline| {
            let expr = expression::expression(pipeline.boxed(), body.clone());
            let control = control::value(expr.clone(), one.clone(), body.clone(), block.clone());
            pipeline_of(stage(expr, control))
        })
        .boxed();
        let expr = expression::expression(pipeline.clone(), body.clone());
        let special = choice((
            def::binding(pipeline.clone()),
            def::definition(expr.clone(), block.clone()),
            control::loops(expr, block),
            control::leave(pipeline.clone()),
        ));
        let plain = pipeline.map(Statement::Pipeline);
        spanned(special.or(plain).boxed())
    })
    .boxed();
    let whole = one.then_ignore(end()).boxed();
    let error = any().repeated().map_with(|(), e| Spanned::new(unread(e.span()), e.span()));
    whole.recover_with(via_parser(error)).boxed()
}

/// The statement that stands for one which cannot be read.
pub(super) fn unread(span: Span) -> Statement {
    Statement::Pipeline(Pipeline { stages: vec![Spanned::new(Stage::Error, span)] })
}

/// Statements between braces. One that cannot be read is an error up to the end of its line.
fn statements<'t>(statement: Rule<'t, Spanned<Statement>>) -> Rule<'t, Vec<Spanned<Statement>>> {
    let separator = select! { Token::Newline => (), Token::Semicolon => () };
    let stop = separator.or(select! { Token::Close(_) => () }).labelled(Want::Stop);
    let whole = statement.then_ignore(stop.rewind());
    let begin = separator.or(select! { Token::Close(_) => () }).not();
    let error = begin
        .ignore_then(skip(&[Token::Newline, Token::Semicolon]))
        .map_with(|(), e| Spanned::new(unread(e.span()), e.span()));
    let item = whole.recover_with(via_parser(error));
    item.separated_by(separator.repeated().at_least(1))
        .allow_leading()
        .allow_trailing()
        .collect()
        .boxed()
}

/// `{ … }` where statements are wanted; an empty record is an empty block.
fn block<'t>(body: Rule<'t, Vec<Spanned<Statement>>>) -> Rule<'t, Block> {
    let open = just(Token::Open(Bracket::Block));
    let full = body.delimited_by(open, just(Token::Close(Bracket::Block)));
    let empty = record_instead(|span| Trouble::RecordForBlock { span }).map(|()| Vec::new());
    // After a value that is missing only the block is left, and the value has been told about.
    let error = just(Token::Error).to(Vec::new());
    choice((full, empty, error))
        .labelled(Want::Block)
        .map_with(|statements, e| Block { statements, span: e.span() })
        .boxed()
}

/// Braces that were taken for those of a record: well when they are empty, else `trouble`.
pub(super) fn record_instead<'t>(trouble: fn(Span) -> Trouble) -> Rule<'t, ()> {
    let open = just(Token::Open(Bracket::Curly));
    let close = just(Token::Close(Bracket::Curly));
    let content = skip(&[]).map_with(|(), e| e.span());
    content
        .delimited_by(open, close)
        .map_with(move |inside: Span, e| {
            let span = e.span();
            if !inside.is_empty() {
                e.emit(trouble(span));
            }
        })
        .boxed()
}

/// Stages with `|` between them. A stage that cannot be read is an error up to the next `|`.
fn pipeline_of<'t>(stage: Rule<'t, Stage>) -> Rule<'t, Pipeline> {
    const ENDS: &[Token<'static>] =
        &[Token::Pipe, Token::Newline, Token::Semicolon, Token::FatArrow];
    let stop = any().filter(|token| ENDS.contains(token) || matches!(token, Token::Close(_)));
    let stop = stop.ignored().or(end()).labelled(Want::Stop);
    let arm = just(Token::Comma).ignored();
    let whole = stage.then_ignore(stop.or(arm).rewind());
    let elsewhere = any().filter(|token| match token {
        Token::Word(word) => is_reserved(word),
        Token::Pipe => false,
        token => ENDS.contains(token) || matches!(token, Token::Close(_)),
    });
    let error = elsewhere.not().ignore_then(skip(ENDS)).to(Stage::Error);
    spanned(whole.recover_with(via_parser(error)).boxed())
        .separated_by(just(Token::Pipe))
        .at_least(1)
        .collect()
        .map(|stages| Pipeline { stages })
        .boxed()
}

/// What begins with a word of the language, or a call when it begins with a word that no operator
/// follows, or else an expression.
fn stage<'t>(expr: Rule<'t, Spanned<Expr>>, control: Rule<'t, Expr>) -> Rule<'t, Stage> {
    let operator = select! { Token::Op(_) => () };
    let name = select! { Token::Word(name) if !is_reserved(name) => name.to_owned() };
    let name = name.then_ignore(operator.not());
    let value = just(Token::Assign).ignore_then(expr.clone());
    let flag = select! { Token::Flag(text) => text }
        .map_with(|text, e| (text, e.span()))
        .then(value.or_not())
        .map(|((text, span), value)| flag(text, span, value));
    let spread = just(Token::Spread).ignore_then(expr.clone());
    let spread = spread.map(|expr| Argument::Positional(Expr::Spread(Box::new(expr))));
    let plain = expr.clone().map(|expr| Argument::Positional(expr.node));
    let argument = spanned(choice((flag, spread, plain)).boxed()).labelled(Want::Argument);
    let arguments = argument.separated_by(just(Token::Comma).or_not()).collect();
    let call = spanned(name.boxed())
        .then(arguments)
        .map(|(name, arguments)| Stage::Call(Call { name, arguments }));
    let reserved = select! { Token::Word(word) if is_reserved(word) => () };
    let value = reserved.not().ignore_then(expr).map(|expr| Stage::Expr(expr.node));
    choice((control.map(Stage::Expr), call.boxed(), value.boxed())).labelled(Want::Stage).boxed()
}

fn flag(text: &str, span: Span, value: Option<Spanned<Expr>>) -> Argument {
    let name = text.trim_start_matches('-');
    let dashes = text.len() - name.len();
    let place = Span { start: span.start + dashes, ..span };
    Argument::Flag { name: Spanned::new(name.to_owned(), place), value, short: dashes == 1 }
}

/// Everything up to a closing bracket, the end, or one of `stops`; brackets are skipped whole.
pub(super) fn skip<'t>(stops: &'static [Token<'static>]) -> Rule<'t, ()> {
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

/// Whether a line that begins with `name`, the name of a command, would be read as something else:
/// its first word is one of the language.
pub fn begins_with_keyword(name: &str) -> bool {
    let word = name.split(' ').next().unwrap_or(name);
    let is_word = || {
        let tokens = lex(SourceId::default(), word, 0);
        matches!(tokens.first(), Some((Token::Word(_), _)))
    };
    is_reserved(word) || word == "test" || !is_word()
}
