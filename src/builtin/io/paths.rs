//! The files that a path stands for: itself, those that match it, or those in a folder; and the
//! columns that the names of folders are, as Hive lays tables out.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::source::Input;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Files, wildcard_matches};
use crate::value::Type;
use crate::value::scan::Narrow;

/// The most files of one `open`.
const MOST: usize = 100_000;

/// Folders below each other at most.
const DEEP: usize = 32;

/// What Hive calls a folder of rows that have no value in its column.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// The files that `path` stands for, sorted by name: itself; those that match where its name has `*`
/// or `?` in it, but for names that begin with `.` unless the pattern does; or, where it is a folder,
/// all that are in it and below it, but for links to folders and names that begin with `.` or `_`.
/// None where nothing is there.
///
/// # Errors
/// They are too many, or lie too deep.
pub fn inputs(path: &str, files: &dyn Files) -> Result<Vec<Input>> {
    let written = Path::new(path);
    let is_pattern = path.contains(['*', '?']) && !files.exists(written);
    let mut found = Vec::new();
    if is_pattern {
        matching(path, files, &mut found)?;
    } else if files.list(written).is_ok() {
        below(written, files, 0, &mut found).map_err(|problem| problem.of(path))?;
    } else if files.exists(written) {
        return Ok(vec![Input::new(path.to_owned(), files)]);
    }
    found.sort();
    // What is known before the first folder that is found says nothing.
    let known = written
        .components()
        .take_while(|part| !is_pattern || !part.as_os_str().to_string_lossy().contains(['*', '?']));
    let known = known.count();
    let input = |found: PathBuf| {
        let parts = found.parent().into_iter().flat_map(Path::components).skip(known);
        let parts = parts.filter_map(|name| part(name.as_os_str().to_str()?)).collect();
        let path = found.into_os_string().into_string().ok()?;
        let mut input = Input::new(path, files);
        input.parts = parts;
        Some(input)
    };
    Ok(found.into_iter().filter_map(input).collect())
}

/// Why files are not looked for any further.
enum TooMuch {
    Files,
    Folders,
}

impl TooMuch {
    fn of(self, path: &str) -> Box<Diagnostic> {
        let message = match self {
            Self::Files => format!("`{path}` stands for more than {MOST} files"),
            Self::Folders => format!("`{path}` has more than {DEEP} folders in each other"),
        };
        Diagnostic::error(codes::TOO_MUCH, message).help("name fewer of them").into()
    }
}

fn matching(path: &str, files: &dyn Files, found: &mut Vec<PathBuf>) -> Result<()> {
    found.push(PathBuf::new());
    for part in Path::new(path).components() {
        let part = part.as_os_str().to_str().unwrap_or_default();
        if !part.contains(['*', '?']) {
            found.iter_mut().for_each(|path| path.push(part));
            found.retain(|path| files.exists(path));
            continue;
        }
        let mut deeper = Vec::new();
        for folder in found.iter() {
            let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let entries = files.list(here).unwrap_or_default().into_iter().filter(|entry| {
                let is_meant = !entry.name.starts_with('.') || part.starts_with('.');
                is_meant && wildcard_matches(part, &entry.name)
            });
            deeper.extend(entries.map(|entry| folder.join(entry.name)));
            if deeper.len() > MOST {
                return Err(TooMuch::Files.of(path));
            }
        }
        *found = deeper;
    }
    found.retain(|path| files.list(path).is_err());
    Ok(())
}

fn below(
    folder: &Path,
    files: &dyn Files,
    depth: usize,
    found: &mut Vec<PathBuf>,
) -> std::result::Result<(), TooMuch> {
    if depth > DEEP {
        return Err(TooMuch::Folders);
    }
    for entry in files.list(folder).unwrap_or_default() {
        // Programs that write tables leave their own notes behind, such as `_SUCCESS`.
        if entry.name.starts_with(['.', '_']) {
            continue;
        }
        let path = folder.join(&entry.name);
        // A link to a folder may lead back to where it is.
        if entry.folder && files.stat(&path).is_ok_and(|stat| stat.link) {
            continue;
        }
        if entry.folder {
            below(&path, files, depth + 1, found)?;
        } else {
            found.push(path);
        }
        if found.len() > MOST {
            return Err(TooMuch::Files);
        }
    }
    Ok(())
}

/// The column and its value that the name of a folder is.
pub(super) fn part(folder: &str) -> Option<(String, Option<String>)> {
    let (name, value) = folder.split_once('=')?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let value = if value == NULL { None } else { Some(decoded(value)) };
    Some((decoded(name), value))
}

/// The columns that the names of folders are, with their types.
///
/// # Errors
/// They are not the same on the way to each file.
pub fn columns(found: &[Input]) -> Result<Vec<(String, Type)>> {
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let names = |input: &Input| {
        let names = input.parts.iter().map(|(name, _)| name.as_str());
        if input.parts.is_empty() {
            "none".to_owned()
        } else {
            names.collect::<Vec<_>>().join(", ")
        }
    };
    let is_alike = |other: &Input| {
        let names = other.parts.iter().map(|(name, _)| name);
        names.eq(first.parts.iter().map(|(name, _)| name))
    };
    if let Some(other) = found.iter().find(|other| !is_alike(other)) {
        let message = format!(
            "folders are columns on the way to each file, and for `{}` they are {}, for `{}` {}",
            first.path,
            names(first),
            other.path,
            names(other)
        );
        return Err(Diagnostic::error(codes::FORMAT, message)
            .help("open files apart that are not of one table")
            .into());
    }
    let column = |at: usize, name: &str| {
        let mut narrow = Narrow::default();
        let values = found.iter().filter_map(|input| input.parts.get(at)?.1.as_deref());
        values.for_each(|value| narrow.see(value.as_bytes()));
        (name.to_owned(), narrow.ty())
    };
    let parts = first.parts.iter().enumerate();
    Ok(parts.map(|(at, (name, _))| column(at, name)).collect())
}
