//! Files of this machine to a host.

use std::io;
use std::time::SystemTime;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use russh_sftp::client::error::Error;
use sha2::{Digest as _, Sha256};

use super::digest::{Digest, hex};
use super::session::{Start, trouble};
use super::{Before, Trouble, Way, differs, local, refused};
use crate::effect::{LocalFile, Moved, Upload};

/// What a new file may be used for where nobody says otherwise.
const USUAL: u32 = 0o644;

/// How many bytes before the end of what is there are sent again: as many as may have been on the
/// way when the connection broke.
const AGAIN: u64 = 4 << 20;

pub(super) async fn upload(
    way: &Way<'_>,
    upload: &Upload,
    before: &Before<'_>,
) -> Result<(), Trouble> {
    let into = &*upload.place;
    let folder = into.rsplit_once('/').map_or("", |(folder, _)| folder);
    if upload.make_folders && !folder.is_empty() {
        way.sftp.make_folders(folder).await?;
    }
    let place = |name: &str| match (into.ends_with('/'), name) {
        (_, "") => into.to_owned(),
        (true, name) => format!("{into}{name}"),
        (false, name) => format!("{into}/{name}"),
    };
    for folder in upload.folders.iter() {
        way.sftp.make_folder(&place(&folder.name), Some(folder.mode)).await?;
    }
    let files = upload.files.iter().map(|file| (file, place(&file.name)));
    let left = files.filter(|(_, place)| !before.contains(place.as_str()));
    way.each(left.collect(), |(file, place)| one(way, upload, file, place)).await
}

/// Write one file beside its place, then put it there.
async fn one(
    way: &Way<'_>,
    upload: &Upload,
    file: &LocalFile,
    place: String,
) -> Result<Moved, Trouble> {
    let found = way.sftp.about(&place).await?;
    // What a link leads to is replaced, and the link stays one.
    let real = match found {
        Some(about) if about.is_folder => {
            return Err(refused(format!(
                "`{place}` of the host is a folder; end it in `/` to put the file into it"
            )));
        }
        Some(_) => way.sftp.real_path(&place).await?,
        None => place.clone(),
    };
    let kept = found.and_then(|about| about.mode);
    let mode = upload.mode.or(kept).or(file.mode).unwrap_or(USUAL);
    let key = key(way, upload, file);
    let beside = match real.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}.{key}.part"),
        None => format!(".{real}.{key}.part"),
    };
    let is_as_long = found.is_some_and(|about| about.size == Some(file.size));
    if upload.care.resumes() && is_as_long {
        let sum = local::sum(way.files, &file.path).await;
        let (size, digest) = sum.map_err(|error| unreadable(file, &error))?;
        if way.is(&real, size, &digest, way.says(&real).await).await? {
            way.sftp.change_mode(&real, kept, mode).await?;
            let sha256 = Some(hex(&digest));
            return Ok(Moved { local: file.path.clone(), remote: place, size, sha256 });
        }
    }
    let mut from = if upload.care.resumes() { begun(way, &beside, file).await? } else { 0 };
    loop {
        let hashes = upload.care.verifies();
        let sent = send(way, file, (&beside, from), (&real, mode), hashes).await;
        // The disk may be full of what is there.
        if sent.as_ref().is_err_and(|trouble| trouble.kind == super::FAILED) {
            way.sftp.remove(&beside).await;
        }
        let (size, digest) = sent?;
        let mut sha256 = None;
        if let Some(digest) = digest {
            if !way.is(&beside, size, &digest, way.says(&beside).await).await? {
                way.sftp.remove(&beside).await;
                if from == 0 {
                    return Err(differs(&place));
                }
                // What was there was something else.
                from = 0;
                continue;
            }
            sha256 = Some(hex(&digest));
        }
        way.sftp.put(&beside, &real).await?;
        return Ok(Moved { local: file.path.clone(), remote: place, size, sha256 });
    }
}

fn unreadable(file: &LocalFile, error: &io::Error) -> Trouble {
    refused(format!("`{}` of this machine cannot be read: {error}", file.path.display()))
}

/// The part of the name of a file that is being written. Each host has another, for two may have
/// the same disk. With it a file is found again; otherwise nobody can guess it.
fn key(way: &Way<'_>, upload: &Upload, file: &LocalFile) -> String {
    let mut hash = Sha256::new();
    hash.update(way.target.name.as_bytes());
    if upload.care.resumes() {
        let modified = file.modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        hash.update(file.size.to_be_bytes());
        hash.update(modified.as_nanos().to_be_bytes());
    } else {
        hash.update(upload.mark.as_bytes());
    }
    let mut key = hex(&hash.finalize().into());
    key.truncate(32);
    key
}

/// Where to go on with the file `beside`.
async fn begun(way: &Way<'_>, beside: &str, file: &LocalFile) -> Result<u64, Trouble> {
    let found = way.sftp.about_itself(beside).await?.filter(|about| about.is_file);
    let size = found.and_then(|about| about.size).filter(|size| *size <= file.size);
    Ok(size.unwrap_or_default().saturating_sub(AGAIN))
}

/// Write what is in `file` to `beside`, from this byte on, for the file at `place` with this mode;
/// its size, and its digest where that is wanted.
async fn send(
    way: &Way<'_>,
    file: &LocalFile,
    (beside, from): (&str, u64),
    (place, mode): (&str, u32),
    hashes: bool,
) -> Result<(u64, Option<Digest>), Trouble> {
    let start = if from == 0 { Start::New } else { Start::There };
    let sftp = &way.sftp;
    let handle = sftp.writer(beside, start, place).await?;
    let mut reading = local::read(way.files, &file.path, sftp.write, from, hashes);
    let written = |(length, written): (u64, Result<_, Error>)| {
        written.map_err(|error| trouble(&error, "write", place))?;
        way.came(length);
        Ok::<_, Trouble>(())
    };
    let (mut offset, mut flying) = (from, FuturesUnordered::new());
    while let Some(piece) = reading.pieces.recv().await {
        let piece = piece.map_err(|error| unreadable(file, &error))?;
        let length = piece.len() as u64;
        let right = loop {
            // Someone has to look at what was written, or no right to write comes back.
            tokio::select! {
                biased;
                Some(ended) = flying.next() => written(ended)?,
                right = sftp.window.acquire() => break right.map_err(|_| Trouble::internal())?,
            }
        };
        let (raw, handle, at) = (&sftp.raw, handle.as_str(), offset);
        flying.push(async move {
            let written = raw.write(handle, at, piece).await;
            drop(right);
            (length, written)
        });
        offset += length;
    }
    while let Some(ended) = flying.next().await {
        written(ended)?;
    }
    drop(flying);
    let (_, digest) = reading.whole.await.map_err(|_| Trouble::internal())?;
    sftp.finish(&handle, place, mode).await?;
    Ok((offset, digest))
}
