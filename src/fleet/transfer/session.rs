//! One SFTP session: the requests that transfers are made of, with errors in plain words.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use russh::Channel;
use russh::client::Msg;
use russh_sftp::client::error::Error;
use russh_sftp::client::{Config, RawSftpSession};
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};
use tokio::sync::Semaphore;

use super::begin::begin;
use super::{Trouble, lies, refused};

/// Bytes of one request to read or to write, where the host does not want fewer.
const PIECE: u64 = 128 << 10;

/// What hosts take that say nothing about it.
const SMALL_PIECE: u64 = 32 << 10;

/// How long a host may take to answer one request, in seconds.
const PATIENCE: u64 = 120;

/// Requests with much data that are on the way at once.
const WINDOW: usize = 16;

/// The most names of a folder that are looked at.
const MOST_NAMES: usize = 100_000;

/// A session.
pub(super) struct Sftp {
    pub(super) raw: RawSftpSession,
    /// Bytes of one request at most.
    pub(super) read: u32,
    pub(super) write: usize,
    renames_over: bool,
    syncs: bool,
    /// The right to have a request with much data on the way.
    pub(super) window: Semaphore,
    /// The files that are being written and are not in place yet.
    unfinished: Mutex<BTreeSet<String>>,
}

/// What a host says of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) is_folder: bool,
    pub(super) is_file: bool,
    /// Whether it is a link; only where links are not followed.
    pub(super) is_link: bool,
    /// Who may do what with it: the nine bits.
    pub(super) mode: Option<u32>,
    /// Number of bytes.
    pub(super) size: Option<u64>,
    /// When it was written last, in seconds since 1970.
    pub(super) modified: Option<u32>,
}

/// How the file that is written begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Empty.
    New,
    /// With what is there.
    There,
}

impl Sftp {
    /// Begin a session on `channel`.
    pub(super) async fn open(channel: Channel<Msg>) -> Result<Self, Trouble> {
        let config = Config { request_timeout_secs: PATIENCE, ..Config::default() };
        let raw = RawSftpSession::new_with_config(begin(channel).await?, config);
        let version = raw.init().await.map_err(|error| trouble(&error, "begin SFTP", ""))?;
        let offers = |name: &str| version.extensions.contains_key(name);
        let (mut read, mut write) = (SMALL_PIECE, SMALL_PIECE);
        if offers("limits@openssh.com") {
            let limits = raw.limits().await.map_err(|error| trouble(&error, "begin SFTP", ""))?;
            let piece = |most: u64| if most == 0 { SMALL_PIECE } else { most.min(PIECE) };
            (read, write) = (piece(limits.max_read_len), piece(limits.max_write_len));
        }
        Ok(Self {
            read: u32::try_from(read).unwrap_or(u32::MAX),
            write: usize::try_from(write).unwrap_or(usize::MAX),
            renames_over: offers("posix-rename@openssh.com"),
            syncs: offers("fsync@openssh.com"),
            raw,
            window: Semaphore::new(WINDOW),
            unfinished: Mutex::default(),
        })
    }

    /// What is at `path`, links followed; none where nothing is.
    pub(super) async fn about(&self, path: &str) -> Result<Option<About>, Trouble> {
        match self.raw.stat(path).await {
            Ok(attrs) => Ok(Some(about(&attrs.attrs))),
            Err(error) if is(&error, StatusCode::NoSuchFile) => Ok(None),
            Err(error) => Err(trouble(&error, "look at", path)),
        }
    }

    /// What is at `path` itself, which may be a link; none where nothing is.
    pub(super) async fn about_itself(&self, path: &str) -> Result<Option<About>, Trouble> {
        match self.raw.lstat(path).await {
            Ok(attrs) => Ok(Some(about(&attrs.attrs))),
            Err(error) if is(&error, StatusCode::NoSuchFile) => Ok(None),
            Err(error) => Err(trouble(&error, "look at", path)),
        }
    }

    /// Where `path` leads: links resolved, which it need not have.
    pub(super) async fn real_path(&self, path: &str) -> Result<String, Trouble> {
        let names = self.raw.realpath(path).await;
        let names = names.map_err(|error| trouble(&error, "look at", path))?;
        match names.files.as_slice() {
            [one] if !one.filename.is_empty() && !one.filename.contains('\0') => {
                Ok(one.filename.clone())
            }
            _ => Err(lies(format!("the host does not tell where `{path}` leads"))),
        }
    }

    /// The names in `folder`, sorted, with what the host tells of them in passing, links not
    /// followed. One that could be no name of a file ends it.
    pub(super) async fn names(&self, folder: &str) -> Result<Vec<(String, About)>, Trouble> {
        let failed = |error: Error| trouble(&error, "list", folder);
        let handle = self.raw.opendir(folder).await.map_err(failed)?.handle;
        let mut names = Vec::new();
        loop {
            match self.raw.readdir(handle.as_str()).await {
                Ok(more) => {
                    let more = more.files.into_iter();
                    names.extend(more.map(|file| (file.filename, about(&file.attrs))));
                }
                Err(error) if is(&error, StatusCode::Eof) => break,
                Err(error) => return Err(failed(error)),
            }
            if names.len() > MOST_NAMES {
                return Err(lies(format!("`{folder}` has more than {MOST_NAMES} names")));
            }
        }
        self.close(&handle, folder).await?;
        names.retain(|(name, _)| name != "." && name != "..");
        names.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        match names.iter().find(|(name, _)| !is_name(name)) {
            Some((name, _)) => {
                let name = name.escape_debug();
                Err(lies(format!("`{folder}` has a file `{name}`, which is no name of one")))
            }
            None => Ok(names),
        }
    }

    /// Open `path` to be read.
    pub(super) async fn reader(&self, path: &str) -> Result<String, Trouble> {
        let opened = self.raw.open(path, OpenFlags::READ, no_attributes()).await;
        opened.map(|opened| opened.handle).map_err(|error| trouble(&error, "read", path))
    }

    /// The file `path`, the account's alone, to be put at `place` later. It counts as unfinished until
    /// [`Self::put`]. What an earlier attempt has left there goes away before a new one.
    pub(super) async fn writer(
        &self,
        path: &str,
        start: Start,
        place: &str,
    ) -> Result<String, Trouble> {
        let flags = match start {
            Start::New => OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::EXCLUDE,
            Start::There => OpenFlags::WRITE,
        };
        let attributes = FileAttributes { permissions: Some(0o600), ..no_attributes() };
        let open = || self.raw.open(path, flags, attributes.clone());
        let opened = match open().await {
            Err(error) if start == Start::New && is(&error, StatusCode::Failure) => {
                let _ = self.raw.remove(path).await;
                open().await
            }
            opened => opened,
        };
        let opened = opened.map_err(|error| trouble(&error, "write", place))?;
        self.unfinished().insert(path.to_owned());
        Ok(opened.handle)
    }

    fn unfinished(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be at `place` is written behind `handle`: give it exactly `mode`, have it on the
    /// disk, and close.
    pub(super) async fn finish(&self, handle: &str, place: &str, mode: u32) -> Result<(), Trouble> {
        let failed = |error: Error| trouble(&error, "write", place);
        let attributes = FileAttributes { permissions: Some(mode), ..no_attributes() };
        self.raw.fsetstat(handle, attributes).await.map_err(failed)?;
        if self.syncs {
            self.raw.fsync(handle).await.map_err(failed)?;
        }
        self.close(handle, place).await
    }

    /// Give the file `path` the mode `to`, unless that is the one that it has.
    pub(super) async fn change_mode(
        &self,
        path: &str,
        from: Option<u32>,
        to: u32,
    ) -> Result<(), Trouble> {
        if from == Some(to) {
            return Ok(());
        }
        let attributes = FileAttributes { permissions: Some(to), ..no_attributes() };
        let changed = self.raw.setstat(path, attributes).await;
        changed.map(|_| ()).map_err(|error| trouble(&error, "change the mode of", path))
    }

    /// Close `handle` of `path`.
    pub(super) async fn close(&self, handle: &str, path: &str) -> Result<(), Trouble> {
        let closed = self.raw.close(handle).await;
        closed.map(|_| ()).map_err(|error| trouble(&error, "close", path))
    }

    /// Let the file at `from` be the one at `to`, in one step where the host knows how.
    pub(super) async fn put(&self, from: &str, to: &str) -> Result<(), Trouble> {
        let failed = |error: Error| trouble(&error, "put in place", to);
        if self.renames_over {
            let mut data = Vec::with_capacity(from.len() + to.len() + 8);
            for path in [from, to] {
                let length = u32::try_from(path.len()).unwrap_or(u32::MAX);
                data.extend_from_slice(&length.to_be_bytes());
                data.extend_from_slice(path.as_bytes());
            }
            match self.raw.extended("posix-rename@openssh.com", data).await.map_err(failed)? {
                Packet::Status(status) if status.status_code == StatusCode::Ok => {}
                Packet::Status(status) => return Err(failed(Error::Status(status))),
                _ => return Err(failed(Error::UnexpectedPacket)),
            }
        } else {
            // A rename that does not replace: what is there goes away first.
            let _ = self.raw.remove(to).await;
            self.raw.rename(from, to).await.map_err(failed)?;
        }
        self.unfinished().remove(from);
        Ok(())
    }

    /// Make the folder `path` and those above it that are missing.
    pub(super) async fn make_folders(&self, path: &str) -> Result<(), Trouble> {
        let mut at = if path.starts_with('/') { "/".to_owned() } else { String::new() };
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if !at.is_empty() && !at.ends_with('/') {
                at.push('/');
            }
            at.push_str(part);
            self.make_folder(&at, None).await?;
        }
        Ok(())
    }

    /// Make the folder `path` with `mode`, unless it is there.
    pub(super) async fn make_folder(&self, path: &str, mode: Option<u32>) -> Result<(), Trouble> {
        match self.about(path).await? {
            Some(about) if about.is_folder => Ok(()),
            Some(_) => Err(refused(format!("`{path}` of the host is no folder"))),
            None => {
                let attributes = FileAttributes { permissions: mode, ..no_attributes() };
                match self.raw.mkdir(path, attributes).await {
                    Ok(_) => Ok(()),
                    // Another host that shares its disk was faster.
                    Err(_) if self.about(path).await?.is_some_and(|about| about.is_folder) => {
                        Ok(())
                    }
                    Err(error) => Err(trouble(&error, "make", path)),
                }
            }
        }
    }

    /// Take away the file `path`, which was begun.
    pub(super) async fn remove(&self, path: &str) {
        if self.unfinished().remove(path) {
            let _ = self.raw.remove(path).await;
        }
    }

    /// Take away what was begun and not put in place.
    pub(super) async fn clean(&self) {
        let left = std::mem::take(&mut *self.unfinished());
        for path in left {
            let _ = self.raw.remove(path).await;
        }
    }
}

/// Whether `name` can be the name of a file in a folder, and of one of this machine.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|char| char == '/' || char.is_control())
}

fn about(attributes: &FileAttributes) -> About {
    // The types overlap: a socket has the bits of a folder and those of a file.
    let kind = attributes.permissions.map(|bits| bits & 0o170_000);
    About {
        is_folder: kind == Some(0o040_000),
        is_file: kind == Some(0o100_000),
        is_link: kind == Some(0o120_000),
        mode: attributes.permissions.map(|bits| bits & 0o777),
        size: attributes.size,
        modified: attributes.mtime,
    }
}

fn no_attributes() -> FileAttributes {
    FileAttributes {
        size: None,
        uid: None,
        user: None,
        gid: None,
        group: None,
        permissions: None,
        atime: None,
        mtime: None,
    }
}

pub(super) fn is(error: &Error, code: StatusCode) -> bool {
    matches!(error, Error::Status(status) if status.status_code == code)
}

/// What went wrong when the host was to `act` on `path`.
pub(super) fn trouble(error: &Error, act: &str, path: &str) -> Trouble {
    let on = if path.is_empty() { String::new() } else { format!(" `{path}`") };
    let said = |said: &str| match said.trim() {
        "" => String::new(),
        said => format!(" ({said})"),
    };
    match error {
        Error::Status(status) => {
            let why = match status.status_code {
                StatusCode::NoSuchFile => "there is no such file or folder".to_owned(),
                StatusCode::PermissionDenied => "the account may not".to_owned(),
                StatusCode::OpUnsupported => "its SFTP does not know how".to_owned(),
                // OpenSSH says no more than this when a disk is full, too.
                StatusCode::Failure => format!(
                    "it failed{}; is the disk full, or is something else in the way?",
                    said(&status.error_message)
                ),
                code => format!("it failed: {code}{}", said(&status.error_message)),
            };
            refused(format!("the host could not {act}{on}: {why}"))
        }
        Error::Timeout => Trouble::unreachable(format!(
            "the host did not answer within {PATIENCE} s when it was to {act}{on}"
        )),
        // A file is put in place in one step, so whatever broke off can be done again.
        Error::IO(why) => Trouble::broke(&format!("it was to {act}{on}"), Some(why)).transient(),
        Error::UnexpectedBehavior(_) => {
            Trouble::broke(&format!("it was to {act}{on}"), None).transient()
        }
        Error::UnexpectedPacket | Error::Limited(_) => {
            lies(format!("the host does not speak SFTP as it should when it is to {act}{on}"))
        }
    }
}
