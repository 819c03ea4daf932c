//! From the text of `ssh_config` files to [`Document`]s, with every complaint about single lines.
//! What OpenSSH refuses is refused here too, whichever host it is about.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::document::{Document, Item};
use super::keyword::{HONOURED, Known, known};
use super::words::{Line, Word, lines, words};
use super::{condition, setting};
use crate::diag::{Diagnostic, codes, nearest};
use crate::effect::{Files, PatternList, in_home};
use crate::inventory::load::Register;
use crate::source::{SourceId, Span};

/// How deep files may include each other.
const DEEPEST: usize = 16;

/// The most files that are read in all.
const MOST_FILES: usize = 1000;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// Reads files.
pub(super) struct Reader<'a> {
    pub files: &'a dyn Files,
    /// The user's home, for `~/`.
    pub home: Option<&'a Path>,
    /// Keeps the texts, so that complaints can point into them.
    pub register: &'a Register,
    /// All that is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of files read so far.
    pub read: usize,
}

/// A file, and what is known of it before it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The folder that relative paths in it start at.
    pub folder: &'a Path,
    /// Whether nobody else may be able to write to it.
    pub guarded: bool,
    /// How deep it is included.
    pub depth: usize,
}

/// The lines of one file, being read.
pub(super) struct Lines<'a, 'b> {
    pub reader: &'a mut Reader<'b>,
    pub source: SourceId,
    origin: Origin<'a>,
    /// Keywords that may be unknown.
    ignored: Option<PatternList>,
}

impl Reader<'_> {
    /// The file at `path`; none where there is no such file.
    pub fn file(&mut self, path: &Path, origin: Origin<'_>) -> Option<Document> {
        let bytes = match self.files.read_at_most(path, LARGEST + 1) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                let help = "check that it is a file, and that you may read it";
                self.refuse(path, &format!("cannot be read: {error}"), help);
                return None;
            }
        };
        self.read += 1;
        if bytes.len() as u64 > LARGEST || self.read > MOST_FILES {
            let what = if self.read > MOST_FILES {
                format!("is one of more than {MOST_FILES} files")
            } else {
                "is larger than 4 MiB".to_owned()
            };
            self.refuse(path, &what, "look at what `Include` in it names");
            return None;
        }
        if origin.guarded && self.files.is_exposed(path).unwrap_or(true) {
            let help = format!(
                "it may name programs to run, so nobody else may write to it: `chmod go-w {}`, and \
                 it has to be yours",
                path.display()
            );
            self.refuse(path, "can be changed by other users of this machine", &help);
            return None;
        }
        let Ok(text) = String::from_utf8(bytes) else {
            self.refuse(path, "is not UTF-8 text", "save it as UTF-8");
            return None;
        };
        let source = (self.register)(&path.to_string_lossy(), &text);
        let mut reading = Lines { reader: self, source, origin, ignored: None };
        let mut document = Document::default();
        for line in lines(&text) {
            document.items.extend(reading.line(&line));
        }
        Some(document)
    }

    fn refuse(&mut self, path: &Path, what: &str, help: &str) {
        let message = format!("the SSH configuration `{}` {what}", path.display());
        self.diagnostics.push(Diagnostic::error(codes::SSH_CONFIG, message).help(help));
    }

    /// The files that `pattern` names, sorted.
    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        let mut found = vec![PathBuf::new()];
        for part in pattern.components() {
            let text = part.as_os_str().to_str().unwrap_or_default();
            let wild = text.contains(['*', '?', '[']);
            let Some(matcher) = wild.then(|| glob::Pattern::new(text).ok()).flatten() else {
                found.iter_mut().for_each(|path| path.push(part));
                continue;
            };
            let options = glob::MatchOptions {
                require_literal_leading_dot: true,
                ..glob::MatchOptions::default()
            };
            let below = |folder: &PathBuf| {
                let entries = self.files.list(folder).unwrap_or_default().into_iter();
                let entries = entries.filter(|entry| matcher.matches_with(&entry.name, options));
                entries.map(|entry| folder.join(entry.name)).collect::<Vec<_>>()
            };
            found = found.iter().flat_map(below).collect();
        }
        found
    }
}

impl Lines<'_, '_> {
    /// A complaint about the place `at`.
    pub fn problem(&mut self, at: Range<usize>, message: impl Into<String>, help: &str) {
        let span = self.span(at);
        let problem = Diagnostic::error(codes::SSH_CONFIG, message).at(span, "").help(help);
        self.reader.diagnostics.push(problem);
    }

    pub fn span(&self, at: Range<usize>) -> Span {
        Span::new(self.source, at)
    }

    fn line(&mut self, line: &Line<'_>) -> Option<Item> {
        let name = match known(line.keyword) {
            Known::Honoured(name) => Some(name),
            Known::PassedOver => None,
            Known::Unknown => {
                let lower = line.keyword.to_ascii_lowercase();
                if !self.ignored.as_ref().is_some_and(|ignored| ignored.matches(&lower)) {
                    self.unknown(line);
                }
                return None;
            }
        };
        let keyword = name.unwrap_or(line.keyword);
        if line.rest.is_empty() {
            let message = format!("`{keyword}` says nothing");
            self.problem(line.at.clone(), message, "write its value behind it, or take it out");
            return None;
        }
        let words = match words(line.rest, line.rest_at) {
            Ok(words) => words,
            Err(at) => {
                self.problem(at, "this quote is never closed", "close it in the same line");
                return None;
            }
        };
        match name? {
            "Host" => self.host(line, &words),
            "Match" => Some(Item::Match(condition::read(self, line, &words)?)),
            "Include" => Some(Item::Include(self.include(&words))),
            "IgnoreUnknown" => {
                let [word] = self.exactly(line, keyword, &words)?;
                let list = PatternList::new(&word.text.to_ascii_lowercase());
                self.ignored.get_or_insert(list);
                None
            }
            name => setting::read(self, name, line, &words).map(Item::Setting),
        }
    }

    fn unknown(&mut self, line: &Line<'_>) {
        let near = nearest(line.keyword, HONOURED.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "if another version of SSH knows it, put `IgnoreUnknown {}` above it",
                line.keyword
            ),
        };
        let message = format!("SSH has no setting called `{}`", line.keyword.escape_debug());
        self.problem(line.at.clone(), message, &help);
    }

    fn host(&mut self, line: &Line<'_>, words: &[Word]) -> Option<Item> {
        let empty = words.iter().find(|word| word.text.is_empty());
        if words.is_empty() || empty.is_some() {
            let at = empty.map_or(&line.at, |word| &word.at).clone();
            self.problem(at, "`Host` names no host", "write one or more names or patterns");
            return None;
        }
        Some(Item::Host(words.iter().map(|word| word.text.as_str()).collect()))
    }

    fn include(&mut self, words: &[Word]) -> Vec<Document> {
        let mut documents = Vec::new();
        for word in words {
            if self.origin.depth == DEEPEST {
                let help = "does a file include itself?";
                let message = format!("files include each other more than {DEEPEST} deep");
                self.problem(word.at.clone(), message, help);
                break;
            }
            let named = in_home(Path::new(&word.text), self.reader.home);
            let pattern = self.origin.folder.join(named);
            for path in self.reader.glob(&pattern) {
                let origin = Origin { depth: self.origin.depth + 1, ..self.origin };
                documents.extend(self.reader.file(&path, origin));
            }
        }
        documents
    }

    /// The words, when there are as many as that, and none is empty.
    pub fn exactly<'w, const N: usize>(
        &mut self,
        line: &Line<'_>,
        keyword: &str,
        words: &'w [Word],
    ) -> Option<[&'w Word; N]> {
        if let Some(extra) = words.get(N) {
            let message = format!("`{keyword}` has a word too many");
            let help = "put text with blanks in quotes, and remarks behind a `#`";
            self.problem(extra.at.clone(), message, help);
            return None;
        }
        let found = words.iter().collect::<Vec<_>>().try_into().ok();
        let found = found.filter(|words: &[&Word; N]| words.iter().all(|w| !w.text.is_empty()));
        if found.is_none() {
            let message = format!("`{keyword}` says nothing");
            self.problem(line.at.clone(), message, "write its value behind it");
        }
        found
    }
}
