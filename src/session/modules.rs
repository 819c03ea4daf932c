//! The scripts behind `use`: files beside the script that uses them, and those that come with rebe.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diag::Diagnostic;
use crate::effect::Files;
use crate::plan::{Module, Modules};
use crate::source::{SourceId, Sources};
use crate::syntax::ast::Program;
use crate::syntax::{self, Earlier, Parsed};

/// The largest module that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The modules that come with rebe: the path by which each is used, and its text.
pub const STANDARD: &[(&str, &str)] = &[
    ("std/assert", include_str!("../../stdlib/assert.rsh")),
    ("std/fleet", include_str!("../../stdlib/fleet.rsh")),
    ("std/report", include_str!("../../stdlib/report.rsh")),
    ("std/tables", include_str!("../../stdlib/tables.rsh")),
    ("std/text", include_str!("../../stdlib/text.rsh")),
    ("std/time", include_str!("../../stdlib/time.rsh")),
];

/// Reads modules, each once.
pub struct Loader {
    sources: Arc<Mutex<Sources>>,
    files: Arc<dyn Files>,
    trees: Mutex<BTreeMap<String, Tree>>,
    /// Whether texts change between plans, so that each is looked at anew and keeps its number.
    lasting: bool,
}

/// A text that was parsed.
#[derive(Debug, Clone)]
pub struct Parse {
    /// Its number among the sources.
    pub source: SourceId,
    /// Its tree.
    pub program: Arc<Program>,
    /// What is wrong with its syntax.
    pub diagnostics: Arc<Vec<Diagnostic>>,
}

struct Tree {
    parse: Parse,
    earlier: Earlier,
}

impl Loader {
    /// A loader that records what it reads in `sources`.
    pub fn new(sources: Arc<Mutex<Sources>>, files: Arc<dyn Files>) -> Self {
        Self { sources, files, trees: Mutex::default(), lasting: false }
    }

    /// A loader for an editor: it lives for many plans, between which texts change.
    pub fn lasting(sources: Arc<Mutex<Sources>>, files: Arc<dyn Files>) -> Self {
        Self { lasting: true, ..Self::new(sources, files) }
    }

    /// The tree of `text`, which people know by `name`.
    pub fn parse(&self, name: &str, text: &str) -> Parse {
        let mut trees = self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let known = trees.get_mut(name);
        let (source, mut earlier) = match known {
            Some(Tree { parse, earlier }) => {
                if sources.get(parse.source).is_some_and(|source| source.text == text) {
                    return parse.clone();
                }
                sources.replace(parse.source, text);
                (parse.source, std::mem::take(earlier))
            }
            None => (sources.add(name, text), Earlier::default()),
        };
        drop(sources);
        let Parsed { program, diagnostics } = match self.lasting {
            true => syntax::parse_again(source, text, &mut earlier),
            false => syntax::parse(source, text),
        };
        let (program, diagnostics) = (Arc::new(program), Arc::new(diagnostics));
        let parse = Parse { source, program, diagnostics };
        trees.insert(name.to_owned(), Tree { parse: parse.clone(), earlier });
        parse
    }

    /// What the module at `path` is called when the text called `script` uses it.
    pub fn name(path: &str, script: &str) -> String {
        if is_standard(path) { path.to_owned() } else { place(path, script).display().to_string() }
    }

    fn read(&self, path: &str, from: SourceId) -> Result<(String, String), String> {
        if is_standard(path) {
            let known = STANDARD.iter().find(|(name, _)| *name == path);
            let (name, text) = known.ok_or("there is no such module in `std`")?;
            return Ok(((*name).to_owned(), (*text).to_owned()));
        }
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let script = sources.get(from).map_or_else(String::new, |source| source.name.clone());
        drop(sources);
        let place = place(path, &script);
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
        let Parse { program, diagnostics, .. } = self.parse(&name, &text);
        if let Some(problem) = diagnostics.iter().find(|problem| problem.is_error()) {
            let at = problem.labels.first().map_or(0, |label| label.span.start);
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            return Err(format!("line {line} of it cannot be read: {}", problem.message));
        }
        Ok(Module { name, about: about(&text), program })
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

/// The comment that `text` begins with, unless a `def` follows, whose comment it is.
fn about(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.starts_with('#')).collect::<Vec<_>>();
    let next = text.lines().nth(lines.len()).unwrap_or_default();
    if !next.trim().is_empty() {
        return String::new();
    }
    let lines = lines.iter().map(|line| line.trim_start_matches('#').trim());
    lines.collect::<Vec<_>>().join("\n")
}

fn is_standard(path: &str) -> bool {
    path == "std" || path.starts_with("std/")
}

/// Where the module at `path` is for the script called `script`.
fn place(path: &str, script: &str) -> PathBuf {
    let folder = Path::new(script).parent().unwrap_or_else(|| Path::new(""));
    plain(&folder.join(path))
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
