//! Files of this machine to a host.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;

use super::session::{Sftp, trouble};
use super::{Carried, Failures, Trouble, refused};
use crate::effect::{Files, LocalFile, Moved, Upload};

/// Requests that are on the way at once.
const WINDOW: usize = 16;

/// Pieces of a file that are read ahead.
const AHEAD: usize = 4;

/// What a new file may be used for where nobody says otherwise.
const USUAL: u32 = 0o644;

pub(super) async fn upload(
    sftp: &Sftp,
    upload: &Upload,
    files: &Arc<dyn Files>,
    carried: &mut Carried,
) -> Result<(), Trouble> {
    let into = &*upload.place;
    let to_folder = into.ends_with('/');
    let folder = into.rsplit_once('/').map_or("", |(folder, _)| folder);
    if upload.make_folders && !folder.is_empty() {
        sftp.make_folders(folder).await?;
    }
    let mut failures = Failures::default();
    for file in upload.files.iter() {
        let place = if to_folder { format!("{into}{}", file.name) } else { into.to_owned() };
        let sent = one(sftp, upload, file, &place, files).await;
        if let Some(size) = failures.sort_out(sent, sftp).await? {
            let (local, remote) = (file.path.clone(), place);
            carried.push(Moved { local, remote, size });
        }
    }
    failures.end()
}

/// Write one file beside its place, then put it there.
async fn one(
    sftp: &Sftp,
    upload: &Upload,
    file: &LocalFile,
    place: &str,
    files: &Arc<dyn Files>,
) -> Result<u64, Trouble> {
    let before = sftp.about(place).await?;
    // What a link leads to is replaced, and the link stays one.
    let place = match before {
        Some(about) if about.is_folder => {
            return Err(refused(format!(
                "`{place}` of the host is a folder; end it in `/` to put the file into it"
            )));
        }
        Some(_) => sftp.real_path(place).await?,
        None => place.to_owned(),
    };
    let kept = before.and_then(|about| about.mode);
    let mode = upload.mode.or(kept).or(file.mode).unwrap_or(USUAL);
    let beside = match place.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}.{}.part", upload.mark),
        None => format!(".{place}.{}.part", upload.mark),
    };
    let handle = sftp.writer(&beside, mode & 0o600, &place).await?;
    let mut pieces = read(Arc::clone(files), &file.path, sftp.write);
    let (mut offset, mut flying) = (0u64, FuturesUnordered::new());
    let failed = |error| trouble(&error, "write", &place);
    while let Some(piece) = pieces.recv().await {
        let piece = piece.map_err(|error| {
            refused(format!("`{}` of this machine cannot be read: {error}", file.path.display()))
        })?;
        let length = piece.len() as u64;
        flying.push(sftp.raw.write(handle.as_str(), offset, piece));
        offset += length;
        while flying.len() >= WINDOW {
            if let Some(written) = flying.next().await {
                written.map_err(failed)?;
            }
        }
    }
    while let Some(written) = flying.next().await {
        written.map_err(failed)?;
    }
    drop(flying);
    sftp.finish(&handle, &place, mode).await?;
    sftp.put(&beside, &place).await?;
    Ok(offset)
}

/// The pieces of the file at `path`, read by a thread that may wait for a disk.
fn read(
    files: Arc<dyn Files>,
    path: &Path,
    size: usize,
) -> mpsc::Receiver<std::io::Result<Vec<u8>>> {
    let (sender, pieces) = mpsc::channel(AHEAD);
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut file = match files.open(&path) {
            Ok(file) => file,
            Err(error) => return drop(sender.blocking_send(Err(error))),
        };
        loop {
            let mut piece = Vec::with_capacity(size);
            let read = file.by_ref().take(size as u64).read_to_end(&mut piece);
            let sent = match read {
                Ok(0) => return,
                Ok(_) => sender.blocking_send(Ok(piece)),
                Err(error) => return drop(sender.blocking_send(Err(error))),
            };
            if sent.is_err() {
                return;
            }
        }
    });
    pieces
}
