//! Where the programs of this machine are.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Result, codes, nearest};
use crate::effect::{Environment, Files, Program};

/// The folders that are searched when `PATH` is not set, as the system does it.
const USUAL: &str = "/bin:/usr/bin";

/// The path to start the program called `name` by, for a child that works in `folder`: paths that
/// are not absolute start there, those in `PATH` among them.
pub(super) fn find(
    files: &dyn Files,
    environment: &dyn Environment,
    name: &str,
    folder: Option<&Path>,
) -> Result<PathBuf> {
    let there = |path: &Path| folder.map_or_else(|| path.to_owned(), |folder| folder.join(path));
    if let Some(folder) = folder.filter(|folder| !is_folder(files, folder)) {
        let message = format!("there is no folder `{}` to run `{name}` in", folder.display());
        return Err(Diagnostic::error(codes::FILE_MISSING, message)
            .help("make it first, or name another one")
            .into());
    }
    if name.contains('/') {
        let path = PathBuf::from(name);
        let real = there(&path);
        return match () {
            () if files.is_program(&real) => Ok(path),
            () if files.exists(&real) => Err(unusable(files, name, &real)),
            () => Err(beside(files, name, &real)),
        };
    }
    let search = environment.var("PATH").unwrap_or_else(|| USUAL.to_owned());
    // An empty part means the folder that the program works in.
    let folders = search.split(':').map(|part| Path::new(if part.is_empty() { "." } else { part }));
    let places = folders.clone().map(|folder| folder.join(name)).collect::<Vec<_>>();
    if let Some(path) = places.iter().find(|path| files.is_program(&there(path))) {
        return Ok(path.clone());
    }
    // A folder in `PATH` may have any name; it is no program that somebody forgot to finish.
    let is_file = |path: &&PathBuf| files.exists(&there(path)) && !is_folder(files, &there(path));
    if let Some(path) = places.iter().find(is_file) {
        return Err(unusable(files, name, &there(path)));
    }
    let mut names = folders.flat_map(|folder| names(files, &there(folder))).collect::<Vec<_>>();
    names.sort();
    Err(Program::missing(name, names.iter().map(String::as_str)))
}

/// Whether there is a folder at `path`; the dot in one is there for folders alone.
fn is_folder(files: &dyn Files, path: &Path) -> bool {
    files.exists(&path.join("."))
}

/// The files in `folder`; none when it cannot be read.
fn names(files: &dyn Files, folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = files.list(folder).unwrap_or_default();
    entries.into_iter().filter(|entry| !entry.folder).map(|entry| entry.name)
}

/// What is there is no program.
fn unusable(files: &dyn Files, name: &str, path: &Path) -> Box<Diagnostic> {
    let shown = path.display();
    let (message, help) = if is_folder(files, path) {
        (format!("`{name}` is a folder, and a program is expected"), "name a program".to_owned())
    } else {
        let help = format!("if it is a program, allow it with `chmod +x {shown}`");
        (format!("`{shown}` may not be executed by anybody"), help)
    };
    Diagnostic::error(codes::PROGRAM_START, message).help(help).into()
}

/// There is nothing at `path`; something beside it may be meant.
fn beside(files: &dyn Files, name: &str, path: &Path) -> Box<Diagnostic> {
    let last = path.file_name().and_then(|last| last.to_str()).unwrap_or_default();
    let names = path.parent().map(|folder| names(files, folder)).into_iter().flatten();
    let names = names.collect::<Vec<_>>();
    let near = nearest(last, names.iter().map(String::as_str));
    let stem = name.strip_suffix(last).unwrap_or_default();
    Diagnostic::error(codes::PROGRAM_MISSING, format!("there is no program at `{name}`"))
        .help("check the path")
        .maybe_help(near.map(|near| format!("did you mean `{stem}{near}`?")))
        .into()
}
