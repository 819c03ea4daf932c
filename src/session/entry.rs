//! `def main`: what a script is called with, by the types that it declares.

use crate::diag::{Diagnostic, Result, codes};
use crate::plan::usage;
use crate::source::{SourceId, Span};
use crate::syntax;
use crate::syntax::ast::{
    Argument, Call, Def, Expr, Param, ParamKind, Pipeline, Program, Spanned, Stage, Statement,
    TypeExpr,
};

/// The `def main` of `program`.
pub fn main(program: &Program) -> Option<&Def> {
    program.statements.iter().find_map(|statement| match &statement.node {
        Statement::Def(def) if def.name.node == "main" => Some(def.as_ref()),
        _ => None,
    })
}

/// The call of `def` with the words of a command line.
///
/// # Errors
/// A word is not what its parameter asks for.
pub fn call(def: &Def, words: &[String]) -> Result<Spanned<Statement>> {
    let span = def.name.span;
    let mut arguments = Vec::with_capacity(words.len());
    let is_place = |param: &&Param| !matches!(param.kind, ParamKind::Flag | ParamKind::Switch);
    let mut places = def.params.iter().filter(is_place).peekable();
    let mut rest = words.iter();
    let mut only_places = false;
    while let Some(word) = rest.next() {
        if word == "--" && !only_places {
            only_places = true;
            continue;
        }
        let dashed = word.len() > 1 && word.starts_with('-');
        let number = word.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        if dashed && !number && !only_places {
            arguments.push(Spanned::new(flag(def, word, &mut rest)?, span));
            continue;
        }
        let param = match places.peek() {
            Some(param) if param.kind == ParamKind::Rest => Some(*param),
            _ => places.next(),
        };
        let Some(param) = param else {
            return Err(wrong(def, format!("`{word}` is one argument too many")));
        };
        let expr = value(def, param, word, span)?;
        arguments.push(Spanned::new(Argument::Positional(expr), span));
    }
    let name = Spanned::new(def.name.node.clone(), span);
    let stage = Spanned::new(Stage::Call(Call { name, arguments }), span);
    Ok(Spanned::new(Statement::Pipeline(Pipeline { stages: vec![stage] }), span))
}

fn flag(def: &Def, word: &str, rest: &mut std::slice::Iter<'_, String>) -> Result<Argument> {
    let span = def.name.span;
    let (name, inline) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let short = !name.starts_with("--");
    let name = name.trim_start_matches('-');
    let param = def.params.iter().find(|param| match short {
        true => param.short.is_some_and(|c| name == c.to_string()),
        false => {
            param.name.node == name && matches!(param.kind, ParamKind::Flag | ParamKind::Switch)
        }
    });
    let Some(param) = param else {
        return Err(wrong(def, format!("there is no option `{word}`")));
    };
    let value = match (param.kind, inline) {
        (ParamKind::Switch, None) => None,
        (ParamKind::Switch, Some(_)) => {
            return Err(wrong(def, format!("`--{name}` takes no value")));
        }
        (_, Some(text)) => Some(value(def, param, text, span)?),
        (_, None) => match rest.next() {
            Some(text) => Some(value(def, param, text, span)?),
            None => return Err(wrong(def, format!("`--{name}` needs a value"))),
        },
    };
    let name = Spanned::new(param.name.node.clone(), span);
    let value = value.map(|expr| Spanned::new(expr, span));
    Ok(Argument::Flag { name, value, short: false })
}

/// `text` as a value of the type of `param`.
fn value(def: &Def, param: &Param, text: &str, span: Span) -> Result<Expr> {
    let name = match param.ty.as_ref().map(|ty| &ty.node) {
        None => return Ok(Expr::String(text.to_owned())),
        Some(ty) => item_name(ty),
    };
    if name == Some("string") {
        return Ok(Expr::String(text.to_owned()));
    }
    let parsed = syntax::parse(SourceId::default(), text);
    let literal = match parsed.program.statements.as_slice() {
        [Spanned { node: Statement::Pipeline(pipeline), .. }] if parsed.diagnostics.is_empty() => {
            match pipeline.stages.as_slice() {
                [Spanned { node: Stage::Expr(expr), .. }] => Some(expr.clone()),
                _ => None,
            }
        }
        _ => None,
    };
    let fits = matches!(
        (name, &literal),
        (Some("int"), Some(Expr::Int(_)))
            | (Some("float"), Some(Expr::Int(_) | Expr::Float(_)))
            | (Some("bool"), Some(Expr::Bool(_)))
            | (Some("duration"), Some(Expr::Duration(_)))
            | (Some("filesize"), Some(Expr::Filesize(_)))
            | (Some("date"), Some(Expr::Date(_)))
    );
    let _ = span;
    match literal {
        Some(literal) if fits => Ok(literal),
        _ => {
            let wanted = match name {
                Some("int") => "a whole number such as `5`",
                Some("float") => "a number such as `1.5`",
                Some("bool") => "`true` or `false`",
                Some("duration") => "a duration such as `30s`",
                Some("filesize") => "a filesize such as `4GiB`",
                Some("date") => "a date such as `2024-01-31`",
                _ => "something that a command line cannot give",
            };
            let name = &param.name.node;
            Err(wrong(def, format!("`{name}` has to be {wanted}, found `{text}`")))
        }
    }
}

/// The name of a type, or of the items of a list.
fn item_name(ty: &TypeExpr) -> Option<&str> {
    match ty {
        TypeExpr::Name(name) => Some(name),
        TypeExpr::Nullable(inner) | TypeExpr::List(inner) => item_name(&inner.node),
        _ => None,
    }
}

fn wrong(def: &Def, message: String) -> Box<Diagnostic> {
    let help = format!("usage: {}; `--help` tells more", script_usage(def));
    Diagnostic::error(codes::USAGE, message).help(help).into()
}

/// How the script is called.
fn script_usage(def: &Def) -> String {
    usage(def).replacen("main", "SCRIPT", 1)
}

/// The page that `--help` shows.
pub fn help(def: &Def, script: &str) -> String {
    let mut page = String::new();
    if !def.doc.is_empty() {
        page.push_str(&format!("{}\n\n", def.doc));
    }
    page.push_str(&format!("usage: rebe {}\n", usage(def).replacen("main", script, 1)));
    let lines = def.params.iter().map(|param| {
        let short = param.short.map_or_else(String::new, |c| format!("-{c}, "));
        let name = match param.kind {
            ParamKind::Flag => format!("{short}--{} VALUE", param.name.node),
            ParamKind::Switch => format!("{short}--{}", param.name.node),
            _ => param.name.node.clone(),
        };
        (name, param.doc.clone())
    });
    let lines = lines.collect::<Vec<_>>();
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    if !lines.is_empty() {
        page.push('\n');
    }
    for (name, doc) in lines {
        page.push_str(format!("  {name:width$}  {doc}").trim_end());
        page.push('\n');
    }
    page.trim_end().to_owned()
}
