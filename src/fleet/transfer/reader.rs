//! A file of the host that is read, several pieces at once.

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::StatusCode;
use tokio::sync::SemaphorePermit;

use super::session::{Sftp, is, trouble};
use super::{Trouble, lies};

/// The answer to a request.
struct Answer<'a> {
    offset: u64,
    length: u32,
    data: Result<Vec<u8>, Error>,
    _right: SemaphorePermit<'a>,
}

/// Hands on what is in a file, in order. A piece is never longer than what was asked for.
pub(super) struct Reader<'a> {
    sftp: &'a Sftp,
    path: &'a str,
    handle: &'a str,
    /// Where the next request begins.
    asked: u64,
    /// How long the host says that the file is; it may be wrong.
    size: u64,
    flying: FuturesOrdered<BoxFuture<'a, Answer<'a>>>,
    /// What is missing of the piece before.
    rest: Option<(u64, u32)>,
}

impl<'a> Reader<'a> {
    /// Read the file at `path`, opened as `handle`, from this byte on.
    pub(super) fn new(
        sftp: &'a Sftp,
        (path, handle): (&'a str, &'a str),
        from: u64,
        size: Option<u64>,
    ) -> Self {
        let (flying, size) = (FuturesOrdered::new(), size.unwrap_or(u64::MAX));
        Self { sftp, path, handle, asked: from, size, flying, rest: None }
    }

    /// The next bytes; none at the end of the file.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        let Answer { offset, length, data, _right } = match self.rest.take() {
            // A host may send less than it was asked for: the rest comes next.
            Some((offset, length)) => {
                let right = right(self.sftp).await?;
                ask(self.sftp, self.handle, offset, length, right).await
            }
            None => {
                self.fill().await?;
                self.flying.next().await.ok_or_else(Trouble::internal)?
            }
        };
        let piece = match data {
            Ok(piece) => piece,
            Err(error) if is(&error, StatusCode::Eof) => return Ok(None),
            Err(error) => return Err(trouble(&error, "read", self.path)),
        };
        let came = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        if came == 0 || came > length {
            let path = self.path;
            return Err(lies(format!("the host sent {came} bytes of `{path}` for {length}")));
        }
        self.rest = (came < length).then(|| (offset + u64::from(came), length - came));
        Ok(Some(piece))
    }

    /// Send requests: as many as there is room for, and one at a time behind the end.
    async fn fill(&mut self) -> Result<(), Trouble> {
        loop {
            let right = match (self.flying.is_empty(), self.asked <= self.size) {
                (true, _) => right(self.sftp).await?,
                (false, false) => return Ok(()),
                (false, true) => match self.sftp.window.try_acquire() {
                    Ok(right) => right,
                    Err(_) => return Ok(()),
                },
            };
            let asking = ask(self.sftp, self.handle, self.asked, self.sftp.read, right);
            self.flying.push_back(Box::pin(asking));
            self.asked += u64::from(self.sftp.read);
        }
    }
}

/// The right to one request more.
async fn right(sftp: &Sftp) -> Result<SemaphorePermit<'_>, Trouble> {
    sftp.window.acquire().await.map_err(|_| Trouble::internal())
}

async fn ask<'a>(
    sftp: &'a Sftp,
    handle: &'a str,
    offset: u64,
    length: u32,
    right: SemaphorePermit<'a>,
) -> Answer<'a> {
    let data = sftp.raw.read(handle, offset, length).await.map(|data| data.data);
    Answer { offset, length, data, _right: right }
}
