//! What a command printed, within its bounds, and how it ended.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;

use super::classify::Trouble;
use crate::effect::{Moved, OutputStream, Piece, RemoteEvent, Target};

/// The most bytes of one [`Piece`].
const PIECE: usize = 64 << 10;

/// Output of one command: at most `limit` bytes of each stream, kept or handed on as they come.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    /// Files that were carried.
    pub(super) files: Vec<Moved>,
    limit: usize,
    /// Set where output is handed on.
    to: Option<To>,
}

/// Where output is handed on, with the number of bytes so far.
#[derive(Debug)]
pub(super) struct To {
    target: Arc<Target>,
    events: Sender<RemoteEvent>,
    stdout: usize,
    stderr: usize,
}

impl To {
    /// To `events`, as that of `target`.
    pub(super) fn new(target: Arc<Target>, events: Sender<RemoteEvent>) -> Self {
        Self { target, events, stdout: 0, stderr: 0 }
    }
}

/// Why no more output is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// A stream went over its bound.
    Overflow,
    /// Nobody takes it any more.
    Gone,
}

impl Full {
    /// How the command ends that goes on printing.
    pub(super) fn end(self) -> Result<Exit, Trouble> {
        match self {
            Self::Overflow => Ok(Exit::Truncated),
            Self::Gone => Err(Trouble::cancelled()),
        }
    }
}

/// How the conversation with a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// By itself, with this exit code (128 + N for signal N).
    Code(i32),
    /// It printed more than allowed.
    Truncated,
}

impl Output {
    /// No output yet, and room for `limit` bytes of each stream; with `to`, it is handed on.
    pub(super) fn new(limit: usize, to: Option<To>) -> Self {
        Self { limit, to, ..Self::default() }
    }

    /// Forget what there is, for the command is run again. Files that are in place stay there.
    pub(super) fn clear(&mut self) {
        self.stdout.clear();
        self.stderr.clear();
    }

    /// Take `data`, as far as there is room. Waits while whoever it is handed on to is busy.
    pub(super) async fn push(&mut self, stream: OutputStream, data: &[u8]) -> Result<(), Full> {
        let taken = match (stream, &self.to) {
            (OutputStream::Stdout, None) => self.stdout.len(),
            (OutputStream::Stderr, None) => self.stderr.len(),
            (OutputStream::Stdout, Some(to)) => to.stdout,
            (OutputStream::Stderr, Some(to)) => to.stderr,
        };
        let room = self.limit.saturating_sub(taken);
        let kept = data.get(..room).unwrap_or(data);
        match (&mut self.to, stream) {
            (None, OutputStream::Stdout) => self.stdout.extend_from_slice(kept),
            (None, OutputStream::Stderr) => self.stderr.extend_from_slice(kept),
            (Some(to), _) => to.hand_on(stream, kept).await?,
        }
        if data.len() > room { Err(Full::Overflow) } else { Ok(()) }
    }
}

impl To {
    async fn hand_on(&mut self, stream: OutputStream, data: &[u8]) -> Result<(), Full> {
        let count = match stream {
            OutputStream::Stdout => &mut self.stdout,
            OutputStream::Stderr => &mut self.stderr,
        };
        *count += data.len();
        for bytes in data.chunks(PIECE) {
            let piece = Piece { target: Arc::clone(&self.target), stream, bytes: bytes.to_vec() };
            self.events.send(RemoteEvent::Output(piece)).await.map_err(|_| Full::Gone)?;
        }
        Ok(())
    }
}

/// The number of a signal, by the name that SSH gives it (RFC 4254, 6.10, and what OpenSSH adds);
/// numbers are those of Linux. An unknown name counts as 0.
pub(super) fn signal_number(name: &str) -> i32 {
    match name {
        "HUP" => 1,
        "INT" => 2,
        "QUIT" => 3,
        "ILL" => 4,
        "TRAP" => 5,
        "ABRT" => 6,
        "BUS" => 7,
        "FPE" => 8,
        "KILL" => 9,
        "USR1" => 10,
        "SEGV" => 11,
        "USR2" => 12,
        "PIPE" => 13,
        "ALRM" => 14,
        "TERM" => 15,
        "XCPU" => 24,
        "XFSZ" => 25,
        "SYS" => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(output: &mut Output, stream: OutputStream, data: &[u8]) -> Result<(), Full> {
        futures_executor::block_on(output.push(stream, data))
    }

    #[test]
    fn a_stream_is_cut_at_its_bound_and_the_other_one_is_not() {
        use OutputStream::{Stderr, Stdout};
        let mut output = Output::new(4, None);
        assert_eq!(push(&mut output, Stdout, b"abcd"), Ok(()));
        assert_eq!(push(&mut output, Stdout, b""), Ok(()));
        assert_eq!(push(&mut output, Stderr, b"xyz"), Ok(()));
        assert_eq!(push(&mut output, Stdout, b"e"), Err(Full::Overflow));
        assert_eq!(push(&mut output, Stderr, b"12"), Err(Full::Overflow));
        assert_eq!((&*output.stdout, &*output.stderr), (&b"abcd"[..], &b"xyz1"[..]));
    }
}
