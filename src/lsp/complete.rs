//! What may stand at the cursor.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionTextEdit,
    TextEdit,
};

use super::state::State;
use super::wire::Failure;
use crate::session::{Choice, ChoiceKind};

/// What may stand at the place that `params` name.
pub(super) fn complete(
    state: &State,
    params: &CompletionParams,
) -> Result<CompletionList, Failure> {
    let place = state.place(&params.text_document_position)?;
    let document = place.document;
    let completed = state.workspace.complete(&document.text, &place.study, place.at);
    let range = document.lines.range(&document.text, completed.start..completed.end);
    let typed = document.text.get(completed.start..completed.end).unwrap_or_default();
    let items = completed.choices.into_iter().enumerate().map(|(at, choice)| {
        let kind = kind(&choice);
        let Choice { value, about, .. } = choice;
        // A choice that has what was typed somewhere inside is one nevertheless.
        let inside = !value.to_lowercase().starts_with(&typed.to_lowercase());
        CompletionItem {
            kind: Some(kind),
            detail: Some(about).filter(|about| !about.is_empty()),
            // The order is that of the rows, the inventory, the signature.
            sort_text: Some(format!("{at:04}")),
            filter_text: inside.then(|| format!("{typed}{value}")),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: value.clone() })),
            label: value,
            ..CompletionItem::default()
        }
    });
    Ok(CompletionList { is_incomplete: false, items: items.collect() })
}

fn kind(choice: &Choice) -> CompletionItemKind {
    match choice.kind {
        ChoiceKind::Command | ChoiceKind::Def => CompletionItemKind::FUNCTION,
        ChoiceKind::Flag => CompletionItemKind::PROPERTY,
        ChoiceKind::Variable => CompletionItemKind::VARIABLE,
        ChoiceKind::Column => CompletionItemKind::FIELD,
        ChoiceKind::Host => CompletionItemKind::REFERENCE,
        ChoiceKind::File if choice.whole => CompletionItemKind::FILE,
        ChoiceKind::File => CompletionItemKind::FOLDER,
        ChoiceKind::Operator => CompletionItemKind::OPERATOR,
        ChoiceKind::Word => CompletionItemKind::VALUE,
    }
}
