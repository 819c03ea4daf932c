//! Files to and from a host, by SFTP on a connection of the pool.
//!
//! Invariants: a file is there whole or not at all, on either side, for it is written under another
//! name first; a host is trusted with nothing: what it sends is never more than was asked for, and
//! no name of its makes a file outside of the folder that is its own. Memory is bounded by what is
//! on the way.

mod begin;
mod digest;
mod download;
mod local;
mod reader;
mod session;
mod tree;
mod upload;

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use russh::Channel;
use russh::client::Msg;
use tokio::time::timeout;

use super::classify::Trouble;
use super::deadline::{Deadlines, Until};
use super::pool::{Lease, Open};
use crate::effect::{Care, Files, Moved, OutcomeKind, Phase, Target, Task};
use session::Sftp;

/// How long cleaning up may take after a transfer that did not come to its end.
const PARTING: Duration = Duration::from_secs(2);

/// Files of a host that are on the way at once.
const AT_ONCE: usize = 4;

/// What a transfer is about.
pub(super) struct Ferry<'a> {
    pub(super) task: &'a Task,
    pub(super) target: &'a Target,
    pub(super) files: &'a Arc<dyn Files>,
    /// Counts the bytes that have come over, of all hosts.
    pub(super) bytes: &'a AtomicU64,
}

/// What the transfer of each file of a host works with.
struct Way<'a> {
    sftp: Sftp,
    connection: &'a Open,
    target: &'a Target,
    files: &'a Arc<dyn Files>,
    bytes: &'a AtomicU64,
    /// Files that are in place, by their number.
    done: Mutex<BTreeMap<usize, Moved>>,
}

/// Do the task on `channel`. What was carried before something went wrong is in `carried`; what is
/// there from an earlier attempt is not carried again.
pub(super) async fn carry(
    lease: Lease,
    channel: Channel<Msg>,
    ferry: Ferry<'_>,
    carried: &mut Vec<Moved>,
    deadlines: &Deadlines,
    until: Until,
) -> Result<(), Trouble> {
    let begun = deadlines.within(until, Sftp::open(channel)).await;
    let sftp = match begun {
        Ok(Ok(sftp)) => sftp,
        // The account's shell said no; the connection is as good as before.
        Ok(Err(trouble)) if trouble.elsewhere => return Err(trouble),
        Ok(Err(trouble)) => {
            lease.retire();
            return Err(trouble);
        }
        Err(trouble) => {
            lease.retire();
            return Err(late(trouble, until));
        }
    };
    let Ferry { task, target, files, bytes } = ferry;
    let (connection, done) = (&*lease.connection, Mutex::default());
    let way = Way { sftp, connection, target, files, bytes, done };
    let before = carried.iter().map(|moved| moved.remote.as_str()).collect();
    let work = async {
        match task {
            Task::Upload(upload) => upload::upload(&way, upload, &before).await,
            Task::Download(download) => download::download(&way, download, &before).await,
            Task::Command(_) => Err(Trouble::internal()),
        }
    };
    let slow = |trouble: Trouble| match trouble.kind {
        OutcomeKind::Timeout(Phase::Exec) => Trouble::late_files(until.limit()),
        _ => trouble,
    };
    let ended = deadlines.within(until, work).await.map_err(slow).and_then(|ended| ended);
    let done = std::mem::take(&mut *way.done());
    carried.extend(done.into_values());
    let broke_off = ended.as_ref().is_err_and(|trouble| !matches!(trouble.kind, FAILED));
    let stays = broke_off && matches!(task, Task::Upload(upload) if upload.care == Care::Resume);
    // Nothing half is left behind, if the host still listens.
    if ended.is_err() && !stays && timeout(PARTING, way.sftp.clean()).await.is_err() {
        lease.retire();
    }
    ended
}

/// In words of transfers, where the time to begin has run out.
fn late(trouble: Trouble, until: Until) -> Trouble {
    if trouble.kind != OutcomeKind::Timeout(Phase::Exec) {
        return trouble;
    }
    let limit = until.limit().as_secs_f64();
    let message = format!(
        "SFTP did not begin within {limit} s; give it more time, or look whether the login shell of \
         the account hangs"
    );
    Trouble { message, ..trouble }
}

impl Way<'_> {
    fn done(&self) -> MutexGuard<'_, BTreeMap<usize, Moved>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These many bytes more have come over.
    fn came(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Carry each of `files` by `one`, a few at once. What is wrong with one file alone does not
    /// keep the others; the words of the first such one are told.
    async fn each<T, F: Future<Output = Result<Moved, Trouble>>>(
        &self,
        files: Vec<T>,
        one: impl Fn(T) -> F,
    ) -> Result<(), Trouble> {
        let mut left = files.into_iter().enumerate();
        let (mut flying, mut failed) = (FuturesUnordered::new(), Vec::new());
        loop {
            while flying.len() < AT_ONCE
                && let Some((at, file)) = left.next()
            {
                let carrying = one(file);
                flying.push(async move {
                    let ended = carrying.await.map(|moved| self.done().insert(at, moved));
                    (at, ended.map(|_| ()))
                });
            }
            match flying.next().await {
                None => return all(failed),
                Some((_, Ok(()))) => {}
                Some((at, Err(trouble))) if trouble.kind == FAILED => failed.push((at, trouble)),
                Some((_, Err(trouble))) => return Err(trouble),
            }
        }
    }
}

/// The paths of files that are there from an earlier attempt.
type Before<'a> = HashSet<&'a str>;

/// Something is wrong with one file alone.
const FAILED: OutcomeKind = OutcomeKind::Failed(1);

/// How it ended for all files, when these failed.
fn all(mut failed: Vec<(usize, Trouble)>) -> Result<(), Trouble> {
    failed.sort_by_key(|(at, _)| *at);
    let more = failed.len().saturating_sub(1);
    let Some((_, first)) = failed.into_iter().next() else { return Ok(()) };
    let more = match more {
        0 => return Err(first),
        1 => "1 more file was".to_owned(),
        more => format!("{more} more files were"),
    };
    Err(refused(format!("{}; {more} not carried either", first.message)))
}

/// Something about a file of either side: the host itself is well.
fn refused(message: String) -> Trouble {
    Trouble { elsewhere: true, ..Trouble::new(FAILED, message) }
}

/// The file `path` was to be the same on both sides, and is not.
fn differs(path: &str) -> Trouble {
    refused(format!(
        "`{path}` is not the same on both sides and was not put in place; was it written to \
         meanwhile?"
    ))
}

/// A host that does what no right one does.
fn lies(message: String) -> Trouble {
    Trouble { elsewhere: true, ..Trouble::new(OutcomeKind::Invalid, message) }
}
