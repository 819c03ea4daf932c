//! What stands under the pointer.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::describe::{self, Page};
use super::names::{Definition, Kind, Target};
use super::state::{File, Place, State};
use super::wire::Failure;
use crate::command::Command;
use crate::plan::Fact;
use crate::source::Span;
use crate::syntax::ast::{Argument, Call, Def, Expr, Param, Program, Stage, Statement};
use crate::syntax::walk::{Node, walk};

/// What is told about the place that `params` name.
pub(super) fn hover(state: &State, params: &HoverParams) -> Result<Option<Hover>, Failure> {
    let place = state.place(&params.text_document_position_params)?;
    let found = named(state, &place).or_else(|| in_tree(state, &place));
    Ok(found.map(|(span, page)| {
        let markdown = state.client.markdown;
        let kind = if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        let contents = HoverContents::Markup(MarkupContent { kind, value: page.text(markdown) });
        let range = place.document.lines.range(&place.document.text, span.start..span.end);
        Hover { contents, range: Some(range) }
    }))
}

/// What is told about a name that something defines.
fn named(state: &State, place: &Place<'_>) -> Option<(Span, Page)> {
    let (span, target) = place.file.names.at(&place.file.text, place.at)?;
    let page = match target {
        Target::Local(number) => of_definition(&place.file, number, place)?,
        Target::Foreign(foreign) => {
            let file = state.file(&foreign.module)?;
            let number = file.names.exported(&foreign.name, foreign.flag.as_deref())?;
            of_definition(&file, number, place)?
        }
        Target::Module(name) => Page::default().code(&format!("use {name}")),
    };
    Some((span, page))
}

fn of_definition(file: &File, number: usize, place: &Place<'_>) -> Option<Page> {
    let one = file.names.definitions.get(number)?;
    let known = place.study.facts.at(one.key).map(Fact::ty);
    if one.kind == Kind::Def {
        return Some(describe::def(find_def(&file.program, one.key)?, known));
    }
    let ty = known.map_or_else(|| "any".to_owned(), ToString::to_string);
    let sign = match one.kind {
        Kind::Constant => "const ",
        Kind::Parameter(_) => "",
        _ => "let ",
    };
    let page = Page::default().code(&format!("{sign}{}: {ty}", one.name));
    Some(match one.kind {
        Kind::Parameter(_) => page.words(&doc_of(&file.program, one)),
        _ => page,
    })
}

/// The comment behind a parameter.
fn doc_of(program: &Program, one: &Definition) -> String {
    let mut doc = String::new();
    walk(program, &mut |node| {
        if let Node::Param(Param { name, doc: found, .. }) = node
            && name.span == one.key
        {
            doc.clone_from(found);
        }
    });
    doc
}

/// The `def` whose name stands at `key`.
pub(super) fn find_def(program: &Program, key: Span) -> Option<&Def> {
    let mut found = None;
    walk(program, &mut |node| {
        if let Node::Statement(Statement::Def(def), _) = node
            && def.name.span == key
        {
            found = Some(def.as_ref());
        }
    });
    found
}

/// What is told about a command, a flag, a column, a field, or a value with a unit.
fn in_tree(state: &State, place: &Place<'_>) -> Option<(Span, Page)> {
    let mut found: Option<(Span, Page)> = None;
    let facts = &place.study.facts;
    let mut take = |span: Span, page: Page| {
        // What is found further in is found later, and stands for itself.
        found = Some((span, page));
    };
    let on = |span: Span| span.start <= place.at && place.at <= span.end;
    walk(&place.file.program, &mut |node| {
        if !on(node.span()) {
            return;
        }
        match node {
            Node::Stage(Stage::Call(call), _) => {
                let Some((command, span)) = command(state, call) else { return };
                if on(span) {
                    let flow = match facts.at(span) {
                        Some(Fact::Command(_, input, output)) => Some((input, output)),
                        _ => None,
                    };
                    take(span, describe::command(command, flow));
                }
                for argument in &call.arguments {
                    if let Argument::Flag { name, short, .. } = &argument.node
                        && on(argument.span)
                        && let Some(flag) = command.signature.flag(&name.node, *short)
                    {
                        take(
                            name.span,
                            Page::default().code(&format!("--{}", flag.name)).words(flag.doc),
                        );
                    }
                }
            }
            Node::Expr(Expr::Duration(nanoseconds), span) => {
                take(span, Page::default().code("duration").words(&grouped(*nanoseconds, "ns")));
            }
            Node::Expr(Expr::Filesize(bytes), span) => {
                take(span, Page::default().code("filesize").words(&grouped(*bytes, "bytes")));
            }
            Node::Expr(Expr::Date(_), span) => take(span, Page::default().code("date")),
            Node::Expr(Expr::Word(word), span) => {
                if let Some(Fact::Column(ty)) = facts.at(span) {
                    take(span, column(word, ty));
                }
            }
            Node::Name(word, span) => match facts.at(span) {
                Some(Fact::Column(ty)) => take(span, column(word, ty)),
                Some(Fact::Value(ty)) => {
                    take(span, Page::default().code(&format!("{word}: {ty}")));
                }
                _ => {}
            },
            _ => {}
        }
    });
    found
}

fn column(name: &str, ty: &crate::value::Type) -> Page {
    Page::default().code(&format!("{name}: {ty}")).words("a column of the rows that come in")
}

/// The command of the registry that `call` names, and where.
pub(super) fn command(state: &State, call: &Call) -> Option<(&'static Command, Span)> {
    let registry = state.workspace.registry();
    let first = call.name.node.as_str();
    if let Some(second) = call.arguments.first()
        && let Argument::Positional(Expr::Word(word)) = &second.node
        && let Some(command) = registry.find(&format!("{first} {word}"))
    {
        return Some((command, call.name.span.to(second.span)));
    }
    Some((registry.find(first)?, call.name.span))
}

/// `number` with its thousands apart.
fn grouped(number: i64, unit: &str) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{text} {unit}")
}
