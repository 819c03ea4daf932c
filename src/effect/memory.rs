//! A world in memory, for tests: files are a map, time moves when told to.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use super::{Clock, Environment, Files, Prompt};

/// Files in memory.
#[derive(Debug, Default)]
pub struct MemoryFiles {
    files: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
}

impl MemoryFiles {
    /// These files.
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        Self { files: Mutex::new(files) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
        self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.lock().get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn write_atomic(&self, path: &Path, content: &mut dyn Read) -> io::Result<()> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        self.lock().insert(path.into(), bytes);
        Ok(())
    }

    fn append(&self, path: &Path, content: &[u8], _mode: u32) -> io::Result<()> {
        self.lock().entry(path.into()).or_default().extend_from_slice(content);
        Ok(())
    }

    fn exists(&self, path: &Path) -> bool {
        self.lock().contains_key(path)
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
}

/// Nobody is at the terminal.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoPrompt;

impl Prompt for NoPrompt {
    fn secret(&self, _question: &str) -> Option<String> {
        None
    }
}
