//! Diagnostics for robots: one JSON object a line, or all of a check as one document.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json as object};

use crate::diag::{Diagnostic, Edit, Label, Severity};
use crate::source::{Sources, Span};

/// The version of the form. New keys may come without a new version; none changes its meaning.
pub(super) const VERSION: u32 = 1;

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

/// One diagnostic:
///
/// | key | what it is |
/// |---|---|
/// | `version` | the version of this form, a number |
/// | `type` | `"diagnostic"`; other lines of the same stream have another one |
/// | `code` | the kind, such as `"E0202"`; it never changes its meaning |
/// | `title` | what the kind is about, in a few words |
/// | `severity` | `"error"` or `"warning"` |
/// | `message` | what was found and what was expected |
/// | `help` | the next step, or null |
/// | `labels` | places, the main one first; each with the keys of a place and `text`, a remark |
/// | `edits` | what a machine may apply to mend it; each with the keys of a place and `replacement` |
/// | `partial` | whether more text at the end would mend it |
/// | `exit_code` | that of a run which ends by it; 0 for a warning. What is found before the run ends with 2 whatever it is |
///
/// A place has `file` (what people call the text: a path, `-c`, `stdin`), `byte` and `end_byte`
/// (offsets in UTF-8 from 0), `line`, `column`, `end_line` and `end_column` (from 1, columns in
/// Unicode scalar values). The end is excluded, so an insertion begins where it ends. Places in a
/// text that `sources` does not know have null for all but the bytes.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let label = |Label { span, text }: &Label| with(place(*span, sources), "text", text);
    let edit =
        |Edit { span, replacement }: &Edit| with(place(*span, sources), "replacement", replacement);
    object!({
        "version": VERSION,
        "type": "diagnostic",
        "code": diagnostic.code.id,
        "title": diagnostic.code.title,
        "severity": severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": diagnostic.labels.iter().map(label).collect::<Vec<_>>(),
        "edits": diagnostic.sure_edit().map(edit).into_iter().collect::<Vec<_>>(),
        "partial": diagnostic.partial,
        "exit_code": diagnostic.exit_code(),
    })
}

/// The keys of a place.
pub(super) fn place(span: Span, sources: &Sources) -> Map<String, Json> {
    let source = sources.get(span.source);
    let start = source.map(|source| source.position(span.start));
    let end = source.map(|source| source.position(span.end));
    [
        ("file", object!(source.map(|source| source.name.as_str()))),
        ("byte", object!(span.start)),
        ("end_byte", object!(span.end)),
        ("line", object!(start.map(|at| at.line))),
        ("column", object!(start.map(|at| at.column))),
        ("end_line", object!(end.map(|at| at.line))),
        ("end_column", object!(end.map(|at| at.column))),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// `place` with one key more.
pub(super) fn with(mut place: Map<String, Json>, key: &str, text: &str) -> Json {
    place.insert(key.to_owned(), text.into());
    Json::Object(place)
}
