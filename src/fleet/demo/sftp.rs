//! The files of a machine over SFTP. What is put there is kept until the fleet ends, within bounds,
//! and is seen over SFTP alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Packet, Status, StatusCode, Version,
};
use russh_sftp::server::Handler;

use super::connection::Shared;
use super::machine::Machine;
use super::session::machine;

/// The longest file that can be put on a machine, and all that a fleet keeps, in bytes.
const LONGEST: usize = 1 << 20;
const ALL: usize = 64 << 20;

/// The most bytes that are read at once.
const PIECE: u32 = 256 << 10;

/// What is not absolute begins here.
const HOME: &str = "/home/demo";

/// Folders that are there without a file in them.
const FOLDERS: [&str; 4] = ["/", "/home", HOME, "/tmp"];

/// What clients have put on the machines of a fleet: by the number of the machine and the path, a
/// file, or a folder.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Places>);

type Places = BTreeMap<(usize, String), Option<Vec<u8>>>;

/// One session.
pub struct DemoSftp {
    shared: Arc<Shared>,
    index: usize,
    machine: Machine,
    open: HashMap<String, Open>,
    next: u64,
}

/// What a handle stands for.
enum Open {
    Read(Vec<u8>),
    Write(String),
    /// The names that were not told yet.
    List(Option<Vec<File>>),
}

type Answer<T> = Result<T, StatusCode>;

impl DemoSftp {
    /// A session on the machine of this number.
    pub fn new(shared: Arc<Shared>, index: usize) -> Self {
        let machine = machine(&shared, index);
        Self { shared, index, machine, open: HashMap::new(), next: 0 }
    }

    fn kept(&self) -> MutexGuard<'_, Places> {
        self.shared.kept.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, path: &str) -> Option<Vec<u8>> {
        match self.kept().get(&(self.index, path.to_owned())) {
            Some(kept) => kept.clone(),
            None => self.machine.read(path).map(String::into_bytes),
        }
    }

    /// All paths: those of files, and of folders that were made.
    fn paths(&self) -> BTreeSet<String> {
        let kept = self.kept();
        let put = kept.keys().filter(|(index, _)| *index == self.index);
        self.machine.paths().into_iter().chain(put.map(|(_, path)| path.clone())).collect()
    }

    fn is_folder(&self, path: &str) -> bool {
        let below = format!("{}/", path.trim_end_matches('/'));
        let made = matches!(self.kept().get(&(self.index, path.to_owned())), Some(None));
        made || FOLDERS.contains(&path) || self.paths().iter().any(|one| one.starts_with(&below))
    }

    fn attributes(&self, path: &str) -> Answer<FileAttributes> {
        let of = |permissions, size| FileAttributes {
            size: Some(size),
            permissions: Some(permissions),
            ..FileAttributes::empty()
        };
        match self.file(path) {
            Some(bytes) => Ok(of(0o100_644, bytes.len() as u64)),
            None if self.is_folder(path) => Ok(of(0o040_755, 0)),
            None => Err(StatusCode::NoSuchFile),
        }
    }

    fn handle(&mut self, id: u32, open: Open) -> Handle {
        self.next += 1;
        let handle = self.next.to_string();
        self.open.insert(handle.clone(), open);
        Handle { id, handle }
    }

    /// Put what `from` is at `to`, over what is there.
    fn put_in_place(&self, from: &str, to: &str) -> Answer<()> {
        let mut kept = self.kept();
        let file = kept.remove(&(self.index, absolute(from))).ok_or(StatusCode::NoSuchFile)?;
        kept.insert((self.index, absolute(to)), file);
        Ok(())
    }
}

/// `path` from the root, without slashes at its end.
fn absolute(path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{HOME}/{path}") };
    let bare = whole.trim_end_matches(['/', '.']).trim_end_matches('/');
    if bare.is_empty() { "/".to_owned() } else { bare.to_owned() }
}

fn fine(id: u32) -> Status {
    Status {
        id,
        status_code: StatusCode::Ok,
        error_message: String::new(),
        language_tag: String::new(),
    }
}

impl Handler for DemoSftp {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Answer<Version> {
        let mut version = Version::new();
        version.extensions.insert("posix-rename@openssh.com".to_owned(), "1".to_owned());
        Ok(version)
    }

    async fn open(
        &mut self,
        id: u32,
        filename: String,
        flags: OpenFlags,
        _: FileAttributes,
    ) -> Answer<Handle> {
        let path = absolute(&filename);
        if !flags.contains(OpenFlags::WRITE) {
            let bytes = self.file(&path).ok_or(StatusCode::NoSuchFile)?;
            return Ok(self.handle(id, Open::Read(bytes)));
        }
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        if !self.is_folder(if folder.is_empty() { "/" } else { folder }) {
            return Err(StatusCode::NoSuchFile);
        }
        self.kept().insert((self.index, path.clone()), Some(Vec::new()));
        Ok(self.handle(id, Open::Write(path)))
    }

    async fn close(&mut self, id: u32, handle: String) -> Answer<Status> {
        self.open.remove(&handle).map(|_| fine(id)).ok_or(StatusCode::BadMessage)
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, len: u32) -> Answer<Data> {
        let Some(Open::Read(bytes)) = self.open.get(&handle) else {
            return Err(StatusCode::BadMessage);
        };
        let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..));
        let most = usize::try_from(len.min(PIECE)).unwrap_or_default();
        match rest.filter(|rest| !rest.is_empty()) {
            Some(rest) => Ok(Data { id, data: rest.iter().copied().take(most).collect() }),
            None => Err(StatusCode::Eof),
        }
    }

    async fn write(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        data: Vec<u8>,
    ) -> Answer<Status> {
        let Some(Open::Write(path)) = self.open.get(&handle) else {
            return Err(StatusCode::BadMessage);
        };
        let mut kept = self.kept();
        let all = kept.values().flatten().map(Vec::len).sum::<usize>();
        let Some(Some(bytes)) = kept.get_mut(&(self.index, path.clone())) else {
            return Err(StatusCode::NoSuchFile);
        };
        let start = usize::try_from(offset).map_err(|_| StatusCode::Failure)?;
        let end = start.saturating_add(data.len());
        if end > LONGEST || all + data.len() > ALL {
            return Err(StatusCode::Failure);
        }
        bytes.resize(bytes.len().max(end), 0);
        if let Some(place) = bytes.get_mut(start..end) {
            place.copy_from_slice(&data);
        }
        Ok(fine(id))
    }

    async fn stat(&mut self, id: u32, path: String) -> Answer<Attrs> {
        Ok(Attrs { id, attrs: self.attributes(&absolute(&path))? })
    }

    async fn lstat(&mut self, id: u32, path: String) -> Answer<Attrs> {
        self.stat(id, path).await
    }

    async fn fsetstat(&mut self, id: u32, _: String, _: FileAttributes) -> Answer<Status> {
        Ok(fine(id))
    }

    async fn opendir(&mut self, id: u32, path: String) -> Answer<Handle> {
        let path = absolute(&path);
        if !self.is_folder(&path) {
            return Err(StatusCode::NoSuchFile);
        }
        let below = format!("{}/", path.trim_end_matches('/'));
        let paths = self.paths();
        let names = paths.iter().filter_map(|one| one.strip_prefix(&below)?.split('/').next());
        let names = names.collect::<BTreeSet<_>>();
        let file = |name: &str| File::new(name, FileAttributes::empty());
        let files = names.into_iter().map(file).collect();
        Ok(self.handle(id, Open::List(Some(files))))
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Answer<Name> {
        match self.open.get_mut(&handle) {
            Some(Open::List(files)) => {
                files.take().map(|files| Name { id, files }).ok_or(StatusCode::Eof)
            }
            _ => Err(StatusCode::BadMessage),
        }
    }

    async fn realpath(&mut self, id: u32, path: String) -> Answer<Name> {
        Ok(Name { id, files: vec![File::dummy(absolute(&path))] })
    }

    async fn mkdir(&mut self, id: u32, path: String, _: FileAttributes) -> Answer<Status> {
        self.kept().insert((self.index, absolute(&path)), None);
        Ok(fine(id))
    }

    async fn remove(&mut self, id: u32, path: String) -> Answer<Status> {
        let removed = self.kept().remove(&(self.index, absolute(&path)));
        removed.map(|_| fine(id)).ok_or(StatusCode::PermissionDenied)
    }

    async fn extended(&mut self, id: u32, request: String, data: Vec<u8>) -> Answer<Packet> {
        if request != "posix-rename@openssh.com" {
            return Err(StatusCode::OpUnsupported);
        }
        let (from, rest) = text(&data).ok_or(StatusCode::BadMessage)?;
        let (to, _) = text(rest).ok_or(StatusCode::BadMessage)?;
        self.put_in_place(&from, &to)?;
        Ok(fine(id).into())
    }
}

/// The text that `data` begins with, and what comes after it.
fn text(data: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = data.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (text, rest) = rest.split_at_checked(length)?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}
