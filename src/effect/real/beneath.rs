//! A folder of this machine that no path leads out of. The system looks up every part of a path
//! below the open folder, so there is no moment at which a link could be put in its way.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

use super::RealEnvironment;
use crate::effect::{Entry, Environment, Folder};

/// One of them.
pub(super) struct RealFolder(Dir);

impl RealFolder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Dir::open_ambient_dir(path, ambient_authority()).map(Self)
    }

    /// The file at `path`, if it is one: a device or a pipe may never end.
    fn file(&self, path: &Path) -> io::Result<cap_std::fs::File> {
        // What is there is looked at before it is opened, for opening a pipe waits for its writer.
        let path = or_here(path);
        if !self.0.metadata(path)?.is_file() {
            return Err(not_a_file());
        }
        let file = self.0.open(path)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(not_a_file()) }
    }
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is no file")
}

/// `path`, or the folder itself.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

impl Folder for RealFolder {
    fn read(&self, path: &Path, offset: u64, most: u64) -> io::Result<Vec<u8>> {
        let mut file = self.file(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn list(&self, path: &Path, most: usize) -> io::Result<Vec<(Entry, u64)>> {
        let mut entries = Vec::new();
        for entry in self.0.read_dir(or_here(path))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if entries.len() == most {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            // Of a link this is what is said about the link.
            let about = entry.metadata()?;
            let size = if about.is_file() { about.len() } else { 0 };
            entries.push((Entry { name, folder: about.is_dir() }, size));
        }
        entries.sort();
        Ok(entries)
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        // A link would be replaced and not followed, which nobody expects who has made one.
        match self.0.symlink_metadata(path) {
            Ok(about) if !about.is_file() => return Err(not_a_file()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let name = path.file_name().ok_or_else(not_a_file)?.to_string_lossy();
        let part = format!(".{name}.{:032x}.part", RealEnvironment.random());
        let part: PathBuf = path.with_file_name(part);
        let mut how = OpenOptions::new();
        let mut file = self.0.open_with(&part, how.write(true).create_new(true))?;
        let written = (|| {
            file.write_all(content)?;
            file.sync_all()?;
            if let Ok(old) = self.0.metadata(path) {
                self.0.set_permissions(&part, old.permissions())?;
            }
            self.0.rename(&part, &self.0, path)
        })();
        if written.is_err() {
            let _ = self.0.remove_file(&part);
        }
        written
    }
}
