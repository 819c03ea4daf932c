//! Whether a file of the host is what it should be: its SHA-256.
//!
//! The host is asked to compute it, which saves the way back. It may have no program for that, may
//! run no commands for this account, or see other folders by SFTP than by its shell: whatever it
//! says but the right digest proves nothing, and the file is read back.

use std::time::Duration;

use russh::ChannelMsg;
use sha2::{Digest as _, Sha256};

use super::reader::Reader;
use super::{Trouble, Way};

/// A SHA-256.
pub(super) type Digest = [u8; 32];

/// How long the host may take to open a channel for the question.
const PATIENCE: Duration = Duration::from_secs(10);

/// The digest in hexadecimal digits.
pub(super) fn hex(digest: &Digest) -> String {
    data_encoding::HEXLOWER.encode(digest)
}

/// A digest that comes to be, where anybody wants it.
pub(super) struct Hash(Option<Sha256>);

impl Hash {
    /// That of nothing yet.
    pub(super) fn new(wanted: bool) -> Self {
        Self(wanted.then(Sha256::new))
    }

    /// These bytes come next.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.0.iter_mut().for_each(|hash| hash.update(bytes));
    }

    /// The digest of what has come.
    pub(super) fn sum(&self) -> Option<Digest> {
        self.0.clone().map(|hash| hash.finalize().into())
    }
}

impl Way<'_> {
    /// Whether the file `path` of the host has `size` bytes and this digest; `said` is what the host
    /// has computed of it.
    pub(super) async fn is(
        &self,
        path: &str,
        size: u64,
        digest: &Digest,
        said: Option<String>,
    ) -> Result<bool, Trouble> {
        if said.as_deref() == Some(hex(digest).as_str()) {
            return Ok(true);
        }
        let handle = self.sftp.reader(path).await?;
        let (mut hash, mut came) = (Hash::new(true), 0);
        let mut reader = Reader::new(&self.sftp, (path, &handle), 0, Some(size));
        while let Some(piece) = reader.next().await? {
            came += piece.len() as u64;
            hash.take(&piece);
            // More of it makes it no more alike.
            if came > size {
                break;
            }
        }
        drop(reader);
        self.sftp.close(&handle, path).await?;
        Ok(came == size && hash.sum().as_ref() == Some(digest))
    }

    /// The digest that the host computes of `path`, if it does.
    pub(super) async fn says(&self, path: &str) -> Option<String> {
        // Nobody waits for a place: the session for the files may have the only one.
        let _place = self.connection.channels.try_acquire().ok()?;
        let opening = self.connection.link.handle.channel_open_session();
        let mut channel = tokio::time::timeout(PATIENCE, opening).await.ok()?.ok()?;
        let line = format!("LC_ALL=C sha256sum < {}", quoted(path));
        channel.exec(true, line).await.ok()?;
        let mut said = Vec::new();
        while let Some(message) = channel.wait().await {
            match message {
                ChannelMsg::Data { data } => said.extend_from_slice(&data),
                ChannelMsg::Failure | ChannelMsg::Close => break,
                _ => {}
            }
            if said.len() > 256 {
                let _ = channel.close().await;
                return None;
            }
        }
        let said = String::from_utf8(said).ok()?;
        said.split_whitespace().next().map(str::to_owned)
    }
}

/// `path` as one word of a shell, and never as an option.
fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_whatever_is_in_it() {
        assert_eq!(quoted("/a b"), "'/a b'");
        assert_eq!(quoted("it's; rm -rf $HOME"), r"'it'\''s; rm -rf $HOME'");
    }

    #[test]
    fn a_digest_is_written_as_sha256sum_writes_it() {
        let empty = Sha256::digest(b"").into();
        assert_eq!(hex(&empty), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
