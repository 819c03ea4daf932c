//! Files of a host to this machine.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};

use super::digest::hex;
use super::local::{Place, Writing, sum};
use super::reader::Reader;
use super::session::About;
use super::tree::{Found, chosen};
use super::{Before, FAILED, Trouble, Way, differs, refused};
use crate::effect::{Download, Moved, OutcomeKind as Kind};

pub(super) async fn download(
    way: &Way<'_>,
    download: &Download,
    before: &Before<'_>,
) -> Result<(), Trouble> {
    let own = way.target.name.as_str();
    if own == "." || own == ".." || own.contains('/') {
        return Err(refused(format!("`{own}` cannot be the name of a folder for its files")));
    }
    let folder = download.folder.join(own);
    let tree = chosen(&way.sftp, &download.place, download.recursive).await?;
    for name in &tree.folders {
        let local = folder.join(name);
        way.files.make_folders(&local).map_err(|error| unwritten(&local, &error))?;
    }
    let is_left = |found: &Found| !before.contains(found.path.as_str());
    let left = tree.files.into_iter().filter(is_left).collect();
    let came = AtomicU64::new(0);
    way.each(left, |found: Found| {
        let local = folder.join(&found.name);
        one(way, download, found, local, &came)
    })
    .await
}

/// Bring one file here, whole or not at all. `all` counts the bytes of the host.
async fn one(
    way: &Way<'_>,
    download: &Download,
    found: Found,
    local: PathBuf,
    all: &AtomicU64,
) -> Result<Moved, Trouble> {
    let Found { path, about, .. } = found;
    let about = about?;
    if download.care.resumes()
        && let Some(size) = about.size
        && way.files.stat(&local).is_ok_and(|stat| stat.regular && stat.size == size)
    {
        let (here, said) = tokio::join!(sum(way.files, &local), way.says(&path));
        let (size, digest) = here.map_err(|error| unwritten(&local, &error))?;
        if way.is(&path, size, &digest, said).await? {
            return Ok(Moved { local, remote: path, size, sha256: Some(hex(&digest)) });
        }
    }
    if !download.overwrite && way.files.exists(&local) {
        let local = local.display();
        let message =
            format!("`{local}` is there already on this machine; `--force` writes over it");
        return Err(refused(message));
    }
    let handle = way.sftp.reader(&path).await?;
    loop {
        let stays = download.care.resumes().then(|| key(&path, &about)).flatten();
        let hashes = download.care.verifies();
        let place = Place { path: local.clone(), mode: about.mode, hashes, stays };
        let writing = Writing::begin(way.files, place).await;
        let mut writing = writing.map_err(|error| unwritten(&local, &error))?;
        let begun = writing.begun;
        let most = Most { of_host: download.most, so_far: all };
        let came = fetch(way, (&path, &handle), (begun, about.size), &writing, most);
        // The host computes while the file comes over.
        let said = async { Ok(if hashes { way.says(&path).await } else { None }) };
        let (size, said) = match tokio::try_join!(came, said) {
            Ok(came) => came,
            Err(trouble) => {
                // What is wrong with the file itself will be so the next time.
                let is_of_file = matches!(trouble.kind, FAILED | Kind::Truncated | Kind::Invalid);
                writing.end(!is_of_file).await;
                return Err(trouble);
            }
        };
        let mut sha256 = None;
        if hashes {
            let (going_on, digest) =
                writing.sum().await.map_err(|error| unwritten(&local, &error))?;
            writing = going_on;
            if !way.is(&path, size, &digest, said).await? {
                writing.end(false).await;
                if begun == 0 {
                    return Err(differs(&path));
                }
                // What was there was something else.
                continue;
            }
            sha256 = Some(hex(&digest));
        }
        writing.put().await.map_err(|error| unwritten(&local, &error))?;
        way.sftp.close(&handle, &path).await?;
        return Ok(Moved { local, remote: path, size, sha256 });
    }
}

/// How many bytes may come.
struct Most<'a> {
    of_host: u64,
    so_far: &'a AtomicU64,
}

/// Read the file at `path` from this byte on, and hand it to whoever writes; its number of bytes.
async fn fetch(
    way: &Way<'_>,
    (path, handle): (&str, &str),
    (begun, size): (u64, Option<u64>),
    writing: &Writing,
    most: Most<'_>,
) -> Result<u64, Trouble> {
    let mut reader = Reader::new(&way.sftp, (path, handle), begun, size);
    let mut size = begun;
    while let Some(piece) = reader.next().await? {
        let length = piece.len() as u64;
        size += length;
        way.came(length);
        if most.so_far.fetch_add(length, Ordering::Relaxed) + length > most.of_host {
            return Err(too_much(path, most.of_host));
        }
        // The thread that writes has ended, and knows better why.
        if !writing.piece(piece).await {
            break;
        }
    }
    Ok(size)
}

/// By what a file of the host is known again, with its number of bytes: another one, or the same
/// after somebody wrote to it, has another key. None where the host does not tell enough.
fn key(path: &str, about: &About) -> Option<(String, u64)> {
    let (size, modified) = (about.size?, about.modified?);
    let mut hash = Sha256::new();
    hash.update(size.to_be_bytes());
    hash.update(modified.to_be_bytes());
    hash.update(path.as_bytes());
    let mut key = hex(&hash.finalize().into());
    key.truncate(32);
    Some((key, size))
}

fn unwritten(local: &Path, error: &io::Error) -> Trouble {
    let local = local.display();
    if error.kind() == io::ErrorKind::WouldBlock {
        return refused(format!("`{local}` of this machine is being written by someone else now"));
    }
    let why = match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    refused(format!("`{local}` of this machine cannot be written: {why}"))
}

fn too_much(path: &str, most: u64) -> Trouble {
    let message = format!(
        "its files are longer than {most} bytes, and `{path}` was not kept; `--max-size` allows more"
    );
    Trouble { elsewhere: true, ..Trouble::new(Kind::Truncated, message) }
}
