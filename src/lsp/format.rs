//! The whole text as everybody writes it.

use lsp_types::{DocumentFormattingParams, TextEdit};

use super::state::State;
use super::wire::Failure;
use crate::source::SourceId;
use crate::syntax;

/// The edit that formats a text: none when it is as it should be or does not parse. Lines that stay
/// as they are at the beginning and at the end are not touched, so that cursors stay where they are.
pub(super) fn format(
    state: &State,
    params: &DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Failure> {
    let document = state.document(&params.text_document.uri)?;
    if document.is_too_large() {
        return Ok(None);
    }
    let old = document.text.as_ref();
    let formatted = syntax::format(SourceId::default(), old);
    if !formatted.diagnostics.is_empty() {
        return Ok(None);
    }
    let new = formatted.text.as_str();
    if new == old {
        return Ok(Some(Vec::new()));
    }
    let same = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
    let start = same.take_while(|(old, new)| old == new).map(|(line, _)| line.len()).sum();
    let (old_rest, new_rest) = (rest(old, start), rest(new, start));
    let ends = old_rest.split_inclusive('\n').rev().zip(new_rest.split_inclusive('\n').rev());
    let end = ends.take_while(|(old, new)| old == new).map(|(line, _)| line.len()).sum::<usize>();
    let bytes = start..old.len() - end;
    let range = document.lines.range(old, bytes);
    let new_text = new_rest.get(..new_rest.len() - end).unwrap_or_default().to_owned();
    Ok(Some(vec![TextEdit { range, new_text }]))
}

fn rest(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default()
}
