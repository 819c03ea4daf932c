//! Texts that an editor has open and that change while they are looked at.
//!
//! Nothing runs and no host is contacted. An open text stands for its file, so that scripts that use
//! it see what is in the editor, saved or not.

use std::collections::BTreeMap;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use super::complete::{Asking, Calling, Completed};
use super::modules::{Loader, Parse};
use super::told::told;
use crate::command::{Mode, Registry};
use crate::diag::Diagnostic;
use crate::effect::{Entry, Files, NewFile, Stat};
use crate::plan::{Facts, Planner};
use crate::source::{Source, SourceId};
use crate::syntax::ast::Program;

/// A session for an editor.
pub struct Workspace {
    session: Session,
    loader: Loader,
    open: Arc<Overlay>,
    /// What the system said of the inventory when it was read.
    inventory: Option<Stat>,
}

/// A text, looked at.
#[derive(Debug)]
pub struct Study {
    /// Its number among the sources.
    pub source: SourceId,
    /// Its tree.
    pub program: Arc<Program>,
    /// What is wrong with it. A place may be in a module that it uses.
    pub diagnostics: Vec<Diagnostic>,
    /// What its plan has found out about places.
    pub facts: Facts,
}

impl Workspace {
    /// A workspace in the world of `session`.
    pub fn new(mut session: Session) -> Self {
        let below = Arc::clone(&session.world().files);
        let open = Arc::new(Overlay { below, open: Mutex::default() });
        let files: Arc<dyn Files> = open.clone();
        session.set_files(files);
        let files = Arc::clone(&session.world().files);
        let loader = Loader::lasting(Arc::clone(session.shared_sources()), files);
        let inventory = stat(&session);
        Self { session, loader, open, inventory }
    }

    /// Whether the inventory is another one than when the session began.
    pub fn is_stale(&self) -> bool {
        stat(&self.session) != self.inventory
    }

    /// All commands there are.
    pub fn registry(&self) -> Registry {
        self.session.registry()
    }

    /// From now on the file called `name` holds `text`.
    pub fn open(&self, name: &str, text: Arc<str>) {
        self.open.lock().insert(PathBuf::from(name), text);
    }

    /// The file called `name` holds what is on disk again.
    pub fn close(&self, name: &str) {
        self.open.lock().remove(Path::new(name));
    }

    /// The text of the file called `name`, open or on disk; none when it cannot be read.
    pub fn text(&self, name: &str) -> Option<String> {
        let bytes = self.open.read_at_most(Path::new(name), LARGEST).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// The scripts below `folders`, sorted.
    pub fn scripts(&self, folders: &[String]) -> Vec<String> {
        self.session.scripts(folders).into_iter().flatten().collect()
    }

    /// The tree of `text`, which is called `name`.
    pub fn parse(&self, name: &str, text: &str) -> (SourceId, Arc<Program>) {
        let Parse { source, program, .. } = self.loader.parse(name, text);
        (source, program)
    }

    /// What the module at `path` is called when the text called `script` uses it.
    pub fn module(&self, path: &str, script: &str) -> String {
        Loader::name(path, script)
    }

    /// The text that spans of `source` are places in.
    pub fn source(&self, source: SourceId) -> Option<Arc<Source>> {
        let sources = self.session.shared_sources().lock();
        sources.unwrap_or_else(PoisonError::into_inner).get(source).cloned()
    }

    /// Look at `text`, which is called `name`.
    pub fn study(&self, name: &str, text: &str) -> Study {
        let Parse { source, program, diagnostics } = self.loader.parse(name, text);
        let sources = self.session.sources();
        let planner = Planner::new(self.session.tools(&self.loader), &sources, Mode::Check);
        let scope = &mut self.session.variables().scope();
        let planned = planner.with_facts().program(self.session.definitions(), &program, scope);
        let diagnostics = diagnostics.as_ref().clone();
        let diagnostics = told(text, &program, diagnostics, planned.diagnostics);
        Study { source, program, diagnostics, facts: planned.facts.unwrap_or_default() }
    }

    /// The call whose arguments are at byte `cursor` of `text`, which was looked at.
    pub fn calling(&self, text: &str, study: &Study, cursor: usize) -> Option<Calling> {
        let Study { source, facts, .. } = study;
        Asking { session: &self.session, text, source: *source, facts }.calling(cursor)
    }

    /// What may stand at byte `cursor` of `text`, which was looked at.
    pub fn complete(&self, text: &str, study: &Study, cursor: usize) -> Completed {
        let Study { source, facts, .. } = study;
        Asking { session: &self.session, text, source: *source, facts }.complete(cursor)
    }
}

/// The largest file that is looked at, in bytes.
const LARGEST: u64 = 16 << 20;

fn stat(session: &Session) -> Option<Stat> {
    session.world().files.stat(&session.inventory_path()?).ok()
}

/// Files of this machine, of which some are open in an editor.
struct Overlay {
    below: Arc<dyn Files>,
    open: Mutex<BTreeMap<PathBuf, Arc<str>>>,
}

impl Overlay {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Arc<str>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, path: &Path) -> Option<Arc<str>> {
        self.lock().get(path).cloned()
    }

    /// A text is looked at while it is typed, so it may name anything, even what this process gets
    /// its messages by: nothing but ordinary files is read.
    fn ordinary(&self, path: &Path) -> io::Result<()> {
        let about = self.below.stat(path)?;
        // What is said of a folder is said when it is opened.
        match about.regular || self.below.list(path).is_ok() {
            true => Ok(()),
            false => Err(io::Error::new(ErrorKind::Unsupported, "it is no ordinary file")),
        }
    }
}

impl Files for Overlay {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            // More than this is nowhere needed to know what a file holds.
            None => self.read_at_most(path, LARGEST),
        }
    }

    fn read_at_most(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        match self.get(path) {
            Some(text) => {
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                Ok(text.as_bytes().iter().take(most).copied().collect())
            }
            None => {
                self.ordinary(path)?;
                self.below.read_at_most(path, most)
            }
        }
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        self.below.create(path)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.below.real_path(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        match self.get(path) {
            Some(text) => Ok(Box::new(Cursor::new(text.as_bytes().to_vec()))),
            None => {
                self.ordinary(path)?;
                self.below.open(path)
            }
        }
    }

    fn append(&self, path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
        self.below.append(path, content, mode)
    }

    fn exists(&self, path: &Path) -> bool {
        self.get(path).is_some() || self.below.exists(path)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.below.stat(path)
    }

    fn is_program(&self, path: &Path) -> bool {
        self.below.is_program(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.below.list(folder)
    }
}
