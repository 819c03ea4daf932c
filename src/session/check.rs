//! Checking scripts, and mending what a machine can mend. Nothing runs and no host is contacted.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Session;
use super::texts::{Text, script_in, stdin};
use crate::command::Mode;
use crate::diag::{Change, Checked, Diagnostic, Result, changes, codes, exit, mended};
use crate::effect::{Files, Stat};
use crate::source::SourceId;

/// How often a text is mended and checked again.
const ROUNDS: usize = 10;

/// How deep folders are searched.
const DEEPEST: usize = 64;

/// What is done about what a check has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fix {
    /// Nothing.
    No,
    /// It is mended, and nothing is written.
    Try,
    /// It is mended.
    Write,
}

/// A text as it stands, with what is wrong with it.
#[derive(Clone)]
struct State {
    text: String,
    source: SourceId,
    diagnostics: Vec<Diagnostic>,
}

impl State {
    fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }

    fn changes(&self) -> Vec<Change> {
        changes(&self.diagnostics, self.source)
    }
}

impl Session {
    /// The scripts that `paths` name: files as they are, and of a folder all files below it that
    /// end in `.rsh`, sorted. Hidden folders and links to folders are not entered. Each stands in
    /// the list once. What names no script stands there with the reason.
    pub fn scripts(&self, paths: &[String]) -> Vec<Result<String, Checked>> {
        let files = self.world().files.as_ref();
        let mut found = Vec::<Result<String, Checked>>::new();
        for path in paths {
            let mut below = Vec::new();
            match folder(files, path, 0, &mut below) {
                Ok(true) if below.is_empty() => {
                    let message = format!("`{path}` holds no script: no file in it ends in `.rsh`");
                    let problem = Diagnostic::error(codes::USAGE, message);
                    let problem = problem.help("name the files themselves");
                    found.push(Err(Checked::failed(path, problem)));
                }
                Ok(true) => found.extend(below.into_iter().map(Ok)),
                Ok(false) => found.push(Ok(path.clone())),
                Err(problem) => found.push(Err(Checked::failed(path, *problem))),
            }
        }
        let mut seen = BTreeSet::new();
        let same = |path: &str| path.strip_prefix("./").unwrap_or(path).to_owned();
        found.retain(|path| path.as_ref().map_or(true, |path| seen.insert(same(path))));
        found
    }

    /// What the system says of each script that `paths` name and of the inventory, to be compared
    /// with what it says later.
    pub fn stamps(&self, paths: &[String]) -> Vec<(String, Option<Stat>)> {
        let files = self.world().files.as_ref();
        let stamp = |path: String| {
            let stat = files.stat(Path::new(&path)).ok();
            (path, stat)
        };
        let inventory = self.inventory_path().map(|path| path.to_string_lossy().into_owned());
        self.scripts(paths).into_iter().flatten().chain(inventory).map(stamp).collect()
    }

    /// Check the script at `path`, where `-` is standard input, and mend it as `fix` says.
    pub fn check(&self, path: &str, fix: Fix) -> Checked {
        match self.text_of(path) {
            Ok(text) => self.check_text(path, &text, fix),
            Err(problem) => Checked::failed(path, *problem),
        }
    }

    /// The script at `path`, where `-` is standard input.
    pub(super) fn text_of(&self, path: &str) -> Result<Text> {
        if path == "-" { stdin() } else { script_in(self.world().files.as_ref(), path) }
    }

    fn check_text(&self, path: &str, Text { name, text }: &Text, fix: Fix) -> Checked {
        let first = self.state(name, text.clone());
        let before = exit_code(&first);
        let mut checked = Checked { name: name.clone(), exit: before, ..Checked::default() };
        let (last, made) = match fix {
            Fix::No => (first.clone(), Vec::new()),
            Fix::Try | Fix::Write => self.mend(name, first.clone()),
        };
        if path == "-" && fix != Fix::No {
            checked.text = Some(last.text.clone());
        } else if fix == Fix::Write
            && !made.is_empty()
            && let Err(problem) = self.replace(path, text, &last.text)
        {
            // The file stands as it was, and so does what is wrong with it.
            checked.exit = before.max(problem.exit_code());
            checked.diagnostics = first.diagnostics;
            checked.diagnostics.push(*problem);
            checked.refused = true;
            return checked;
        }
        if fix != Fix::Try {
            checked.exit = exit_code(&last);
        }
        checked.written = fix == Fix::Write && checked.text.is_none() && !made.is_empty();
        (checked.diagnostics, checked.changes) = (last.diagnostics, made);
        checked
    }

    fn state(&self, name: &str, text: String) -> State {
        let prepared = self.prepare(name, &text, Mode::Check);
        State { text, source: prepared.source, diagnostics: prepared.diagnostics }
    }

    /// `first` with all that can be mended, round by round, and the changes. It never ends with
    /// more errors than it had: a round may bring some to light, and then the next ones have to
    /// mend them.
    fn mend(&self, name: &str, first: State) -> (State, Vec<Change>) {
        let most = first.errors();
        let (mut state, mut made) = (first.clone(), Vec::new());
        let mut best = (first.clone(), Vec::new());
        for _ in 0..ROUNDS {
            let (text, changes) = mended(&state.text, state.changes());
            if changes.is_empty() {
                break;
            }
            made.extend(changes);
            state = self.state(name, text);
            if state.errors() <= most {
                best = (state.clone(), made.clone());
            }
        }
        if best.1.is_empty() && !made.is_empty() { self.mend_singly(name, first) } else { best }
    }

    /// The same, one change at a time: those that only make it worse are left out.
    fn mend_singly(&self, name: &str, first: State) -> (State, Vec<Change>) {
        let (mut state, mut made) = (first, Vec::new());
        for _ in 0..ROUNDS {
            let better = state.changes().into_iter().find_map(|change| {
                let (text, changes) = mended(&state.text, vec![change]);
                let next = (!changes.is_empty()).then(|| self.state(name, text))?;
                (next.errors() <= state.errors()).then_some((next, changes))
            });
            let Some((next, changes)) = better else { break };
            made.extend(changes);
            state = next;
        }
        (state, made)
    }

    /// Put `new` into the file at `path`, which held `old` when it was read, all or nothing.
    pub(super) fn replace(&self, path: &str, old: &str, new: &str) -> Result<()> {
        let files = self.world().files.as_ref();
        let place = Path::new(path);
        let refused = |reason: &str, help: String| {
            let message = format!("`{path}` cannot be written: {reason}");
            Err(Diagnostic::error(codes::FILE_ACCESS, message).help(help).into())
        };
        if files.stat(place).is_ok_and(|about| about.read_only) {
            let help = format!("nothing was changed; `chmod u+w {path}` allows it");
            return refused("it is read-only", help);
        }
        // Somebody may have saved it in an editor meanwhile.
        if files.read(place).is_ok_and(|now| now != old.as_bytes()) {
            return refused(
                "it was changed meanwhile",
                "nothing was changed; try again".to_owned(),
            );
        }
        let written = files.create(place).and_then(|mut file| {
            file.write_all(new.as_bytes())?;
            file.commit()
        });
        match written {
            Ok(()) => Ok(()),
            Err(error) => {
                let reason = match error.kind() {
                    ErrorKind::PermissionDenied => "you may not write there".to_owned(),
                    ErrorKind::StorageFull => "the disk is full".to_owned(),
                    _ => error.to_string(),
                };
                refused(&reason, "nothing was changed".to_owned())
            }
        }
    }
}

fn exit_code(state: &State) -> u8 {
    if state.errors() > 0 { exit::CHECK } else { exit::OK }
}

/// Gather the scripts below `path`; whether it is a folder at all.
fn folder(files: &dyn Files, path: &str, depth: usize, found: &mut Vec<String>) -> Result<bool> {
    let entries = match files.list(Path::new(path)) {
        Ok(entries) if path != "-" => entries,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let message = format!("the folder `{path}` cannot be read: you may not read it");
            return Err(Diagnostic::error(codes::FILE_ACCESS, message).into());
        }
        _ => return Ok(false),
    };
    for entry in entries {
        let inner = match path {
            "." => entry.name.clone(),
            _ => format!("{}/{}", path.trim_end_matches('/'), entry.name),
        };
        if !entry.folder {
            found.extend(entry.name.ends_with(".rsh").then_some(inner));
            continue;
        }
        // A link may lead back to where it stands, and a folder of a tool holds no scripts of ours.
        let link = files.stat(Path::new(&inner)).is_ok_and(|about| about.link);
        if !link && !entry.name.starts_with('.') && depth < DEEPEST {
            folder(files, &inner, depth + 1, found)?;
        }
    }
    Ok(true)
}
