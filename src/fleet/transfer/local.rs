//! The side of this machine: threads that may wait for a disk.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::digest::{Digest, Hash};
use crate::effect::{Files, NewFile};

/// Pieces of a file that are read ahead, or wait to be written.
const AHEAD: usize = 4;

/// Bytes that are read at once where none are handed on.
const PIECE: usize = 256 << 10;

/// A file that is read.
pub(super) struct Reading {
    /// Its pieces.
    pub(super) pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
    /// The number of bytes of the whole file, and its digest where it was asked for, after the last
    /// piece.
    pub(super) whole: oneshot::Receiver<(u64, Option<Digest>)>,
}

/// Read the file at `path` in pieces of `size` bytes. Those before `from` are read for the digest
/// alone, and not handed on.
pub(super) fn read(
    files: &Arc<dyn Files>,
    path: &Path,
    size: usize,
    from: u64,
    hashes: bool,
) -> Reading {
    let (sender, pieces) = mpsc::channel(AHEAD);
    let (told, whole) = oneshot::channel();
    let (files, path) = (Arc::clone(files), path.to_owned());
    tokio::task::spawn_blocking(move || {
        let mut hash = Hash::new(hashes);
        let mut read = || {
            let mut file = files.open(&path)?;
            let mut offset = 0u64;
            loop {
                let before = from.saturating_sub(offset);
                let next = if before == 0 { size as u64 } else { before.min(size as u64) };
                let mut piece = Vec::with_capacity(size);
                file.by_ref().take(next).read_to_end(&mut piece)?;
                if piece.is_empty() {
                    return Ok(offset);
                }
                offset += piece.len() as u64;
                hash.take(&piece);
                // Nobody takes it any more: that is no error.
                if before == 0 && sender.blocking_send(Ok(piece)).is_err() || sender.is_closed() {
                    return Ok(offset);
                }
            }
        };
        match read() {
            Ok(length) => drop(told.send((length, hash.sum()))),
            Err(error) => drop(sender.blocking_send(Err(error))),
        }
    });
    Reading { pieces, whole }
}

/// The number of bytes of the file at `path`, and its digest.
pub(super) async fn sum(files: &Arc<dyn Files>, path: &Path) -> io::Result<(u64, Digest)> {
    let mut reading = read(files, path, PIECE, u64::MAX, true);
    if let Some(Err(error)) = reading.pieces.recv().await {
        return Err(error);
    }
    match reading.whole.await {
        Ok((size, Some(digest))) => Ok((size, digest)),
        _ => Err(io::ErrorKind::Interrupted.into()),
    }
}

/// What the thread that writes is told.
enum Word {
    /// The next bytes.
    Piece(Vec<u8>),
    /// Tell the digest of all there is.
    Sum(oneshot::Sender<Digest>),
    /// That was all of it: put it in place.
    Put,
    /// It is no good.
    Discard,
}

/// A file that is written and not in place yet. Dropped, it leaves no trace but what is to stay for
/// the next time.
pub(super) struct Writing {
    words: mpsc::Sender<Word>,
    done: oneshot::Receiver<io::Result<()>>,
    /// Number of bytes that were there from an earlier time.
    pub(super) begun: u64,
}

/// What is to be written.
pub(super) struct Place {
    /// Where it is put.
    pub(super) path: PathBuf,
    /// The mode that it gets.
    pub(super) mode: Option<u32>,
    /// Whether its digest will be asked for.
    pub(super) hashes: bool,
    /// Where it is to stay for the next time: by what that time knows it, and the number of bytes
    /// that there may be.
    pub(super) stays: Option<(String, u64)>,
}

impl Writing {
    /// Begin with `place`, and make the folders above it that are missing.
    pub(super) async fn begin(files: &Arc<dyn Files>, place: Place) -> io::Result<Self> {
        let (words, heard) = mpsc::channel(AHEAD);
        let (tell_begun, begun) = oneshot::channel();
        let (tell_done, done) = oneshot::channel();
        let files = Arc::clone(files);
        tokio::task::spawn_blocking(move || {
            let _ = tell_done.send(write(&*files, &place, tell_begun, heard));
        });
        match begun.await {
            Ok(begun) => Ok(Self { words, done, begun }),
            Err(_) => Err(ended(done).await),
        }
    }

    /// Write these bytes. False where the thread has ended, which [`Self::put`] tells why.
    pub(super) async fn piece(&self, bytes: Vec<u8>) -> bool {
        self.words.send(Word::Piece(bytes)).await.is_ok()
    }

    /// The digest of all there is.
    pub(super) async fn sum(self) -> io::Result<(Self, Digest)> {
        let (sender, sum) = oneshot::channel();
        let _ = self.words.send(Word::Sum(sender)).await;
        match sum.await {
            Ok(sum) => Ok((self, sum)),
            Err(_) => Err(ended(self.done).await),
        }
    }

    /// Put it in place.
    pub(super) async fn put(self) -> io::Result<()> {
        let _ = self.words.send(Word::Put).await;
        drop(self.words);
        self.done.await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
    }

    /// Give it up, and wait until that is done. It goes away, or `stays` if that was wanted.
    pub(super) async fn end(self, stays: bool) {
        if !stays {
            let _ = self.words.send(Word::Discard).await;
        }
        drop(self.words);
        let _ = self.done.await;
    }
}

/// Why the thread has ended.
async fn ended(done: oneshot::Receiver<io::Result<()>>) -> io::Error {
    let ended = done.await.ok().and_then(Result::err);
    ended.unwrap_or_else(|| io::ErrorKind::Interrupted.into())
}

/// What the thread does.
fn write(
    files: &dyn Files,
    place: &Place,
    begun: oneshot::Sender<u64>,
    mut words: mpsc::Receiver<Word>,
) -> io::Result<()> {
    if let Some(folder) = place.path.parent() {
        files.make_folders(folder)?;
    }
    let mut hash = Hash::new(place.hashes);
    let mut file: Box<dyn NewFile> = match &place.stays {
        None => {
            let file = files.create(&place.path)?;
            let _ = begun.send(0);
            file
        }
        Some((key, most)) => {
            let resumed = files.resume(&place.path, key, *most)?;
            let mut there = resumed.begun;
            let mut piece = vec![0; 1 << 16];
            loop {
                match there.read(&mut piece)? {
                    0 => break,
                    count => hash.take(piece.get(..count).unwrap_or_default()),
                }
            }
            let _ = begun.send(resumed.size);
            resumed.file
        }
    };
    loop {
        match words.blocking_recv() {
            Some(Word::Piece(bytes)) => {
                hash.take(&bytes);
                if let Err(error) = file.write_all(&bytes) {
                    file.discard();
                    return Err(error);
                }
            }
            Some(Word::Sum(told)) => drop(hash.sum().map(|sum| told.send(sum))),
            Some(Word::Put) => {
                if let Some(mode) = place.mode {
                    file.set_mode(mode)?;
                }
                return file.commit();
            }
            Some(Word::Discard) => {
                file.discard();
                return Ok(());
            }
            None => return Err(io::ErrorKind::Interrupted.into()),
        }
    }
}
