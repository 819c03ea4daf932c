//! Files of a host to this machine.

use std::io;
use std::path::Path;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use russh_sftp::protocol::StatusCode;
use tokio::sync::{mpsc, oneshot};

use super::session::{Sftp, is, trouble};
use super::{Carried, Failures, Trouble, lies, refused};
use crate::effect::{Download, Files, Moved, OutcomeKind, Target, wildcard_matches};

/// Requests that are on the way at once.
const WINDOW: usize = 16;

/// Pieces that wait to be written.
const BEHIND: usize = 4;

pub(super) async fn download(
    sftp: &Sftp,
    download: &Download,
    target: &Target,
    files: &Arc<dyn Files>,
    carried: &mut Carried,
) -> Result<(), Trouble> {
    let own = target.name.as_str();
    if own == "." || own == ".." || own.contains('/') {
        return Err(refused(format!("`{own}` cannot be the name of a folder for its files")));
    }
    let folder = download.folder.join(own);
    let mut failures = Failures::default();
    for (remote, name) in chosen(sftp, &download.place).await? {
        let local = folder.join(&name);
        let came = one(sftp, download, &remote, &local, files).await;
        if let Some(size) = failures.sort_out(came, sftp).await? {
            carried.push(Moved { local, remote, size });
        }
    }
    failures.end()
}

/// The files that `place` names, each with its own name. `*` and `?` may stand in the last part.
async fn chosen(sftp: &Sftp, place: &str) -> Result<Vec<(String, String)>, Trouble> {
    let (above, last) = match place.rsplit_once('/') {
        Some((above, last)) => (format!("{above}/"), last),
        None => (String::new(), place),
    };
    if !last.contains(['*', '?']) {
        return Ok(vec![(place.to_owned(), last.to_owned())]);
    }
    let folder = if above.is_empty() { "." } else { &above };
    let mut chosen = Vec::new();
    for name in sftp.names(folder).await? {
        // As a shell does it, what is hidden has to be named.
        let is_hidden = name.starts_with('.') && !last.starts_with('.');
        if !wildcard_matches(last, &name) || is_hidden {
            continue;
        }
        let path = format!("{above}{name}");
        // Links that lead nowhere, folders and devices are no files.
        if sftp.about(&path).await?.is_some_and(|about| about.is_file) {
            chosen.push((path, name));
        }
    }
    if chosen.is_empty() {
        return Err(refused(format!("no file of the host matches `{place}`")));
    }
    Ok(chosen)
}

/// Bring one file here, whole or not at all.
async fn one(
    sftp: &Sftp,
    download: &Download,
    remote: &str,
    local: &Path,
    files: &Arc<dyn Files>,
) -> Result<u64, Trouble> {
    if !download.overwrite && files.exists(local) {
        let local = local.display();
        let message =
            format!("`{local}` is there already on this machine; `--force` writes over it");
        return Err(refused(message));
    }
    let about = sftp.about(remote).await?;
    let mode = match about {
        Some(about) if about.is_folder => {
            return Err(refused(format!(
                "`{remote}` of the host is a folder; name files, as in `{}/*`",
                remote.trim_end_matches('/')
            )));
        }
        Some(about) if !about.is_file => {
            return Err(refused(format!("`{remote}` of the host is no plain file")));
        }
        Some(about) => about.mode,
        None => {
            return Err(refused(format!("the host has no `{remote}`")));
        }
    };
    let handle = sftp.reader(remote).await?;
    let (pieces, done) = write(Arc::clone(files), local, mode);
    let read = read(sftp, download, remote, &handle, &pieces).await;
    let size = match read {
        Ok(size) => size,
        // The thread that writes has ended, and knows better why.
        Err(None) => 0,
        Err(Some(trouble)) => return Err(trouble),
    };
    // Only now the other side knows that all of it has come.
    let _ = pieces.send(None).await;
    drop(pieces);
    match done.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            let why = match error.kind() {
                io::ErrorKind::StorageFull => "the disk is full".to_owned(),
                _ => error.to_string(),
            };
            let local = local.display();
            return Err(refused(format!("`{local}` of this machine cannot be written: {why}")));
        }
        Err(_) => return Err(Trouble::internal()),
    }
    sftp.close(&handle, remote).await?;
    Ok(size)
}

/// Read to the end, several pieces at once, and hand them on in order. The error is absent when
/// nobody takes them any more.
async fn read(
    sftp: &Sftp,
    download: &Download,
    remote: &str,
    handle: &str,
    pieces: &mpsc::Sender<Option<Vec<u8>>>,
) -> Result<u64, Option<Trouble>> {
    let ask = |offset: u64, length: u32| async move {
        let read = sftp.raw.read(handle, offset, length).await;
        (offset, length, read.map(|data| data.data))
    };
    let (mut asked, mut size, mut flying) = (0u64, 0u64, FuturesOrdered::new());
    loop {
        while flying.len() < WINDOW {
            flying.push_back(ask(asked, sftp.read));
            asked += u64::from(sftp.read);
        }
        let Some((mut offset, mut length, mut data)) = flying.next().await else {
            return Err(Some(Trouble::internal()));
        };
        loop {
            let piece = match data {
                Ok(piece) => piece,
                Err(error) if is(&error, StatusCode::Eof) => return Ok(size),
                Err(error) => return Err(Some(trouble(&error, "read", remote))),
            };
            let came = u32::try_from(piece.len()).unwrap_or(u32::MAX);
            if came == 0 || came > length {
                let message = format!("the host sent {came} bytes of `{remote}` for {length}");
                return Err(Some(lies(message)));
            }
            size += u64::from(came);
            if size > download.most {
                let message = format!(
                    "`{remote}` is longer than {} bytes and was not kept; `--max-size` allows more",
                    download.most
                );
                let trouble = Trouble::new(OutcomeKind::Truncated, message);
                return Err(Some(Trouble { elsewhere: true, ..trouble }));
            }
            pieces.send(Some(piece)).await.map_err(|_| None)?;
            if came == length {
                break;
            }
            // A host may send less than it was asked for: the rest comes next.
            (offset, length) = (offset + u64::from(came), length - came);
            (_, _, data) = ask(offset, length).await;
        }
    }
}

/// Write what comes to `local`, by a thread that may wait for a disk. It is put in place at the word
/// that nothing more comes; without that word it leaves no trace.
fn write(
    files: Arc<dyn Files>,
    local: &Path,
    mode: Option<u32>,
) -> (mpsc::Sender<Option<Vec<u8>>>, oneshot::Receiver<io::Result<()>>) {
    let (sender, mut pieces) = mpsc::channel::<Option<Vec<u8>>>(BEHIND);
    let (told, done) = oneshot::channel();
    let local = local.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut write = || {
            if let Some(folder) = local.parent() {
                files.make_folders(folder)?;
            }
            let mut file = files.create(&local)?;
            loop {
                match pieces.blocking_recv() {
                    Some(Some(piece)) => file.write_all(&piece)?,
                    Some(None) => {
                        if let Some(mode) = mode {
                            file.set_mode(mode)?;
                        }
                        return file.commit();
                    }
                    None => return Err(io::ErrorKind::Interrupted.into()),
                }
            }
        };
        let ended = write();
        let _ = told.send(ended);
    });
    (sender, done)
}
