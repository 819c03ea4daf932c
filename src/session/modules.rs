//! The scripts behind `use`: files beside the script that uses them, and those that come with rebe.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::effect::Files;
use crate::plan::{Module, Modules};
use crate::source::{SourceId, Sources};
use crate::syntax;

/// The largest module that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The modules that come with rebe: the path by which each is used, and its text.
pub const STANDARD: &[(&str, &str)] = &[];

/// Reads modules, each once.
pub struct Loader {
    sources: Arc<Mutex<Sources>>,
    files: Arc<dyn Files>,
    loaded: Mutex<BTreeMap<String, Module>>,
}

impl Loader {
    /// A loader that records what it reads in `sources`.
    pub fn new(sources: Arc<Mutex<Sources>>, files: Arc<dyn Files>) -> Self {
        Self { sources, files, loaded: Mutex::default() }
    }

    fn read(&self, path: &str, from: SourceId) -> Result<(String, String), String> {
        if path == "std" || path.starts_with("std/") {
            let known = STANDARD.iter().find(|(name, _)| *name == path);
            let (name, text) = known.ok_or("there is no such part of `std`")?;
            return Ok(((*name).to_owned(), (*text).to_owned()));
        }
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let script = sources.get(from).map_or_else(String::new, |source| source.name.clone());
        drop(sources);
        let folder = Path::new(&script).parent().unwrap_or_else(|| Path::new(""));
        let place = plain(&folder.join(path));
        let bytes =
            self.files.read_at_most(&place, LARGEST + 1).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
                std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
                std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
                _ => error.to_string(),
            })?;
        if bytes.len() as u64 > LARGEST {
            return Err("it is larger than 4 MiB, which no module is".to_owned());
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())?;
        Ok((place.display().to_string(), text))
    }
}

impl Modules for Loader {
    fn load(&self, path: &str, from: SourceId) -> Result<Module, String> {
        let (name, text) = self.read(path, from)?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = loaded.get(&name) {
            return Ok(module.clone());
        }
        let id = {
            let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
            sources.add(name.as_str(), text.as_str())
        };
        let parsed = syntax::parse(id, &text);
        if let Some(problem) = parsed.diagnostics.iter().find(|problem| problem.is_error()) {
            let at = problem.labels.first().map_or(0, |label| label.span.start);
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            return Err(format!("line {line} of it cannot be read: {}", problem.message));
        }
        let module = Module { name: name.clone(), program: Arc::new(parsed.program) };
        loaded.insert(name, module.clone());
        Ok(module)
    }

    fn known(&self) -> Vec<String> {
        STANDARD.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    fn beside(&self, path: &str, from: SourceId) -> Vec<String> {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let script = sources.get(from).map_or_else(String::new, |source| source.name.clone());
        drop(sources);
        let (written, _) = path.rsplit_once('/').unwrap_or((".", path));
        let above = Path::new(&script).parent().unwrap_or_else(|| Path::new(""));
        let mut folder = plain(&above.join(written));
        if folder.as_os_str().is_empty() {
            folder.push(".");
        }
        let entries = self.files.list(&folder).unwrap_or_default();
        let scripts = entries.into_iter().map(|entry| entry.name);
        let scripts = scripts.filter(|name| name.ends_with(".rsh"));
        scripts.map(|name| format!("{written}/{name}")).collect()
    }
}

/// `path` without `.` and without `..` where that leads back, so that a file has one name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
