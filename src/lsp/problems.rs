//! What is wrong with a text, as the protocol tells it, and how it is mended.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic as Told,
    DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    PublishDiagnosticsParams, TextEdit, WorkspaceEdit,
};

use super::address;
use super::position::Lines;
use super::state::{Document, State};
use super::wire::Failure;
use crate::diag::{Diagnostic, Edit, Severity, changes, mended};
use crate::session::Study;
use crate::source::Span;
use crate::syntax::ast::Statement;

/// More of a text than this is not shown in the title of an action.
const SHOWN: usize = 40;

/// What is wrong with `document`, to be shown.
pub(super) fn publish(state: &State, document: &Document) -> PublishDiagnosticsParams {
    let (uri, version) = (document.uri.clone(), Some(document.version));
    if document.is_too_large() {
        let message = "this is larger than 16 MiB, which no script is".to_owned();
        let severity = Some(DiagnosticSeverity::ERROR);
        let told = Told { message, severity, source: Some("rebe".to_owned()), ..Told::default() };
        return PublishDiagnosticsParams { uri, diagnostics: vec![told], version };
    }
    let study = state.study(document);
    let all = study.diagnostics.iter();
    let diagnostics = all.map(|one| told(state, document, &study, one)).collect();
    PublishDiagnosticsParams { uri, diagnostics, version }
}

/// One diagnostic.
fn told(state: &State, document: &Document, study: &Study, one: &Diagnostic) -> Told {
    let main = one.labels.first();
    let here = main.filter(|label| label.span.source == study.source).map(|label| label.span);
    let mut message = one.message.clone();
    // What is wrong with a module is told where it is used.
    let elsewhere = main.filter(|_| here.is_none());
    let span = here.or_else(|| used(state, document, study, elsewhere?.span));
    let source = elsewhere.and_then(|label| state.workspace.source(label.span.source));
    if let Some((source, label)) = source.zip(elsewhere) {
        let line = source.position(label.span.start).line;
        message = format!("line {line} of `{}`: {message}", source.name);
    }
    for more in [main.map(|label| &label.text), one.help.as_ref()].into_iter().flatten() {
        if !more.is_empty() {
            message.push('\n');
            message.push_str(more);
        }
    }
    let bytes = span.map_or(0..0, |span| span.start..span.end);
    Told {
        range: document.lines.range(&document.text, bytes),
        severity: Some(match one.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(one.code.id.to_owned())),
        source: Some("rebe".to_owned()),
        message,
        related_information: related(state, document, study, one),
        ..Told::default()
    }
}

/// The path behind the `use` by which the module that has `span` came in.
fn used(state: &State, document: &Document, study: &Study, span: Span) -> Option<Span> {
    let source = state.workspace.source(span.source)?;
    let uses = study.program.statements.iter().filter_map(|statement| match &statement.node {
        Statement::Use(one) => Some(&one.path),
        _ => None,
    });
    let mut paths = uses.clone();
    let direct =
        paths.find(|path| state.workspace.module(&path.node, &document.name) == source.name);
    // A module may have come in by way of another one.
    direct.or_else(|| uses.clone().next()).map(|path| path.span)
}

/// The other places that a diagnostic is about.
fn related(
    state: &State,
    document: &Document,
    study: &Study,
    one: &Diagnostic,
) -> Option<Vec<DiagnosticRelatedInformation>> {
    if !state.client.related {
        return None;
    }
    let is_here = |span: Span| span.source == study.source;
    let first = one.labels.iter().take(1).filter(|label| !is_here(label.span));
    let others = first.chain(one.labels.iter().skip(1));
    let places = others.filter_map(|label| {
        let location = if is_here(label.span) {
            let bytes = label.span.start..label.span.end;
            Location {
                uri: document.uri.clone(),
                range: document.lines.range(&document.text, bytes),
            }
        } else {
            let source = state.workspace.source(label.span.source)?;
            let lines = Lines::new(&source.text, state.client.encoding);
            let range = lines.range(&source.text, label.span.start..label.span.end);
            Location { uri: address::uri(&source.name)?, range }
        };
        let message = if label.text.is_empty() { &one.message } else { &label.text };
        Some(DiagnosticRelatedInformation { location, message: message.clone() })
    });
    Some(places.collect())
}

/// What can be done about what is wrong in a range.
pub(super) fn actions(
    state: &State,
    params: &CodeActionParams,
) -> Result<Vec<CodeActionOrCommand>, Failure> {
    let document = state.document(&params.text_document.uri)?;
    let study = state.study(document);
    let range = document.lines.bytes(&document.text, params.range);
    let wanted = |kind: &CodeActionKind| match &params.context.only {
        None => *kind == CodeActionKind::QUICKFIX,
        Some(only) => only.iter().any(|one| {
            let rest = kind.as_str().strip_prefix(one.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }),
    };
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QUICKFIX) {
        for one in &study.diagnostics {
            let Some(edit) = one.edit.as_ref().filter(|edit| edit.span.source == study.source)
            else {
                continue;
            };
            let place = one.labels.first().map_or(edit.span, |label| label.span);
            if place.start > range.end || place.end < range.start {
                continue;
            }
            actions.push(CodeAction {
                title: title(document, edit),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![told(state, document, &study, one)]),
                edit: Some(edited(document, vec![edit.clone()])),
                is_preferred: Some(one.sure_edit().is_some()),
                ..CodeAction::default()
            });
        }
    }
    if wanted(&CodeActionKind::SOURCE_FIX_ALL) {
        let (_, made) = mended(&document.text, changes(&study.diagnostics, study.source));
        if !made.is_empty() {
            let edits = made.into_iter().map(|change| change.edit).collect();
            actions.push(CodeAction {
                title: "mend all that has one certain remedy".to_owned(),
                kind: Some(CodeActionKind::SOURCE_FIX_ALL),
                edit: Some(edited(document, edits)),
                ..CodeAction::default()
            });
        }
    }
    Ok(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// What an edit does, in a few words.
fn title(document: &Document, edit: &Edit) -> String {
    let old = document.text.get(edit.span.start..edit.span.end).unwrap_or_default();
    match (shown(old), shown(&edit.replacement)) {
        (old, _) if edit.replacement.is_empty() => format!("remove `{old}`"),
        (_, new) if old.is_empty() && new.trim().is_empty() => "put a space there".to_owned(),
        (_, new) if old.is_empty() => format!("put `{new}` there"),
        (old, new) => format!("replace `{old}` by `{new}`"),
    }
}

/// The first line of `text`, or as much of it as fits.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short = line.chars().take(SHOWN).collect::<String>();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn edited(document: &Document, edits: Vec<Edit>) -> WorkspaceEdit {
    let edits = edits.into_iter().map(|edit| TextEdit {
        range: document.lines.range(&document.text, edit.span.start..edit.span.end),
        new_text: edit.replacement,
    });
    WorkspaceEdit::new([(document.uri.clone(), edits.collect())].into())
}
