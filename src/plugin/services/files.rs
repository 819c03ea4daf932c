//! Files of this machine, below the folders that were granted.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{Answer, Services};
use crate::effect::{Capability, Folder};
use crate::plugin::failure::plain;
use crate::plugin::guest::State;
use crate::plugin::limits;
use crate::plugin::wit::errors::Error;
use crate::plugin::wit::read_files::{self, Entry};
use crate::plugin::wit::write_files;

/// Things in a folder that may be told at once.
const ENTRIES: usize = 10_000;

/// A path that was granted: the open folder, and the way from there.
struct Granted {
    folder: Box<dyn Folder>,
    rest: PathBuf,
}

impl Services {
    fn granted(&mut self, capability: Capability, path: &str) -> Answer<Granted> {
        let (files, environment) = (&self.context.world.files, &self.context.world.environment);
        let absolute = files.absolute(Path::new(path)).map_err(|error| told(path, &error))?;
        let found = self.grants.folder(capability, &absolute, environment.home().as_deref());
        let Some((folder, rest)) = found else {
            let parent = match absolute.parent().and_then(Path::to_str) {
                Some(parent) if !parent.contains("..") => parent.to_owned(),
                _ => "FOLDER".to_owned(),
            };
            let (shown, parent) = (plain(path, 200), plain(&parent, 200));
            let what = match capability {
                Capability::WriteFiles => format!("writing `{shown}`"),
                _ => format!("reading `{shown}`"),
            };
            return Err(self.deny(capability, &parent, &what));
        };
        let open = files.folder(&folder).map_err(|error| told(path, &error))?;
        Ok(Granted { folder: open, rest: rest.to_owned() })
    }

    /// What the system says about `path`; what leads out of a folder is denied.
    fn failed(&mut self, capability: Capability, path: &str, error: &io::Error) -> Error {
        // The system's own words for it, whatever the file lets its owner do.
        let leads_out = error.kind() == ErrorKind::PermissionDenied
            && error.raw_os_error().is_none()
            || error.raw_os_error() == Some(rustix::io::Errno::XDEV.raw_os_error());
        if !leads_out {
            return told(path, error);
        }
        let told = format!("`{}` leads out of the folder that was granted", plain(path, 200));
        self.tell(capability, &told);
        Error::Denied(told)
    }
}

fn told(path: &str, error: &io::Error) -> Error {
    let shown = plain(path, 200);
    match error.kind() {
        ErrorKind::NotFound => Error::Missing(format!("there is no `{shown}`")),
        ErrorKind::FileTooLarge => Error::TooLarge(format!("`{shown}` is too large")),
        _ => Error::Failed(format!("`{shown}`: {}", plain(&error.to_string(), 200))),
    }
}

impl State {
    fn read_at(&mut self, path: &str, offset: u64, most: usize, whole: bool) -> Answer<Vec<u8>> {
        let services = self.at_hand()?;
        let granted = services.granted(Capability::ReadFiles, path)?;
        let read = granted.folder.read(&granted.rest, offset, most as u64 + u64::from(whole));
        let bytes = read.map_err(|error| services.failed(Capability::ReadFiles, path, &error))?;
        match bytes.len() > most {
            true => {
                let most = limits::FILE >> 20;
                Err(Error::TooLarge(format!("`{}` has more than {most} MiB", plain(path, 200))))
            }
            false => Ok(bytes),
        }
    }

    fn listed(&mut self, path: &str) -> Answer<Vec<Entry>> {
        let services = self.at_hand()?;
        let granted = services.granted(Capability::ReadFiles, path)?;
        let listed = granted.folder.list(&granted.rest, ENTRIES);
        let listed =
            listed.map_err(|error| services.failed(Capability::ReadFiles, path, &error))?;
        let entry = |(entry, size): (crate::effect::Entry, u64)| Entry {
            name: entry.name,
            folder: entry.folder,
            size,
        };
        Ok(listed.into_iter().map(entry).collect())
    }

    fn written(&mut self, path: &str, content: &[u8]) -> Answer<()> {
        let services = self.at_hand()?;
        if content.len() > limits::FILE {
            let most = limits::FILE >> 20;
            return Err(Error::TooLarge(format!(
                "more than {most} MiB for `{}`",
                plain(path, 200)
            )));
        }
        let granted = services.granted(Capability::WriteFiles, path)?;
        let written = granted.folder.write(&granted.rest, content);
        written.map_err(|error| services.failed(Capability::WriteFiles, path, &error))
    }
}

impl read_files::Host for State {
    async fn read(&mut self, path: String) -> wasmtime::Result<Answer<Vec<u8>>> {
        Ok(self.read_at(&path, 0, limits::FILE, true))
    }

    async fn read_part(
        &mut self,
        path: String,
        offset: u64,
        length: u32,
    ) -> wasmtime::Result<Answer<Vec<u8>>> {
        Ok(self.read_at(&path, offset, (length as usize).min(limits::FILE), false))
    }

    async fn list(&mut self, path: String) -> wasmtime::Result<Answer<Vec<Entry>>> {
        Ok(self.listed(&path))
    }
}

impl write_files::Host for State {
    async fn write(&mut self, path: String, content: Vec<u8>) -> wasmtime::Result<Answer<()>> {
        Ok(self.written(&path, &content))
    }
}
