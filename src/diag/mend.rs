//! Edits that were asked for together, applied to a text as far as they do not touch each other.

use super::{Code, Diagnostic, Edit};
use crate::source::SourceId;

/// An edit and the code of what it mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of what was wrong.
    pub code: Code,
    /// The edit, in the text as it was before.
    pub edit: Edit,
}

/// What a check of one file has found, and what was done about it.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What people call the file.
    pub name: String,
    /// What is wrong with it, after the changes.
    pub diagnostics: Vec<Diagnostic>,
    /// What was changed, in order.
    pub changes: Vec<Change>,
    /// Whether the changes stand in the file.
    pub written: bool,
    /// Whether they could not be written into it, so that there are none.
    pub refused: bool,
    /// The mended text, where it belongs to no file that could be written.
    pub text: Option<String>,
    /// The exit code that the file as it stands now gives.
    pub exit: u8,
}

impl Checked {
    /// A file that cannot be checked at all.
    pub fn failed(name: impl Into<String>, problem: Diagnostic) -> Self {
        let exit = problem.exit_code();
        Self { name: name.into(), exit, diagnostics: vec![problem], ..Self::default() }
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }
}

/// The changes of `source` that `diagnostics` offer, sorted by place.
pub fn changes(diagnostics: &[Diagnostic], source: SourceId) -> Vec<Change> {
    let offered = diagnostics.iter().filter_map(|diagnostic| {
        let edit = diagnostic.sure_edit().filter(|edit| edit.span.source == source)?;
        Some(Change { code: diagnostic.code, edit: edit.clone() })
    });
    let mut changes = offered.collect::<Vec<_>>();
    changes.sort_by_key(|change| (change.edit.span.start, change.edit.span.end));
    changes
}

/// `text` with `changes`, which are sorted by place, and those that were made. One that touches what
/// another one has changed, changes nothing, or lies outside of the text is left out.
pub fn mended(text: &str, changes: Vec<Change>) -> (String, Vec<Change>) {
    let mut result = String::with_capacity(text.len());
    let (mut made, mut copied) = (Vec::<Change>::new(), 0);
    for change in changes {
        let span = change.edit.span;
        let clash = made.last().is_some_and(|last| last.edit.span.start == span.start);
        let old = text.get(span.start..span.end);
        let Some(between) = text.get(copied..span.start).filter(|_| !clash) else { continue };
        if old.is_none_or(|old| old == change.edit.replacement) {
            continue;
        }
        result.push_str(between);
        result.push_str(&change.edit.replacement);
        copied = span.end;
        made.push(change);
    }
    result.push_str(text.get(copied..).unwrap_or_default());
    (result, made)
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;
    use crate::source::Span;

    fn apply(text: &str, edits: &[(usize, usize, &str)]) -> (String, usize) {
        let changes = edits.iter().map(|(start, end, replacement)| Change {
            code: codes::UNEXPECTED,
            edit: Edit {
                span: Span::new(SourceId::default(), *start..*end),
                replacement: (*replacement).to_owned(),
            },
        });
        let (text, made) = mended(text, changes.collect());
        (text, made.len())
    }

    #[test]
    fn edits_apart_from_each_other_are_all_made() {
        assert_eq!(apply("ab cd", &[(0, 2, "x"), (3, 5, "yyy")]), ("x yyy".to_owned(), 2));
        assert_eq!(apply("abcd", &[(0, 2, ""), (2, 4, "y")]), ("y".to_owned(), 2));
        assert_eq!(apply("ab", &[(1, 1, "-"), (2, 2, "!")]), ("a-b!".to_owned(), 2));
    }

    #[test]
    fn what_cannot_be_made_is_left_out() {
        let same = |edits| assert_eq!(apply("aéb", edits), ("aéb".to_owned(), 0));
        same(&[(0, 1, "a")]);
        same(&[(2, 3, "x")]);
        same(&[(9, 12, "x")]);
        same(&[(2, 1, "x")]);
        assert_eq!(apply("abcd", &[(0, 3, "x"), (1, 2, "y")]), ("xd".to_owned(), 1));
        assert_eq!(apply("ab", &[(1, 1, "x"), (1, 1, "y")]), ("axb".to_owned(), 1));
    }
}
