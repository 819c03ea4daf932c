//! Programs that are checked, or run in a world that only records what they do.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use rebe_shell::command::Mode;
use rebe_shell::diag::Diagnostic;
use rebe_shell::effect::memory::{MemoryEnvironment, MemoryProcesses, NoPrompt, StillClock};
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{
    Cancel, DirectRoutes, Entry, Files, Job, NewFile, NoStores, NoWeb, Remote, RemoteEvent, Stat,
    Target, World,
};
use rebe_shell::exec::{Event, Sink};
use rebe_shell::inventory::Inventory;
use rebe_shell::session::{Fix, Options, Session};

use super::target;

/// The files of this machine, with one text in the place of one of them; nothing is written.
struct Instead {
    path: PathBuf,
    text: String,
}

impl Files for Instead {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == self.path { Ok(self.text.clone().into_bytes()) } else { RealFiles.read(path) }
    }

    fn create(&self, _: &Path) -> io::Result<Box<dyn NewFile>> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        RealFiles.real_path(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn io::Read + Send>> {
        RealFiles.open(path)
    }

    fn append(&self, _: &Path, _: &[u8], _: u32) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn exists(&self, path: &Path) -> bool {
        path == self.path || RealFiles.exists(path)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        RealFiles.stat(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        RealFiles.list(folder)
    }
}

/// A transport that counts what it is asked, and answers nothing.
#[derive(Default)]
pub(crate) struct Recorder(AtomicUsize);

impl Recorder {
    /// How often hosts were asked.
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Remote for Recorder {
    fn run(
        &self,
        _: Job,
        _: BoxStream<'static, Arc<Target>>,
        _: Cancel,
    ) -> BoxStream<'static, RemoteEvent> {
        self.0.fetch_add(1, Ordering::SeqCst);
        stream::empty().boxed()
    }
}

/// Nobody looks.
struct Unseen;

impl Sink for Unseen {
    fn event(&mut self, _: Event) -> io::Result<()> {
        Ok(())
    }
}

/// A program: what people call it, its text, and the words that it is called with.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) words: Vec<String>,
}

impl Program {
    /// The same with another text.
    pub(crate) fn with(&self, text: String) -> Self {
        Self { text, ..self.clone() }
    }

    /// A session in which hosts are asked by `remote`.
    fn session(&self, remote: &Arc<Recorder>) -> Session {
        let targets = ["web", "db"].into_iter().flat_map(|group| {
            (1..=6).map(move |at| Target {
                name: format!("{group}{at:02}"),
                groups: vec![group.to_owned()],
                tags: vec!["prod".to_owned()],
                vars: None,
                ..(*target("127.0.0.1", 1)).clone()
            })
        });
        let ended = |_: &_| Ok(MemoryProcesses::ended(0, b"", b""));
        let programs = MemoryProcesses::default().with("sh", ended).with("uname", ended);
        let world = World {
            routes: Arc::new(DirectRoutes),
            files: Arc::new(Instead { path: self.path.clone().into(), text: self.text.clone() }),
            clock: Arc::new(StillClock),
            environment: Arc::new(MemoryEnvironment::default()),
            prompt: Arc::new(NoPrompt),
            directory: Arc::new(Inventory::of_targets(targets.collect())),
            remote: Arc::clone(remote) as Arc<dyn Remote>,
            processes: Arc::new(programs),
            stores: Arc::new(NoStores),
            web: Arc::new(NoWeb),
        };
        let mut session = Session::in_world(world, Options::default());
        session.set_args(&[String::new()]);
        session
    }

    /// What `rebe check` finds: the exit code and the errors in this text.
    pub(crate) fn checked(&self) -> (u8, Vec<Diagnostic>) {
        let session = self.session(&Arc::default());
        let checked = session.check(&self.path, Fix::No);
        let sources = session.sources();
        let here = |d: &Diagnostic| {
            let place = d.labels.first().and_then(|label| sources.get(label.span.source));
            place.is_none_or(|source| source.name == self.path)
        };
        let errors = checked.diagnostics.into_iter().filter(|d| d.is_error() && here(d));
        (checked.exit, errors.collect())
    }

    /// What `rebe FILE` does: nothing when the text is wrong, and else the errors of the run.
    pub(crate) fn run(&self, remote: &Arc<Recorder>) -> Option<Vec<Diagnostic>> {
        let mut session = self.session(remote);
        session.call_main(&self.words);
        let prepared = session.prepare(&self.path, &self.text, Mode::Run);
        if prepared.is_wrong() {
            return None;
        }
        Some(session.run(&prepared, Arc::new(Mutex::new(Unseen))).errors)
    }
}
