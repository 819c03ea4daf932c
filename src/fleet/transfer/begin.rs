//! The first words of SFTP, spoken by hand, for it is here that an account turns out to have a shell
//! that says something of its own: it is heard and told, instead of taken for a broken host.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use russh::client::Msg;
use russh::{Channel, ChannelMsg, ChannelStream};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Trouble, lies, refused};

/// SSH_FXP_INIT with version 3 (draft-ietf-secsh-filexfer-02, 4).
const INIT: [u8; 9] = [0, 0, 0, 5, 1, 0, 0, 0, 3];

/// What the answer to it begins with, after its length.
const VERSION: u8 = 2;

/// The most bytes of an answer; a length that is text is far beyond.
const MOST: usize = 64 << 10;

/// How much of what a host said in place of SFTP is told, in characters.
const TOLD: usize = 100;

/// What the host said until SFTP began.
#[derive(Default)]
struct Heard {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    code: Option<u32>,
}

/// A session on which both sides have said their first words. russh-sftp wants to say and hear them
/// itself: what it says is not sent again, and only after it is heard again what the host has said.
pub(super) struct Begun {
    stream: ChannelStream<Msg>,
    answer: io::Cursor<Vec<u8>>,
    unsaid: usize,
    reader: Option<Waker>,
}

/// Ask for SFTP on `channel`, and hear the answer.
pub(super) async fn begin(mut channel: Channel<Msg>) -> Result<Begun, Trouble> {
    let broke = || Trouble::broke("SFTP was begun", None).transient();
    channel.request_subsystem(true, "sftp").await.map_err(|_| broke())?;
    let mut heard = Heard::default();
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => {
                channel.data_bytes(INIT.to_vec()).await.map_err(|_| broke())?;
            }
            Some(ChannelMsg::Failure) => {
                let message =
                    "the host offers no SFTP; look at `Subsystem sftp` in its sshd_config";
                return Err(refused(message.to_owned()));
            }
            Some(ChannelMsg::Data { data }) => {
                heard.stdout.extend_from_slice(&data);
                if heard.is_whole()? {
                    let (stream, answer) = (channel.into_stream(), io::Cursor::new(heard.stdout));
                    return Ok(Begun { stream, answer, unsaid: INIT.len(), reader: None });
                }
            }
            Some(ChannelMsg::ExtendedData { data, .. }) => {
                let room = MOST.saturating_sub(heard.stderr.len());
                heard.stderr.extend_from_slice(data.get(..room).unwrap_or(&data));
            }
            Some(ChannelMsg::ExitStatus { exit_status }) => heard.code = Some(exit_status),
            Some(ChannelMsg::Close) => return Err(heard.ended().unwrap_or_else(broke)),
            None => return Err(broke()),
            Some(_) => {}
        }
    }
}

impl Heard {
    /// Whether the whole answer has come.
    fn is_whole(&self) -> Result<bool, Trouble> {
        // A length that makes sense begins with a zero, and text never does.
        if self.stdout.first().is_some_and(|first| *first != 0) {
            return Err(refused(format!(
                "the host said `{}` where SFTP was to begin; its account has a forced command, or \
                 start-up files of its shell that print where nobody is at a terminal",
                told(&self.stdout, |text| text.lines().next())
            )));
        }
        let Some((length, rest)) = self.stdout.split_first_chunk::<4>() else { return Ok(false) };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let is_answer = rest.first().is_none_or(|kind| *kind == VERSION);
        if !(5..=MOST).contains(&length) || rest.len() > length || !is_answer {
            return Err(lies("the host does not speak SFTP as it should".to_owned()));
        }
        Ok(rest.len() == length)
    }

    /// The channel was closed before the answer had come; nothing where the host did not say how.
    fn ended(self) -> Option<Trouble> {
        let said = if self.stderr.is_empty() { &self.stdout } else { &self.stderr };
        let last = told(said, |text| text.lines().map(str::trim).rfind(|line| !line.is_empty()));
        let how = match (self.code, last.as_str()) {
            (None, "") => return None,
            (None, last) => format!("`{last}`"),
            (Some(code), "") => format!("exit code {code}"),
            (Some(code), last) => format!("`{last}`, exit code {code}"),
        };
        Some(refused(format!(
            "SFTP ended where it was to begin ({how}); look at the login shell of the account, and \
             whether it has a forced command"
        )))
    }
}

/// The line of `said` that `which` takes, no longer than can be told.
fn told(said: &[u8], which: impl Fn(&str) -> Option<&str>) -> String {
    let text = String::from_utf8_lossy(said);
    which(&text).unwrap_or_default().chars().take(TOLD).collect()
}

impl AsyncRead for Begun {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.unsaid > 0 {
            self.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let filled = buffer.filled().len();
        let heard = Pin::new(&mut self.answer).poll_read(cx, buffer);
        if heard.is_pending() || buffer.filled().len() > filled || buffer.remaining() == 0 {
            return heard;
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Begun {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.unsaid == 0 {
            return Pin::new(&mut self.stream).poll_write(cx, data);
        }
        let said = data.len().min(self.unsaid);
        self.unsaid -= said;
        if let (0, Some(reader)) = (self.unsaid, self.reader.take()) {
            reader.wake();
        }
        Poll::Ready(Ok(said))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::OutcomeKind;

    fn heard(stdout: &[u8]) -> Heard {
        Heard { stdout: stdout.to_vec(), ..Heard::default() }
    }

    #[test]
    fn an_answer_is_taken_once_it_is_whole() {
        let answer = b"\0\0\0\x13\x02\0\0\0\x03\0\0\0\x05f@x.y\0\0\0\x011";
        for length in 0..=answer.len() {
            let is_whole = heard(&answer[..length]).is_whole().unwrap();
            assert_eq!(is_whole, length == answer.len(), "{length}");
        }
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let text = heard(b"Welcome!\nmore").is_whole().unwrap_err();
        assert_eq!(text.kind, OutcomeKind::Failed(1));
        assert!(text.message.starts_with("the host said `Welcome!` where"), "{}", text.message);
        let odd: [&[u8]; 4] = [
            b"\0\0\0\x05h",
            b"\0\0\0\x04\x02",
            b"\0\xff\xff\xff\x02",
            b"\0\0\0\x05\x02\0\0\0\x03more",
        ];
        for bytes in odd {
            assert_eq!(
                heard(bytes).is_whole().unwrap_err().kind,
                OutcomeKind::Invalid,
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn an_end_is_told_with_the_last_that_was_said() {
        assert_eq!(heard(b"").ended(), None);
        let stderr = b"one\nrbash: no\n\n".to_vec();
        let ended = Heard { stderr, code: Some(1), ..heard(b"") }.ended().unwrap();
        assert!(ended.message.contains("(`rbash: no`, exit code 1)"), "{}", ended.message);
        let ended = Heard { code: Some(1), ..heard(b"") }.ended().unwrap();
        assert!(ended.message.contains("(exit code 1)"), "{}", ended.message);
    }
}
