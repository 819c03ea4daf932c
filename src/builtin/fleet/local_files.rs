//! Which files of this machine a path stands for.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Entry, Files, LocalFile, LocalFolder, Stat, wildcard_matches};
use crate::source::Span;

/// The most names that are looked at, and how deep folders may be in folders.
const MOST: usize = 100_000;
const DEEPEST: usize = 100;

/// What a folder may be used for whose own mode is not known.
const FOLDER: u32 = 0o755;

/// How a path is written in a call, and what is wanted of it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The path, as it is written.
    pub text: &'a str,
    /// Where it is written.
    pub span: Span,
    /// Whether folders are meant with all that is in them.
    pub recursive: bool,
    /// Whether each keeps its name below the place; else the one there is becomes the place.
    pub keeps_name: bool,
}

/// The files that a path stands for, and the folders that they are in.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Files, by the names that they get below the place.
    pub files: Vec<LocalFile>,
    /// Folders, each after the one that it is in.
    pub folders: Vec<LocalFolder>,
    /// Number of files and folders that the path names itself.
    pub named: usize,
}

impl Asked<'_> {
    /// What `path` stands for, which was written as `self` says. What is in folders is looked at
    /// with `deep` alone.
    ///
    /// # Errors
    /// There is nothing, or something that is neither file nor folder.
    pub fn chosen(self, path: &Path, files: &dyn Files, deep: bool) -> Result<Chosen> {
        let Self { text, recursive, .. } = self;
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name else {
            return Err(
                self.wrong(format!("`{text}` names no file"), "name a file of this machine")
            );
        };
        let mut chosen = Chosen::default();
        if !name.contains(['*', '?']) {
            let below = if self.keeps_name { name } else { "" };
            match files.stat(path) {
                Ok(stat) if stat.regular => chosen.files.push(file(path.into(), below, stat)),
                _ if files.list(path).is_ok() && recursive => {
                    self.walk(path, below, files, deep, &mut chosen)?;
                }
                Ok(_) if files.list(path).is_ok() => {
                    let help = "name files in it, as in `folder/*`, or say `--recursive`";
                    return Err(self.wrong(format!("`{text}` is a folder"), help));
                }
                Ok(_) => {
                    let help = "a device or a pipe has no end that could be waited for";
                    return Err(self.wrong(format!("`{text}` is no plain file"), help));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    let help = "check the name; it is taken from the folder in which rebe was \
                                started";
                    return Err(self.wrong(format!("there is no file `{text}`"), help));
                }
                Err(error) => return Err(self.unreadable(path, &error)),
            }
            chosen.named = 1;
            return Ok(chosen);
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let listed = files.list(folder.unwrap_or(Path::new("."))).unwrap_or_default();
        let matching = listed.into_iter().filter(|entry| {
            let is_hidden = entry.name.starts_with('.') && !name.starts_with('.');
            !is_hidden && wildcard_matches(name, &entry.name)
        });
        let matching = matching.collect::<Vec<_>>();
        let alone = !self.keeps_name && matching.len() == 1;
        for entry in matching {
            let (path, below) = (path.with_file_name(&entry.name), entry.name.as_str());
            let below = if alone { "" } else { below };
            if entry.folder && recursive {
                self.walk(&path, below, files, deep, &mut chosen)?;
                chosen.named += 1;
            } else if let Some(stat) = files.stat(&path).ok().filter(|stat| stat.regular) {
                chosen.files.push(file(path, below, stat));
                chosen.named += 1;
            }
        }
        if chosen.named == 0 {
            let help = "`*` stands for any characters of one name, `?` for one";
            return Err(self.wrong(format!("no file matches `{text}`"), help));
        }
        Ok(chosen)
    }

    /// The folder at `path`, called `name`, and all that is in it.
    fn walk(
        self,
        path: &Path,
        name: &str,
        files: &dyn Files,
        deep: bool,
        chosen: &mut Chosen,
    ) -> Result<()> {
        let mut left = vec![(path.to_owned(), name.to_owned(), 0)];
        while let Some((path, name, depth)) = left.pop() {
            let mode = files.stat(&path).map_or(FOLDER, |stat| stat.mode);
            chosen.folders.push(LocalFolder { name: name.clone(), mode });
            if !deep {
                return Ok(());
            }
            let mut below = Vec::new();
            for Entry { name: entry, folder } in self.listed(&path, files)? {
                let (path, name) = (path.join(&entry), joined(&name, &entry));
                let stat = files.stat(&path);
                match stat {
                    Ok(Stat { link: true, .. }) if folder => {
                        let message = format!("`{}` is a link to a folder", path.display());
                        let help = "links to folders are not followed, for they may lead in a \
                                    circle; name the folder itself";
                        return Err(self.wrong(message, help));
                    }
                    _ if folder => below.push((path, name, depth + 1)),
                    Ok(stat) if stat.regular => chosen.files.push(file(path, &name, stat)),
                    Ok(_) => {
                        let message = format!("`{}` is no plain file", path.display());
                        let help = "only files and folders can be carried; name those that are";
                        return Err(self.wrong(message, help));
                    }
                    Err(error) => return Err(self.unreadable(&path, &error)),
                }
            }
            left.extend(below.into_iter().rev());
            if chosen.files.len() + chosen.folders.len() > MOST || depth > DEEPEST {
                let message = format!(
                    "`{}` has more than {MOST} files, or is more than {DEEPEST} folders deep",
                    self.text
                );
                return Err(self.wrong(message, "carry an archive of it instead"));
            }
        }
        Ok(())
    }

    /// What is in a folder, all of it.
    fn listed(self, path: &Path, files: &dyn Files) -> Result<Vec<Entry>> {
        if files.has_more(path).unwrap_or_default() {
            let message = format!("`{}` has a name that is no Unicode", path.display());
            return Err(self.wrong(message, "rename it, or name the other files one by one"));
        }
        files.list(path).map_err(|error| self.unreadable(path, &error))
    }

    fn unreadable(self, path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
        let message = format!("`{}` cannot be looked at: {error}", path.display());
        self.wrong(message, "check that it is there and that you may read it")
    }

    fn wrong(self, message: String, help: &str) -> Box<Diagnostic> {
        Box::new(Diagnostic::error(codes::FILE_MISSING, message).at(self.span, "").help(help))
    }
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn file(path: PathBuf, name: &str, stat: Stat) -> LocalFile {
    let Stat { mode, size, modified, .. } = stat;
    let modified: SystemTime = modified;
    LocalFile { path, name: name.to_owned(), mode: Some(mode), size, modified }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::memory::MemoryFiles;

    fn chosen(text: &str, recursive: bool, keeps_name: bool) -> Result<Vec<String>> {
        let files = MemoryFiles::of([
            ("etc/a.conf", "a"),
            ("etc/b.conf", "b"),
            ("etc/app/c", "c"),
            ("etc/app/.d", "d"),
        ]);
        let asked = Asked { text, span: Span::default(), recursive, keeps_name };
        let chosen = asked.chosen(Path::new(text), &files, true)?;
        let folders = chosen.folders.into_iter().map(|folder| format!("{}/", folder.name));
        Ok(folders.chain(chosen.files.into_iter().map(|file| file.name)).collect())
    }

    #[test]
    fn names_are_those_below_the_place() {
        assert_eq!(chosen("etc/a.conf", false, true).unwrap(), ["a.conf"]);
        assert_eq!(chosen("etc/a.conf", false, false).unwrap(), [""]);
        assert_eq!(chosen("etc/*.conf", false, true).unwrap(), ["a.conf", "b.conf"]);
        assert_eq!(chosen("etc/*", false, true).unwrap(), ["a.conf", "b.conf"]);
        let all = ["app/", "a.conf", "app/.d", "app/c", "b.conf"];
        assert_eq!(chosen("etc/*", true, true).unwrap(), all);
        let all = ["etc/", "etc/app/", "etc/a.conf", "etc/b.conf", "etc/app/.d", "etc/app/c"];
        assert_eq!(chosen("etc", true, true).unwrap(), all);
        assert_eq!(chosen("etc", true, false).unwrap()[..3], ["/", "app/", "a.conf"]);
        assert_eq!(chosen("etc/ap?", true, false).unwrap(), ["/", ".d", "c"]);
        for wrong in ["etc", "etc/x", "etc/*.x", ".."] {
            assert!(chosen(wrong, false, true).is_err(), "{wrong}");
        }
    }
}
