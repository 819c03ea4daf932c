//! The folders `group_vars` and `host_vars` beside an inventory: files of YAML with variables, each
//! called like a group or a host, or a folder of such files.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::groups::fields;
use super::model::{Model, Vars};
use super::yaml;
use crate::diag::{Diagnostic, codes};
use crate::effect::Files;
use crate::inventory::load::Register;
use crate::source::Span;

/// The endings of names that are looked for, in this order; a folder has none.
const ENDINGS: [&str; 4] = ["", ".yml", ".yaml", ".json"];

/// How deep folders nest.
const DEEPEST: usize = 8;

/// The most files that are read.
const MOST_FILES: usize = 20_000;

/// The most bytes that are read in all.
const MOST_BYTES: usize = 64 << 20;

/// Read what is in the folders below `folder` for the groups and hosts of `model`.
pub(super) fn read(folder: &Path, files: &dyn Files, register: &Register, model: &mut Model) {
    let mut reader = Reader { files, register, left: MOST_FILES, bytes: MOST_BYTES };
    let names = model.groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>();
    for (at, vars) in reader.folder(&folder.join("group_vars"), &names, model) {
        if let Some(group) = model.groups.get_mut(at) {
            group.files = vars;
        }
    }
    let names = model.hosts.iter().map(|host| host.name.clone()).collect::<Vec<_>>();
    for (at, vars) in reader.folder(&folder.join("host_vars"), &names, model) {
        if let Some(host) = model.hosts.get_mut(at) {
            host.layers.push(Arc::new(vars));
        }
    }
}

struct Reader<'a> {
    files: &'a dyn Files,
    register: &'a Register,
    /// How many more files may be read.
    left: usize,
    /// How many more bytes.
    bytes: usize,
}

impl Reader<'_> {
    /// The variables of those of `names` that something in `folder` is called like.
    fn folder(&mut self, folder: &Path, names: &[String], model: &mut Model) -> Vec<(usize, Vars)> {
        let entries = match self.files.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let absent =
                    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
                if !absent {
                    model.diagnostics.push(unreadable(folder, &error));
                }
                return Vec::new();
            }
        };
        let entries = entries.into_iter().map(|entry| (entry.name, entry.folder));
        let entries = entries.collect::<HashMap<_, _>>();
        let mut found = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let mut candidates = ENDINGS.iter().map(|ending| format!("{name}{ending}"));
            let Some(file) = candidates.find(|file| entries.contains_key(file)) else { continue };
            let mut paths = Vec::new();
            if entries.get(&file) == Some(&true) {
                self.below(&folder.join(file), 0, &mut paths, model);
            } else {
                paths.push(folder.join(file));
            }
            let mut vars = Vars::new();
            for path in paths {
                vars.extend(self.file(&path, model).unwrap_or_default());
            }
            if !vars.is_empty() {
                found.push((at, vars));
            }
        }
        found
    }

    /// The files of variables below `folder`, in the order of their names.
    fn below(&self, folder: &Path, depth: usize, paths: &mut Vec<PathBuf>, model: &mut Model) {
        let entries = match self.files.list(folder) {
            Ok(entries) => entries,
            Err(error) => return model.diagnostics.push(unreadable(folder, &error)),
        };
        for entry in entries {
            if entry.name.starts_with('.') || entry.name.ends_with('~') {
                continue;
            }
            let path = folder.join(&entry.name);
            let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
            if !ENDINGS.contains(&ending.as_deref().unwrap_or_default()) {
                continue;
            }
            match (entry.folder, ending) {
                (true, None) if depth < DEEPEST => self.below(&path, depth + 1, paths, model),
                (true, _) => {}
                (false, _) => paths.push(path),
            }
        }
    }

    fn file(&mut self, path: &Path, model: &mut Model) -> Option<Vars> {
        let name = path.display();
        let refuse = |model: &mut Model, message: String, help: &str| {
            model.diagnostics.push(Diagnostic::error(codes::INVENTORY, message).help(help));
            None
        };
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let most = u64::try_from(self.bytes).unwrap_or(u64::MAX);
        let bytes = match self.files.read_at_most(path, most + 1) {
            Ok(bytes) => bytes,
            Err(error) => {
                model.diagnostics.push(unreadable(path, &error));
                return None;
            }
        };
        let Some(bytes_left) = self.bytes.checked_sub(bytes.len()).filter(|_| self.left > 0) else {
            self.left = 0;
            let message = format!("there is too much below the folders of variables, at `{name}`");
            let help = "they may hold 64 MiB in 20000 files; move aside what is not needed";
            return refuse(model, message, help);
        };
        self.bytes = bytes_left;
        let Ok(text) = String::from_utf8(bytes) else {
            return refuse(model, format!("`{name}` is not UTF-8 text"), "save it as UTF-8");
        };
        let source = (self.register)(&path.to_string_lossy(), &text);
        if text.starts_with("$ANSIBLE_VAULT;") {
            let end = text.find('\n').unwrap_or(text.len());
            let help = "let Ansible do it: `--inventory-command 'ansible-inventory -i FILE --list \
                        --ask-vault-pass'`, or move the file to where only playbooks look for it";
            model.wrong(Span::new(source, 0..end), "this file is encrypted", help);
            return None;
        }
        let node = match yaml::read(source, &text) {
            Ok(node) => node?,
            Err(problem) => {
                model.diagnostics.push(*problem);
                return None;
            }
        };
        let vars = fields(&node);
        if vars.is_none() {
            let message = format!("a file of variables is a mapping, found {}", node.what());
            model.wrong(node.span, message, "write each variable as `name: value` on its own line");
        }
        vars
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be read: {error}", path.display());
    Diagnostic::error(codes::INVENTORY, message).help("check that you may read it")
}
