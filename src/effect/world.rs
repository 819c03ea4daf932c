//! The traits through which everything outside this process is reached.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Cancel, Directory, Processes, Remote, Routes, Stores, Web};

/// The files of this machine.
pub trait Files: Send + Sync {
    /// The whole of a file.
    ///
    /// # Errors
    /// Whatever the system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The first `most` bytes of a file, or all of it where it is shorter: for files that may be
    /// endless.
    ///
    /// # Errors
    /// Whatever the system says.
    fn read_at_most(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(path)?;
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(bytes)
    }

    /// Begin to write `path`: nothing is to be seen there before [`NewFile::commit`], and a file
    /// that is dropped before leaves no trace.
    ///
    /// # Errors
    /// Whatever the system says.
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>>;

    /// As [`Self::create`], and go on with what was written under the same `key` before: a file that
    /// is dropped before [`NewFile::commit`] stays for the next time. One longer than `most` bytes
    /// is begun anew. Where nothing can stay, each time is the first.
    ///
    /// # Errors
    /// Whatever the system says; `WouldBlock` where somebody else is writing it.
    fn resume(&self, path: &Path, _key: &str, _most: u64) -> io::Result<Resumed> {
        Ok(Resumed { file: self.create(path)?, begun: Box::new(io::empty()), size: 0 })
    }

    /// Where `path` can be opened by libraries that read files themselves; none where files are
    /// not those of the system.
    fn real_path(&self, path: &Path) -> Option<PathBuf>;

    /// A new file without a name, to write to and read from again; it is gone when it is closed.
    ///
    /// # Errors
    /// Whatever the system says.
    fn scratch(&self) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The file at `path`, opened for reading.
    ///
    /// # Errors
    /// Whatever the system says; a folder is no file.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>>;

    /// Add `content` to the end of `path` in one write, so that it lands whole beside what others
    /// add. A missing file is made with the permissions `mode`, missing folders above it for the
    /// user alone.
    ///
    /// # Errors
    /// Whatever the system says.
    fn append(&self, path: &Path, content: &[u8], mode: u32) -> io::Result<()>;

    /// Make the folder `path`, and those above it that are missing.
    ///
    /// # Errors
    /// Whatever the system says.
    fn make_folders(&self, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The same; those that are made are the user's alone.
    ///
    /// # Errors
    /// Whatever the system says; one that others may write to is no place for what is private.
    fn make_private_folders(&self, path: &Path) -> io::Result<()> {
        self.make_folders(path)
    }

    /// Whether something is there.
    fn exists(&self, path: &Path) -> bool;

    /// What the system says of a file without opening it.
    ///
    /// # Errors
    /// Whatever the system says.
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let size = self.read(path)?.len() as u64;
        let modified = SystemTime::UNIX_EPOCH;
        Ok(Stat { modified, size, read_only: false, link: false, regular: true, mode: 0o644 })
    }

    /// Whether somebody else than this user and the system's own could have written the file at
    /// `path`.
    ///
    /// # Errors
    /// Whatever the system says.
    fn is_exposed(&self, path: &Path) -> io::Result<bool> {
        if self.exists(path) { Ok(false) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    /// Whether the system may be asked to run the file at `path`: it is no folder, and somebody may
    /// execute it.
    fn is_program(&self, path: &Path) -> bool {
        self.exists(path)
    }

    /// What is in `folder`, sorted by name; names that are no Unicode are left out, for no text
    /// could name them.
    ///
    /// # Errors
    /// Whatever the system says.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// The folder at `path`, for those who may look nowhere else.
    ///
    /// # Errors
    /// Whatever the system says.
    fn folder(&self, _path: &Path) -> io::Result<Box<dyn Folder>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// `path` from the root on, where it does not begin there: in the folder that the process is in.
    ///
    /// # Errors
    /// Whatever the system says.
    fn absolute(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    /// Take the file at `path` away; one that is not there is no error.
    ///
    /// # Errors
    /// Whatever the system says.
    fn remove(&self, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Whether `folder` has names that [`Self::list`] leaves out.
    ///
    /// # Errors
    /// Whatever the system says.
    fn has_more(&self, _folder: &Path) -> io::Result<bool> {
        Ok(false)
    }
}

/// A folder and what is below it. A path is one from it on; one that leads out, by `..`, a link or
/// a root, is an error.
pub trait Folder: Send + Sync {
    /// At most `most` bytes of a file, from byte `offset` on.
    ///
    /// # Errors
    /// Whatever the system says; what is no file is none.
    fn read(&self, path: &Path, offset: u64, most: u64) -> io::Result<Vec<u8>>;

    /// What is in a folder, sorted by name, and how many bytes each file has. Names that are no
    /// Unicode are left out.
    ///
    /// # Errors
    /// Whatever the system says; `FileTooLarge` where there is more than `most`.
    fn list(&self, path: &Path, most: usize) -> io::Result<Vec<(Entry, u64)>>;

    /// Write a file, all or nothing.
    ///
    /// # Errors
    /// Whatever the system says; a link, a folder or a device is not replaced.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()>;
}

/// A file that is being written, and what is there of it already.
pub struct Resumed {
    /// Takes what is missing.
    pub file: Box<dyn NewFile>,
    /// What is there, from its beginning.
    pub begun: Box<dyn Read + Send>,
    /// Number of bytes that are there.
    pub size: u64,
}

/// What the system says of a file. Two that differ are of a file that was changed meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// When it was written last.
    pub modified: SystemTime,
    /// Number of bytes.
    pub size: u64,
    /// Whether nobody may write to it.
    pub read_only: bool,
    /// Whether the path is a link to it.
    pub link: bool,
    /// Whether it is a file like others: reading from a device or a pipe may never end.
    pub regular: bool,
    /// Who may do what with it: the nine bits.
    pub mode: u32,
}

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name, without the folder.
    pub name: String,
    /// Whether it is a folder itself.
    pub folder: bool,
}

/// A file that is being written and is not there yet.
pub trait NewFile: Write + Send {
    /// Give it this mode, whatever the file has that it replaces.
    ///
    /// # Errors
    /// Whatever the system says.
    fn set_mode(&mut self, _mode: u32) -> io::Result<()> {
        Ok(())
    }

    /// Put it in place, all or nothing.
    ///
    /// # Errors
    /// Whatever the system says, a full disk among it; the old file is still there then.
    fn commit(self: Box<Self>) -> io::Result<()>;

    /// Take it away, that of [`Files::resume`] too.
    fn discard(self: Box<Self>) {}
}

/// Time.
pub trait Clock: Send + Sync {
    /// Now, by the calendar.
    fn now(&self) -> SystemTime;

    /// Time since some fixed moment, never going back.
    fn monotonic(&self) -> Duration;

    /// Wait for `time`; less when `cancel` ends the run.
    fn wait(&self, time: Duration, cancel: &Cancel);
}

/// The surroundings of the process.
pub trait Environment: Send + Sync {
    /// The environment variable `name`, if it is set and is Unicode.
    fn var(&self, name: &str) -> Option<String>;

    /// The user's home.
    fn home(&self) -> Option<PathBuf>;

    /// Where the user's settings of rebe are: `$XDG_CONFIG_HOME/rebe` or `~/.config/rebe`.
    fn config(&self) -> Option<PathBuf>;

    /// Where rebe keeps what it was given: `$XDG_DATA_HOME/rebe` or `~/.local/share/rebe`.
    fn data(&self) -> Option<PathBuf> {
        None
    }

    /// Where rebe keeps what it can make again: `$XDG_CACHE_HOME/rebe` or `~/.cache/rebe`.
    fn cache(&self) -> Option<PathBuf> {
        None
    }

    /// The account that runs rebe.
    fn user(&self) -> String;

    /// The number of that account.
    fn uid(&self) -> u32;

    /// The name of this machine.
    fn machine(&self) -> String;

    /// 128 bits that nobody can guess.
    fn random(&self) -> u128;
}

/// `path`, where a `~` alone or before a `/` stands for `home`.
pub fn in_home(path: &Path, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// Asks the person at the terminal.
pub trait Prompt: Send + Sync {
    /// Ask for a secret without showing what is typed; `None` when there is no terminal or the
    /// person gives up.
    fn secret(&self, question: &str) -> Option<String>;

    /// Ask something and show what is typed; `None` when there is no terminal or the person gives up.
    fn answer(&self, _question: &str) -> Option<String> {
        None
    }

    /// Whether a question stands on the terminal now, so that nothing else should be drawn there.
    fn is_asking(&self) -> bool {
        false
    }
}

/// Everything outside this process that a command can reach.
#[derive(Clone)]
pub struct World {
    /// Files of this machine.
    pub files: Arc<dyn Files>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Environment variables and well-known folders.
    pub environment: Arc<dyn Environment>,
    /// The person at the terminal.
    pub prompt: Arc<dyn Prompt>,
    /// Which machines there are.
    pub directory: Arc<dyn Directory>,
    /// How they are reached.
    pub routes: Arc<dyn Routes>,
    /// What talks to them.
    pub remote: Arc<dyn Remote>,
    /// What runs programs of this machine.
    pub processes: Arc<dyn Processes>,
    /// What reaches files that are elsewhere.
    pub stores: Arc<dyn Stores>,
    /// What asks web servers for plugins.
    pub web: Arc<dyn Web>,
}
