//! This machine: the one place that names `std::fs`, `std::env`, `std::process` and the clocks.
#![expect(clippy::disallowed_methods, reason = "this module is the wall that the ban is about")]

mod beneath;
mod pager;

use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, process};

use self::beneath::RealFolder;
pub use self::pager::Pager;
use super::{Cancel, Clock, Entry, Environment, Files, Folder, NewFile, Prompt, Resumed, Stat};

/// The real files.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealFiles;

impl Files for RealFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_at_most(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Through a temporary file beside `path`, synced before it is renamed. A link stays one: what
    /// it leads to is replaced.
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        let real = fs::canonicalize(path);
        let path = real.as_deref().unwrap_or(path);
        // A device or a pipe is written to as it is: a file in its place would be its end.
        let is_special = |about: fs::Metadata| !about.is_file() && !about.is_dir();
        let (file, temporary) = if fs::metadata(path).is_ok_and(is_special) {
            (fs::File::options().write(true).open(path)?, None)
        } else {
            let temporary = beside(path)?;
            let file = fs::File::options().write(true).create_new(true).open(&temporary)?;
            (file, Some(temporary))
        };
        let file = Some(BufWriter::with_capacity(1 << 16, file));
        Ok(Box::new(RealNewFile { file, temporary, path: path.into(), mode: None, stays: false }))
    }

    /// The file is the user's alone until it is put in place, and one process at a time has it.
    fn resume(&self, path: &Path, key: &str, most: u64) -> io::Result<Resumed> {
        let real = fs::canonicalize(path);
        let path = real.as_deref().unwrap_or(path);
        let temporary = hidden(path, key)?;
        let no_link = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
        let mut how = fs::File::options();
        let how = how.read(true).append(true).create(true).mode(0o600).custom_flags(no_link);
        let file = how.open(&temporary)?;
        file.try_lock()?;
        // Whoever had it before may have put it in place just now.
        let (about, there) = (file.metadata()?, fs::symlink_metadata(&temporary)?);
        if (about.ino(), about.dev()) != (there.ino(), there.dev()) || !about.is_file() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        if about.len() > most {
            file.set_len(0)?;
        }
        let size = file.metadata()?.len();
        let begun = fs::File::open(&temporary)?.take(size);
        let file = Some(BufWriter::with_capacity(1 << 16, file));
        let temporary = Some(temporary);
        let file = RealNewFile { file, temporary, path: path.into(), mode: None, stays: true };
        Ok(Resumed { file: Box::new(file), begun: Box::new(begun), size })
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        let file = fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Box::new(file))
    }

    fn scratch(&self) -> io::Result<fs::File> {
        let name = format!(".rebe-{:032x}.scratch", RealEnvironment.random());
        let path = env::temp_dir().join(name);
        let mut how = fs::File::options();
        let file = how.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        fs::remove_file(&path)?;
        Ok(file)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        Some(path.into())
    }

    fn append(&self, path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut file = fs::File::options().append(true).create(true).mode(mode).open(path)?;
        file.write_all(content)
    }

    fn make_folders(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn make_private_folders(&self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        match self.is_exposed(path)? {
            true => Err(io::Error::other("others than its user may write there")),
            false => Ok(()),
        }
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let about = fs::metadata(path)?;
        Ok(Stat {
            modified: about.modified()?,
            size: about.len(),
            read_only: about.permissions().readonly(),
            link: fs::symlink_metadata(path)?.is_symlink(),
            regular: about.is_file(),
            mode: about.mode() & 0o777,
        })
    }

    fn is_exposed(&self, path: &Path) -> io::Result<bool> {
        let about = fs::metadata(path)?;
        let trusted = [0, rustix::process::getuid().as_raw()].contains(&about.uid());
        Ok(!trusted || about.mode() & 0o022 != 0)
    }

    fn is_program(&self, path: &Path) -> bool {
        fs::metadata(path)
            .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // A link to a folder counts as one, so the link is followed.
            let folder = entry.path().is_dir();
            entries.extend(entry.file_name().into_string().ok().map(|name| Entry { name, folder }));
        }
        entries.sort();
        Ok(entries)
    }

    fn folder(&self, path: &Path) -> io::Result<Box<dyn Folder>> {
        Ok(Box::new(RealFolder::open(path)?))
    }

    fn absolute(&self, path: &Path) -> io::Result<PathBuf> {
        std::path::absolute(path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    fn has_more(&self, folder: &Path) -> io::Result<bool> {
        for entry in fs::read_dir(folder)? {
            if entry?.file_name().to_str().is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A temporary file that takes its real name at the end.
struct RealNewFile {
    /// None once it is in place.
    file: Option<BufWriter<fs::File>>,
    /// None for a device or a pipe.
    temporary: Option<PathBuf>,
    path: PathBuf,
    /// What it gets in place of what the old file has.
    mode: Option<u32>,
    /// Whether it is left where it is when it is not put in place.
    stays: bool,
}

impl Write for RealNewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl NewFile for RealNewFile {
    fn set_mode(&mut self, mode: u32) -> io::Result<()> {
        self.mode = Some(mode);
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.flush()?;
        let Some(temporary) = &self.temporary else {
            self.file = None;
            return Ok(());
        };
        file.get_ref().sync_all()?;
        if let Some(mode) = self.mode {
            file.get_ref().set_permissions(fs::Permissions::from_mode(mode))?;
        } else if let Ok(old) = fs::metadata(&self.path) {
            file.get_ref().set_permissions(old.permissions())?;
        }
        fs::rename(temporary, &self.path)?;
        self.file = None;
        Ok(())
    }

    fn discard(mut self: Box<Self>) {
        self.stays = false;
    }
}

impl Drop for RealNewFile {
    fn drop(&mut self) {
        if let (Some(_), Some(temporary), false) = (&self.file, &self.temporary, self.stays) {
            let _ = fs::remove_file(temporary);
        }
    }
}

/// The name of a temporary file in the folder of `path`.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let nanoseconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos());
    hidden(path, &format!("{}-{nanoseconds}", process::id()))
}

/// The name of the temporary file in the folder of `path` that has this key.
fn hidden(path: &Path, key: &str) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "this is not the name of a file")
    })?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{key}.part"));
    Ok(path.with_file_name(hidden))
}

/// The real clocks.
#[derive(Debug, Clone, Copy)]
pub struct RealClock {
    start: Instant,
}

impl Default for RealClock {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for RealClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&self, time: Duration, cancel: &Cancel) {
        let begun = Instant::now();
        while !cancel.is_cancelled() {
            let left = time.saturating_sub(begun.elapsed());
            if left.is_zero() {
                break;
            }
            std::thread::sleep(left.min(LOOK));
        }
    }
}

/// How often whoever waits looks whether the run was cancelled.
const LOOK: Duration = Duration::from_millis(20);

/// The real environment of the process.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealEnvironment;

impl RealEnvironment {
    /// The folder of rebe in that of `variable`, or in `usual` of the home.
    fn base(self, variable: &str, usual: &str) -> Option<PathBuf> {
        let base = self.var(variable).filter(|path| !path.is_empty());
        let base = base.map(PathBuf::from).or_else(|| Some(self.home()?.join(usual)))?;
        Some(base.join("rebe"))
    }
}

impl Environment for RealEnvironment {
    fn var(&self, name: &str) -> Option<String> {
        env::var(name).ok()
    }

    fn home(&self) -> Option<PathBuf> {
        env::home_dir()
    }

    fn config(&self) -> Option<PathBuf> {
        self.base("XDG_CONFIG_HOME", ".config")
    }

    fn data(&self) -> Option<PathBuf> {
        self.base("XDG_DATA_HOME", ".local/share")
    }

    fn cache(&self) -> Option<PathBuf> {
        self.base("XDG_CACHE_HOME", ".cache")
    }

    fn user(&self) -> String {
        ["USER", "LOGNAME"].into_iter().find_map(|name| self.var(name)).unwrap_or_else(|| {
            if self.home().as_deref() == Some(Path::new("/root")) { "root" } else { "user" }
                .to_owned()
        })
    }

    fn uid(&self) -> u32 {
        rustix::process::getuid().as_raw()
    }

    fn machine(&self) -> String {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }

    /// From the keys that the standard library draws from the system for its hash maps.
    fn random(&self) -> u128 {
        let half = || u128::from(RandomState::new().hash_one(process::id()));
        (half() << 64) | half()
    }
}

/// The person at the terminal.
#[derive(Debug, Default)]
pub struct RealPrompt {
    asking: AtomicBool,
}

impl Prompt for RealPrompt {
    /// In place of the line that the cursor is on, which may be one of progress.
    fn secret(&self, question: &str) -> Option<String> {
        self.asking.store(true, Ordering::SeqCst);
        let answer = rpassword::prompt_password(format!("\r\x1b[2K{question}")).ok();
        self.asking.store(false, Ordering::SeqCst);
        answer
    }

    /// Asked and answered at the terminal itself, whatever standard input and output are.
    fn answer(&self, question: &str) -> Option<String> {
        let mut terminal = fs::File::options().read(true).write(true).open("/dev/tty").ok()?;
        write!(terminal, "{question}").ok()?;
        let mut line = String::new();
        BufReader::new(terminal).read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
        Some(line.trim().to_owned())
    }

    fn is_asking(&self) -> bool {
        self.asking.load(Ordering::SeqCst)
    }
}

/// End the process at once, for a person who asked twice.
pub fn leave(code: u8) {
    process::exit(i32::from(code));
}
