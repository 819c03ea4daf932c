//! The grammar of what gives names: `let`, `const`, `def`, `use`, parameters, and types.

use chumsky::prelude::*;

use super::ast::{
    Binary, Binding, Block, Def, Expr, Fields, Param, ParamKind, Pipeline, Spanned, Statement,
    TypeExpr, Use, UseNames,
};
use super::chars::is_variable;
use super::control::word;
use super::escape;
use super::grammar::{Rule, spanned};
use super::token::{Bracket, Token};
use super::trouble::Want;
use super::values::{duplicates, key};
use crate::source::Span;

/// `let` and `const`.
pub(super) fn binding<'t>(pipeline: Rule<'t, Pipeline>) -> Rule<'t, Statement> {
    let name = select! { Token::Word(name) if is_variable(name) => name.to_owned() };
    let ty = just(Token::Colon).ignore_then(ty()).or_not();
    let rest = spanned(name.labelled(Want::Name).boxed())
        .then(ty)
        .then_ignore(just(Token::Assign).labelled(Want::Equals))
        .then(spanned(pipeline))
        .map(|((name, ty), value)| Binding { name, ty, value, export: None })
        .boxed();
    let variable = just(Token::Let).ignore_then(rest.clone()).map(Statement::Let);
    let constant = export().then_ignore(word("const")).then(rest);
    let constant =
        constant.map(|(export, binding)| Statement::Const(Binding { export, ..binding }));
    variable.or(constant).boxed()
}

/// Where `export` stands, if it does.
fn export<'t>() -> Rule<'t, Option<Span>> {
    word("export").map_with(|(), e| e.span()).or_not().boxed()
}

/// `def` and `use`.
pub(super) fn definition<'t>(
    expr: Rule<'t, Spanned<Expr>>,
    block: Rule<'t, Block>,
) -> Rule<'t, Statement> {
    let name = select! {
        Token::Word(name) if is_variable(name) => name.to_owned(),
        Token::Text(text) => escape::string(text).0,
    };
    let name = spanned(name.labelled(Want::Name).boxed());
    let params = params(expr).delimited_by(
        just(Token::Open(Bracket::Square)).labelled(Want::Params),
        just(Token::Close(Bracket::Square)).labelled(Want::Stop),
    );
    let to = just(Token::Arrow).ignore_then(ty()).or_not();
    let types = just(Token::Colon).ignore_then(ty()).then(to).or_not();
    let def = export().then_ignore(word("def")).then(name).then(params).then(types).then(block);
    let def = def.map(|((((export, name), params), types), body)| {
        let (input, output) = match types {
            Some((input, Some(output))) => (Some(input), Some(output)),
            Some((output, None)) => (None, Some(output)),
            None => (None, None),
        };
        let doc = String::new();
        Statement::Def(Box::new(Def { name, params, input, output, body, doc, export }))
    });
    def.boxed().or(import()).boxed()
}

fn import<'t>() -> Rule<'t, Statement> {
    let path = select! {
        Token::Word(path) => path.to_owned(),
        Token::Text(path) => escape::string(path).0,
    };
    let path = spanned(path.labelled(Want::Path).boxed());
    let name = select! {
        Token::Word(name) => name.to_owned(),
        Token::Text(name) => escape::string(name).0,
    };
    let names = spanned(name.boxed()).separated_by(just(Token::Comma).or_not()).allow_trailing();
    let names = names.collect().delimited_by(
        just(Token::Open(Bracket::Square)),
        just(Token::Close(Bracket::Square)).labelled(Want::Stop),
    );
    let all = just(Token::Op(Binary::Multiply)).to(UseNames::All);
    let names = names.map(UseNames::Some).or(all).or_not();
    word("use")
        .ignore_then(path.then(names))
        .map(|(path, names)| {
            Statement::Use(Use { path, names: names.unwrap_or(UseNames::Prefixed) })
        })
        .boxed()
}

/// Parameters with commas, or nothing, between them. A name that is given twice is told about.
pub(super) fn params<'t>(expr: Rule<'t, Spanned<Expr>>) -> Rule<'t, Vec<Param>> {
    let ty = just(Token::Colon).ignore_then(ty()).or_not().boxed();
    let default = just(Token::Assign).ignore_then(expr).or_not().boxed();
    let long = select! { Token::Flag(flag) if flag.starts_with("--") => flag.to_owned() };
    let short = select! { Token::Flag(flag) => flag.chars().nth(1) };
    let short = short.delimited_by(
        just(Token::Open(Bracket::Round)),
        just(Token::Close(Bracket::Round)).labelled(Want::Stop),
    );
    let flag = spanned(long.boxed()).then(short.or_not()).then(ty.clone()).then(default.clone());
    let flag = flag.map(|(((name, short), ty), default)| {
        let place = Span { start: name.span.start + 2, ..name.span };
        let name = Spanned::new(name.node.trim_start_matches('-').to_owned(), place);
        let kind = if ty.is_some() { ParamKind::Flag } else { ParamKind::Switch };
        Param { name, kind, short: short.flatten(), ty, default, doc: String::new() }
    });
    let name = select! { Token::Word(name) if is_param(name) => name.to_owned() };
    let plain = spanned(name.boxed()).then(ty).then(default).map(|((name, ty), default)| {
        let inner = name.node.trim_start_matches("...");
        let dots = name.node.len() - inner.len();
        let place = Span { start: name.span.start + dots, ..name.span };
        let kind = match () {
            () if dots > 0 => ParamKind::Rest,
            () if inner.ends_with('?') || default.is_some() => ParamKind::Optional,
            () => ParamKind::Required,
        };
        let name = Spanned::new(inner.trim_end_matches('?').to_owned(), place);
        Param { name, kind, short: None, ty, default, doc: String::new() }
    });
    flag.boxed()
        .or(plain.boxed())
        .labelled(Want::Param)
        .separated_by(just(Token::Comma).or_not())
        .allow_trailing()
        .collect::<Vec<_>>()
        .map_with(|params, e| {
            for trouble in duplicates(params.iter().map(|param| &param.name)) {
                e.emit(trouble);
            }
            params
        })
        .boxed()
}

/// Whether `name` may stand for a positional parameter: `name`, `name?` or `...name`.
fn is_param(name: &str) -> bool {
    let inner = name.strip_prefix("...").unwrap_or_else(|| name.strip_suffix('?').unwrap_or(name));
    is_variable(inner)
}

/// A type.
pub(super) fn ty<'t>() -> Rule<'t, Spanned<TypeExpr>> {
    recursive(|ty| {
        let name =
            select! { Token::Word(name) => name.to_owned(), Token::Null => "null".to_owned() };
        let open = || just(Token::Op(Binary::Less));
        let close = || just(Token::Op(Binary::Greater)).labelled(Want::Greater);
        let item = ty.clone().delimited_by(open(), close());
        let list = word("list").ignore_then(item).map(|item| TypeExpr::List(Box::new(item)));
        let field = key().then_ignore(just(Token::Colon).labelled(Want::Colon)).then(ty);
        let comma = || just(Token::Comma).or_not();
        let more = word("...").then(comma()).or_not().map(|more| more.is_some());
        let fields = field.separated_by(comma()).allow_trailing().collect::<Vec<_>>();
        let fields = fields.then(more).delimited_by(open(), close());
        let fields = fields.map(|(fields, open)| Fields { fields, open }).boxed();
        let record = word("record").ignore_then(fields.clone()).map(TypeExpr::Record);
        let table = word("table").ignore_then(fields).map(TypeExpr::Table);
        let error = just(Token::Error).to(TypeExpr::Error);
        let base = choice((list.boxed(), record.boxed(), table.boxed(), name.map(TypeExpr::Name)));
        let base = spanned(base.or(error).labelled(Want::Type).boxed());
        let mark = just(Token::Word("?"));
        base.then(mark.or_not())
            .map_with(|(base, mark), e| nullable(base, mark.is_some(), e.span()))
    })
    .boxed()
}

/// A name with `?` at its end, or a type with `?` behind it, is nullable.
fn nullable(base: Spanned<TypeExpr>, mark: bool, span: Span) -> Spanned<TypeExpr> {
    let inner = match &base.node {
        TypeExpr::Name(name) if name.len() > 1 && name.ends_with('?') => {
            let place = Span { end: base.span.end - 1, ..base.span };
            let name = name.trim_end_matches('?').to_owned();
            Spanned::new(TypeExpr::Name(name), place)
        }
        _ if mark => base,
        _ => return base,
    };
    Spanned::new(TypeExpr::Nullable(Box::new(inner)), span)
}
