//! Diagnostics for robots: one JSON object a line.

use std::io::{self, Write};

use serde_json::{Value as Json, json as object};

use crate::diag::{Diagnostic, Edit, Label, Severity};
use crate::source::{Sources, Span};

/// The version of the form. New keys may come without a new version; none changes its meaning.
const VERSION: u32 = 1;

/// Write `diagnostics`, one object a line; [`json`] says what is in it.
///
/// # Errors
/// Those of `out`.
pub fn write_json(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in diagnostics {
        serde_json::to_writer(&mut *out, &json(diagnostic, sources))?;
        writeln!(out)?;
    }
    Ok(())
}

/// One diagnostic: `version`, `type` (`diagnostic`), `code`, `severity` (`error` or `warning`),
/// `message`, `help` (or null), `labels` and `edit` (or null).
///
/// A label has `source` (what people call the text), `line`, `column`, `end_line`, `end_column`
/// (from 1, columns in Unicode scalar values, the end excluded) and `text`; an edit has the same
/// places and a `replacement`. Places in a source that `sources` does not know are null.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let label = |Label { span, text }: &Label| place(*span, sources, "text", text);
    let edit =
        |Edit { span, replacement }: &Edit| place(*span, sources, "replacement", replacement);
    object!({
        "version": VERSION,
        "type": "diagnostic",
        "code": diagnostic.code.id,
        "severity": severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": diagnostic.labels.iter().map(label).collect::<Vec<_>>(),
        "edit": diagnostic.edit.as_ref().map(edit),
    })
}

fn place(span: Span, sources: &Sources, key: &str, text: &str) -> Json {
    let source = sources.get(span.source);
    let start = source.map(|source| source.position(span.start));
    let end = source.map(|source| source.position(span.end));
    object!({
        "source": source.map(|source| source.name.as_str()),
        "line": start.map(|at| at.line),
        "column": start.map(|at| at.column),
        "end_line": end.map(|at| at.line),
        "end_column": end.map(|at| at.column),
        key: text,
    })
}
