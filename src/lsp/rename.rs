//! Renaming what a text defines, wherever that is meant.
//!
//! A rename that would change what any name means is refused: the new texts are looked at before
//! they are given.

use std::rc::Rc;

use lsp_types::{
    PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};

use super::hover::command;
use super::locate::everywhere;
use super::names::{Definition, Names, Target};
use super::state::{File, Place, State};
use super::wire::{ErrorCode, Failure};
use crate::source::{SourceId, Span};
use crate::syntax;
use crate::syntax::ast::Stage;
use crate::syntax::walk::{Node, walk};

/// Words that have a meaning of their own wherever they stand.
const RESERVED: &[&str] = &[
    "and", "break", "catch", "const", "continue", "def", "else", "export", "false", "finally",
    "for", "if", "in", "let", "main", "match", "mod", "not", "null", "or", "return", "test",
    "true", "try", "use", "while",
];

fn refused(message: impl Into<String>) -> Failure {
    Failure::new(ErrorCode::RequestFailed, message)
}

/// What would be renamed at the place of `params`, and what it is called now.
pub(super) fn prepare(
    state: &State,
    params: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Failure> {
    let place = state.place(params)?;
    let (span, target) = target(state, &place)?;
    let one = defined(state, &place.file, &target)?;
    let range = place.file.range(span);
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: one.name }))
}

/// What is named at `place`, if it can have another name.
fn target(state: &State, place: &Place<'_>) -> Result<(Span, Target), Failure> {
    let found = place.file.names.at(&place.file.text, place.at);
    match found {
        Some((_, Target::Module(name))) => {
            Err(refused(format!("`{name}` is the name of a file, which is renamed where it lies")))
        }
        Some((span, target)) => {
            let named =
                |reference: &super::names::Reference| reference.span != span || reference.named;
            match place.file.names.references.iter().all(named) {
                true => Ok((span, target)),
                false => Err(refused("the name itself does not stand here")),
            }
        }
        None => Err(refused(why_not(state, place))),
    }
}

/// Why there is nothing to rename at `place`.
fn why_not(state: &State, place: &Place<'_>) -> String {
    let mut builtin = None;
    walk(&place.file.program, &mut |node| {
        if let Node::Stage(Stage::Call(call), _) = node
            && let Some((found, span)) = command(state, call)
            && span.start <= place.at
            && place.at <= span.end
        {
            builtin = Some(found.signature.name);
        }
    });
    match builtin {
        Some(name) => format!("`{name}` is a command of the language and keeps its name"),
        None => "only what a script names can be renamed: variables, constants, parameters and \
                 what `def` defines"
            .to_owned(),
    }
}

/// The definition of `target`.
fn defined(state: &State, file: &Rc<File>, target: &Target) -> Result<Definition, Failure> {
    let found = match target {
        Target::Local(number) => file.names.definitions.get(*number).cloned(),
        Target::Foreign(foreign) => state.file(&foreign.module).and_then(|file| {
            let number = file.names.exported(&foreign.name, foreign.flag.as_deref())?;
            file.names.definitions.get(number).cloned()
        }),
        Target::Module(_) => None,
    };
    let one = found.ok_or_else(|| refused("where this is defined cannot be read"))?;
    if one.name == "main" && !one.is_variable() {
        return Err(refused("`main` is what a script is called by and keeps its name"));
    }
    Ok(one)
}

/// The edits by which what is named at the place of `params` gets its new name.
pub(super) fn rename(
    state: &State,
    params: &RenameParams,
) -> Result<Option<WorkspaceEdit>, Failure> {
    let place = state.place(&params.text_document_position)?;
    let (_, target) = target(state, &place)?;
    let one = defined(state, &place.file, &target)?;
    let new = params.new_name.trim_start_matches('$');
    check_name(state, &one, new)?;
    let mut edits = Vec::new();
    for (file, target) in everywhere(state, &place.file, &target) {
        let changes = changes(&file, &target, &one, new);
        if !changes.is_empty() {
            edits.push((file, changes));
        }
    }
    for (file, changes) in &edits {
        check_meaning(state, file, changes, &edits, new)?;
    }
    let all = edits.iter().filter_map(|(file, changes)| {
        let edits = changes
            .iter()
            .map(|(span, text)| TextEdit { range: file.range(*span), new_text: text.clone() });
        // The client knows an open text by the address that it has given it.
        let open = state.documents.get(&file.name).map(|document| document.uri.clone());
        Some((open.or_else(|| file.uri())?, edits.collect()))
    });
    Ok(Some(WorkspaceEdit::new(all.collect())))
}

/// Whether `one` may be called `new`.
fn check_name(state: &State, one: &Definition, new: &str) -> Result<(), Failure> {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    let words = new.split(' ').collect::<Vec<_>>();
    let most = if one.is_variable() { 1 } else { 2 };
    if words.len() > most || !words.iter().all(|word| is_name(word)) {
        let message = "a name begins with a letter or `_` and has letters, digits, `_` and `-`";
        return Err(Failure::new(ErrorCode::InvalidParams, message));
    }
    if RESERVED.contains(&new) || one.is_variable() && matches!(new, "in" | "args" | "env") {
        let message = format!("`{new}` has a meaning of its own; take another name");
        return Err(Failure::new(ErrorCode::InvalidParams, message));
    }
    if !one.is_variable() && state.workspace.registry().find(new).is_some() {
        let message = format!("`{new}` is a command of the language; take another name");
        return Err(Failure::new(ErrorCode::InvalidParams, message));
    }
    Ok(())
}

/// What a text is to say at places of it.
type Changes = Vec<(Span, String)>;

/// What is written where in `file`, for `target` to be called `new`; sorted.
fn changes(file: &File, target: &Target, one: &Definition, new: &str) -> Changes {
    let mut changes = Vec::new();
    for (span, named) in file.names.places(target, true) {
        if !named {
            continue;
        }
        let is_key = file.names.definitions.iter().find(|known| known.span == span && known.short);
        if let Some(short) = is_key {
            // `{$name}` takes the field of that name, which is called so still.
            changes.push((short.key, format!("{}: ${new}", one.name)));
            continue;
        }
        let quoted = file.slice(span).starts_with(['"', '\'']);
        let is_own = file.names.definitions.iter().any(|known| known.span == span);
        let taken = !is_own && is_listed(file, span);
        let quotes = quoted || new.contains(' ') && (is_own || taken);
        changes.push((span, if quotes { format!("\"{new}\"") } else { new.to_owned() }));
    }
    changes.sort_by_key(|(span, _)| span.start);
    changes
}

/// Whether `span` is a name that a `use` takes.
fn is_listed(file: &File, span: Span) -> bool {
    use crate::syntax::ast::{Statement, UseNames};
    let mut listed = false;
    walk(&file.program, &mut |node| {
        if let Node::Statement(Statement::Use(one), _) = node
            && let UseNames::Some(names) = &one.names
        {
            listed |= names.iter().any(|name| name.span == span);
        }
    });
    listed
}

/// Whether every name of `file` means the same after `changes`.
fn check_meaning(
    state: &State,
    file: &File,
    changes: &[(Span, String)],
    all: &[(Rc<File>, Changes)],
    new: &str,
) -> Result<(), Failure> {
    let text = changed(&file.text, changes);
    let parsed = syntax::parse(SourceId::default(), &text);
    let module = |path: &str| state.workspace.module(path, &file.name);
    let exports = |module: &str| {
        // A module may be among those that are changed.
        let text = match all.iter().find(|(file, _)| file.name == module) {
            Some((file, changes)) => changed(&file.text, changes),
            None => state.workspace.text(module).unwrap_or_default(),
        };
        super::names::exports(&syntax::parse(SourceId::default(), &text).program)
    };
    let names = Names::of(&parsed.program, &text, &module, &exports);
    if meanings(&names) == meanings(&file.names) {
        return Ok(());
    }
    let message = format!("`{new}` means something else there already; take another name");
    Err(refused(message))
}

/// What each name stands for, whatever it is called.
fn meanings(names: &Names) -> (usize, Vec<Option<usize>>) {
    let targets = names.references.iter().map(|reference| match &reference.target {
        Target::Local(number) => Some(*number),
        Target::Foreign(_) | Target::Module(_) => None,
    });
    (names.definitions.len(), targets.collect())
}

/// `text` with `changes`, which are sorted.
fn changed(text: &str, changes: &[(Span, String)]) -> String {
    let (mut result, mut copied) = (String::with_capacity(text.len()), 0);
    for (span, new) in changes {
        result.push_str(text.get(copied..span.start).unwrap_or_default());
        result.push_str(new);
        copied = span.end;
    }
    result.push_str(text.get(copied..).unwrap_or_default());
    result
}
