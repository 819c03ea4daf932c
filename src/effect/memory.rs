//! A world in memory, for tests: files are a map, programs are closures, time moves when told to.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::future::{self, BoxFuture};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt, TryFutureExt, TryStreamExt};

use super::{
    Cancel, Clock, Completed, Entry, Environment, Exit, Files, NewFile, Processes, Program, Prompt,
    Stat,
};
use crate::diag::Result;

/// Files in memory.
#[derive(Debug, Default)]
pub struct MemoryFiles {
    files: Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
    /// How often a file was put there; it serves as the time at which each was.
    puts: Arc<AtomicU64>,
}

impl MemoryFiles {
    /// These files.
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        Self { files: Arc::new(Mutex::new(files)), puts: Arc::default() }
    }

    /// Put a file there.
    pub fn put(&self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) {
        self.puts.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(path.into(), content.into());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.lock().get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        let (files, puts) = (Arc::clone(&self.files), Arc::clone(&self.puts));
        Ok(Box::new(MemoryNewFile { bytes: Vec::new(), path: path.into(), files, puts }))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::Cursor::new(self.read(path)?)))
    }

    fn real_path(&self, _path: &Path) -> Option<PathBuf> {
        None
    }

    fn append(&self, path: &Path, content: &[u8], _mode: u32) -> io::Result<()> {
        self.puts.fetch_add(1, Ordering::Relaxed);
        self.lock().entry(path.into()).or_default().extend_from_slice(content);
        Ok(())
    }

    /// Folders are there when something is in them.
    fn make_folders(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    fn exists(&self, path: &Path) -> bool {
        self.lock().contains_key(path)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let size = self.read(path)?.len() as u64;
        let puts = Duration::from_secs(self.puts.load(Ordering::Relaxed));
        let modified = SystemTime::UNIX_EPOCH + puts;
        Ok(Stat { modified, size, read_only: false, link: false, regular: true, mode: 0o644 })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let folder = folder.strip_prefix(".").unwrap_or(folder);
        let files = self.lock();
        let below = files.keys().filter_map(|path| path.strip_prefix(folder).ok());
        let entries = below.filter_map(|path| {
            let mut parts = path.iter();
            let name = parts.next()?.to_str()?.to_owned();
            Some(Entry { name, folder: parts.next().is_some() })
        });
        let entries = entries.collect::<BTreeSet<_>>();
        if entries.is_empty() && !folder.as_os_str().is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(entries.into_iter().collect())
    }
}

/// A file that is put into the map at the end.
struct MemoryNewFile {
    bytes: Vec<u8>,
    path: PathBuf,
    files: Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
    puts: Arc<AtomicU64>,
}

impl Write for MemoryNewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewFile for MemoryNewFile {
    fn commit(self: Box<Self>) -> io::Result<()> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(self.path.clone(), self.bytes.clone());
        self.puts.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// A clock that stands still at the epoch.
#[derive(Debug, Default, Clone, Copy)]
pub struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    /// No time passes here.
    fn wait(&self, _: Duration, _: &Cancel) {}
}

/// An environment with these variables, a home of `/home/user` and the user `user`.
#[derive(Debug, Default, Clone)]
pub struct MemoryEnvironment {
    /// The variables that are set.
    pub variables: BTreeMap<String, String>,
}

impl Environment for MemoryEnvironment {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        Some("/home/user".into())
    }

    fn config(&self) -> Option<PathBuf> {
        Some("/home/user/.config/rebe".into())
    }

    fn user(&self) -> String {
        "user".to_owned()
    }

    fn uid(&self) -> u32 {
        1000
    }

    fn machine(&self) -> String {
        "desk.example.net".to_owned()
    }

    fn random(&self) -> u128 {
        0
    }
}

/// Nobody is at the terminal.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoPrompt;

impl Prompt for NoPrompt {
    fn secret(&self, _question: &str) -> Option<String> {
        None
    }
}

/// What a program in memory was started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// All of its input; empty when it was given none.
    pub input: Vec<u8>,
    /// The folder that it works in.
    pub folder: Option<PathBuf>,
}

type Body = Arc<dyn Fn(&Call) -> Result<Completed> + Send + Sync>;

/// Programs in memory. They take no time, so only one with a deadline of zero is too late.
#[derive(Default, Clone)]
pub struct MemoryProcesses {
    programs: BTreeMap<String, Body>,
}

impl MemoryProcesses {
    /// With the program called `name`, which reads all of its input and then does `body`. Output
    /// beyond the bound is cut for it.
    pub fn with(
        mut self,
        name: &str,
        body: impl Fn(&Call) -> Result<Completed> + Send + Sync + 'static,
    ) -> Self {
        self.programs.insert(name.to_owned(), Arc::new(body));
        self
    }

    /// The end of a program that printed `stdout` and `stderr` and returned `code`.
    pub fn ended(code: i32, stdout: &[u8], stderr: &[u8]) -> Completed {
        Completed {
            exit: Exit::Code(code),
            stdout: stdout.to_vec(),
            stderr: stderr.to_vec(),
            stdout_truncated: false,
            stderr_truncated: false,
            left_running: false,
            elapsed: Duration::ZERO,
        }
    }

    fn body(&self, name: &str) -> Result<Body> {
        let names = self.programs.keys().map(String::as_str);
        self.programs.get(name).cloned().ok_or_else(|| Program::missing(name, names))
    }
}

impl Processes for MemoryProcesses {
    fn find(&self, name: &str, _folder: Option<&Path>) -> Result<PathBuf> {
        self.body(name).map(|_| name.into())
    }

    fn start(&self, program: Program, cancel: Cancel) -> BoxFuture<'static, Result<Completed>> {
        let body = program.check().and_then(|()| self.body(&program.name));
        let Program { name, arguments, input, deadline, most_output, output: _, folder } = program;
        let work = move |input| {
            if cancel.is_cancelled() {
                return Err(Program::cancelled(&name));
            }
            if deadline.is_zero() {
                return Err(Program::timed_out(&name, deadline));
            }
            let mut completed = body?(&Call { arguments, input, folder })?;
            completed.stdout_truncated |= completed.stdout.len() > most_output;
            completed.stdout.truncate(most_output);
            completed.stderr_truncated |= completed.stderr.len() > most_output;
            completed.stderr.truncate(most_output);
            Ok(completed)
        };
        let input: BoxStream<'static, _> = input.unwrap_or_else(|| stream::empty().boxed());
        input.try_concat().and_then(|input| future::ready(work(input))).boxed()
    }
}
