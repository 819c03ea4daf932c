//! Files to and from a host, by SFTP on a connection of the pool.
//!
//! Invariants: a file is there whole or not at all, on either side, for it is written under another
//! name first; a host is trusted with nothing: what it sends is never more than was asked for, and
//! no name of its makes a file outside of the folder that is its own. Memory is bounded by what is
//! on the way.

mod begin;
mod download;
mod session;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use russh::Channel;
use russh::client::Msg;
use tokio::time::timeout;

use super::classify::Trouble;
use super::deadline::{Deadlines, Until};
use super::pool::Lease;
use crate::effect::{Files, Moved, OutcomeKind, Phase, Target, Task};
use session::Sftp;

/// How long cleaning up may take after a transfer that did not come to its end.
const PARTING: Duration = Duration::from_secs(2);

/// The files that were carried, in order.
pub(super) type Carried = Vec<Moved>;

/// Do `task` on `channel`. What was carried before something went wrong is in `carried`.
pub(super) async fn carry(
    lease: Lease,
    channel: Channel<Msg>,
    (task, target, files): (&Task, &Target, &Arc<dyn Files>),
    carried: &mut Carried,
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
            return Err(late(trouble, "SFTP did not begin", until));
        }
    };
    let work = async {
        match task {
            Task::Upload(upload) => upload::upload(&sftp, upload, files, carried).await,
            Task::Download(download) => {
                download::download(&sftp, download, target, files, carried).await
            }
            Task::Command(_) => Err(Trouble::internal()),
        }
    };
    let ended = deadlines.within(until, work).await;
    let ended = ended.map_err(|trouble| late(trouble, "the transfer did not finish", until));
    let ended = ended.and_then(|ended| ended);
    if ended.is_err() {
        // Nothing half is left behind, if the host still listens.
        if timeout(PARTING, sftp.clean()).await.is_err() {
            lease.retire();
        }
    }
    ended
}

/// The same trouble in words of transfers, where it is that time has run out.
fn late(trouble: Trouble, what: &str, until: Until) -> Trouble {
    if trouble.kind != OutcomeKind::Timeout(Phase::Exec) {
        return trouble;
    }
    let limit = until.limit().as_secs_f64();
    let message = format!(
        "{what} within {limit} s and was given up; give it more time, or look whether the login \
         shell of the account hangs"
    );
    Trouble { message, ..trouble }
}

/// The files that could not be carried; the others are carried all the same.
#[derive(Default)]
struct Failures {
    first: Option<Trouble>,
    more: usize,
}

impl Failures {
    /// What was carried, or nothing where it was the file alone that did not work.
    async fn sort_out(
        &mut self,
        ended: Result<u64, Trouble>,
        sftp: &Sftp,
    ) -> Result<Option<u64>, Trouble> {
        match ended {
            Ok(size) => Ok(Some(size)),
            Err(trouble) if trouble.kind == OutcomeKind::Failed(1) => {
                sftp.clean().await;
                self.more += usize::from(self.first.is_some());
                self.first.get_or_insert(trouble);
                Ok(None)
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// How it ended for all files.
    fn end(self) -> Result<(), Trouble> {
        let Some(Trouble { message, .. }) = &self.first else { return Ok(()) };
        let more = match self.more {
            0 => return self.first.map_or(Ok(()), Err),
            1 => "1 more file was".to_owned(),
            more => format!("{more} more files were"),
        };
        Err(refused(format!("{message}; {more} not carried either")))
    }
}

/// Something about a file of either side: the host itself is well.
fn refused(message: String) -> Trouble {
    Trouble { elsewhere: true, ..Trouble::new(OutcomeKind::Failed(1), message) }
}

/// A host that does what no right one does.
fn lies(message: String) -> Trouble {
    Trouble { elsewhere: true, ..Trouble::new(OutcomeKind::Invalid, message) }
}
