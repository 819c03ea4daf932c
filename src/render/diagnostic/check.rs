//! A check of many files: what was changed, for people, and all of it as one document for robots.

use std::io::{self, Write};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json as object};

use super::super::Look;
use super::super::look::Role;
use super::super::text::{cut, defuse};
use super::machine::{VERSION, json, place, with};
use crate::diag::{Change, Checked};
use crate::source::Sources;

/// Characters of a text that are shown of what stood there, and of what stands there now.
const SHOWN: usize = 40;

/// Write one line for each of `changes`: its place, what stood there, what stands there now, and
/// the code of the error that it mends. Places are those in the text before the change.
///
/// # Errors
/// Those of `out`.
pub fn write_changes(
    changes: &[Change],
    sources: &Sources,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for Change { code, edit } in changes {
        let Some(source) = sources.get(edit.span.source) else { continue };
        let at = source.position(edit.span.start);
        let place = format!("{}:{}:{}", defuse(&source.name), at.line, at.column);
        let old = look.paint(Role::Bad, &quoted(source.slice(edit.span)));
        let new = look.paint(Role::Good, &quoted(&edit.replacement));
        writeln!(out, "{place}: {old} → {new}  {}", look.paint(Role::Faint, code.id))?;
    }
    Ok(())
}

/// `text` as it is shown in a line.
fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    format!("`{}`", cut(&defuse(text), SHOWN))
}

/// What a mending came to: how many edits there are, and what is left.
pub fn mended_line(files: &[Checked], written: bool) -> String {
    let edits = files.iter().map(|file| file.changes.len()).sum::<usize>();
    let touched = files.iter().filter(|file| !file.changes.is_empty()).count();
    let made = match (edits, written) {
        (0, _) if files.iter().any(|file| file.refused) => "nothing was mended".to_owned(),
        (0, _) => "nothing to mend".to_owned(),
        (_, true) => format!("{} in {}", counted(edits, "edit"), counted(touched, "file")),
        (_, false) => format!(
            "{} in {} would be made; nothing was written",
            counted(edits, "edit"),
            counted(touched, "file")
        ),
    };
    let left = match files.iter().map(Checked::errors).sum::<usize>() {
        0 => return made,
        1 => "1 error is left".to_owned(),
        left => format!("{left} errors are left"),
    };
    // What could be mended and was not would have made it worse.
    let all = files.iter().filter(|file| !file.refused).flat_map(|file| &file.diagnostics);
    match all.filter(|diagnostic| diagnostic.sure_edit().is_some()).count() {
        0 => format!("{made}; {left}"),
        out => format!(
            "{made}; {left}, and {} left out, for more errors would come of it",
            if out == 1 { "1 edit is".to_owned() } else { format!("{out} edits are") }
        ),
    }
}

/// One line about a check at the moment `now`, in UTC.
pub fn watched_line(files: &[Checked], now: SystemTime) -> String {
    let now = DateTime::<Utc>::from(now).format("%H:%M:%SZ");
    let errors = files.iter().map(Checked::errors).sum::<usize>();
    let state = if errors == 0 { "all is well".to_owned() } else { counted(errors, "error") };
    format!("{now} {} checked: {state}", counted(files.len(), "file"))
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// The check of `files` as one document:
///
/// | key | what it is |
/// |---|---|
/// | `version` | the version of this form, a number |
/// | `type` | `"check"` |
/// | `files` | each with `file`, `errors`, `warnings`, `changes` (numbers), `written` (whether the changes stand in the file) and `exit_code`; `text` is there where the mended text belongs to no file |
/// | `diagnostics` | what is wrong, after the changes, as [`json`] gives it |
/// | `changes` | what was changed: the keys of a place, in the text before that change, `code`, `old` and `new` |
/// | `counts` | `files`, `wrong` (files with errors), `errors`, `warnings`, `changes` |
/// | `exit_code` | that of the process |
pub fn check_json(files: &[Checked], exit_code: u8, sources: &Sources) -> Json {
    let diagnostics = || files.iter().flat_map(|file| &file.diagnostics);
    let errors = files.iter().map(Checked::errors).sum::<usize>();
    let changes = files.iter().flat_map(|file| &file.changes);
    let changes = changes.map(|change| changed(change, sources)).collect::<Vec<_>>();
    object!({
        "version": VERSION,
        "type": "check",
        "files": files.iter().map(file).collect::<Vec<_>>(),
        "diagnostics": diagnostics().map(|one| json(one, sources)).collect::<Vec<_>>(),
        "counts": {
            "files": files.len(),
            "wrong": files.iter().filter(|file| file.errors() > 0).count(),
            "errors": errors,
            "warnings": diagnostics().count() - errors,
            "changes": changes.len(),
        },
        "changes": changes,
        "exit_code": exit_code,
    })
}

fn file(checked: &Checked) -> Json {
    let errors = checked.errors();
    let mut about = Map::new();
    about.insert("file".to_owned(), checked.name.as_str().into());
    about.insert("errors".to_owned(), errors.into());
    about.insert("warnings".to_owned(), (checked.diagnostics.len() - errors).into());
    about.insert("changes".to_owned(), checked.changes.len().into());
    about.insert("written".to_owned(), checked.written.into());
    about.insert("exit_code".to_owned(), checked.exit.into());
    if let Some(text) = &checked.text {
        about.insert("text".to_owned(), text.as_str().into());
    }
    Json::Object(about)
}

fn changed(Change { code, edit }: &Change, sources: &Sources) -> Json {
    let mut keys = place(edit.span, sources);
    let old = sources.get(edit.span.source).map(|source| source.slice(edit.span));
    keys.insert("code".to_owned(), code.id.into());
    keys.insert("old".to_owned(), object!(old));
    with(keys, "new", &edit.replacement)
}
