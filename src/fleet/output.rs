//! What a command printed, within its bounds, and how it ended.

/// Output of one command: at most `limit` bytes of each stream.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    limit: usize,
}

/// One of the two streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

/// A stream went over its bound.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overflow;

/// How the conversation with a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// By itself, with this exit code (128 + N for signal N).
    Code(i32),
    /// It printed more than allowed.
    Truncated,
}

impl Output {
    /// No output yet, and room for `limit` bytes of each stream.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Forget what there is, for the command is run again.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.limit);
    }

    /// Keep `data`, as far as there is room.
    pub(super) fn push(&mut self, stream: Stream, data: &[u8]) -> Result<(), Overflow> {
        let kept = match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        };
        let room = self.limit.saturating_sub(kept.len());
        kept.extend_from_slice(data.get(..room).unwrap_or(data));
        if data.len() > room { Err(Overflow) } else { Ok(()) }
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

    #[test]
    fn a_stream_is_cut_at_its_bound_and_the_other_one_is_not() {
        let mut output = Output::new(4);
        assert_eq!(output.push(Stream::Stdout, b"abcd"), Ok(()));
        assert_eq!(output.push(Stream::Stdout, b""), Ok(()));
        assert_eq!(output.push(Stream::Stderr, b"xyz"), Ok(()));
        assert_eq!(output.push(Stream::Stdout, b"e"), Err(Overflow));
        assert_eq!(output.push(Stream::Stderr, b"12"), Err(Overflow));
        assert_eq!((&*output.stdout, &*output.stderr), (&b"abcd"[..], &b"xyz1"[..]));
    }
}
