//! One stream of a program: what is read of it is kept up to a bound.

use std::future::pending;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc::Sender;

/// Bytes read at a time: as many as a pipe holds on Linux.
const PIECE: usize = 64 << 10;

/// A stream that is read to its end, of which the first bytes are kept. Memory is bounded by them,
/// however much comes.
pub(super) struct Pipe<R> {
    /// None once it has ended.
    source: Option<R>,
    buffer: Vec<u8>,
    most: usize,
    /// Who takes what comes, so that nothing is kept.
    sink: Option<Sender<Vec<u8>>>,
    /// The first bytes.
    pub(super) kept: Vec<u8>,
    /// Whether there were more.
    pub(super) truncated: bool,
}

impl<R: AsyncRead + Unpin> Pipe<R> {
    /// Keep the first `most` bytes of `source`.
    pub(super) fn new(source: Option<R>, most: usize) -> Self {
        let buffer = vec![0; PIECE];
        Self { source, buffer, most, sink: None, kept: Vec::new(), truncated: false }
    }

    /// Give all of it to `sink`, if there is one, and keep nothing.
    pub(super) fn to(self, sink: Option<Sender<Vec<u8>>>) -> Self {
        Self { sink, ..self }
    }

    /// Whether what comes has to wait for who takes it.
    pub(super) fn is_held(&self) -> bool {
        self.sink.as_ref().is_some_and(|sink| sink.capacity() == 0 && !sink.is_closed())
    }

    /// Whether there may be more.
    pub(super) fn is_open(&self) -> bool {
        self.source.is_some()
    }

    /// Read what there is next; of a stream that has ended, nothing ever comes. It may be dropped
    /// while it waits, and nothing is lost.
    pub(super) async fn read(&mut self) {
        let Some(source) = &mut self.source else { return pending().await };
        // Room comes first: what was read must not wait for it.
        let room = match &self.sink {
            Some(sink) => match sink.reserve().await {
                Ok(room) => Some(room),
                Err(_) => {
                    self.source = None;
                    return;
                }
            },
            None => None,
        };
        match source.read(&mut self.buffer).await {
            Ok(length) if length > 0 => {
                let data = self.buffer.get(..length).unwrap_or_default();
                if let Some(room) = room {
                    room.send(data.to_vec());
                    return;
                }
                let room = self.most.saturating_sub(self.kept.len());
                self.kept.extend_from_slice(data.get(..room).unwrap_or(data));
                self.truncated |= data.len() > room;
            }
            // A stream that cannot be read gives no more than one at its end.
            _ => {
                drop(room);
                (self.source, self.sink) = (None, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn read(most: usize, data: &[u8]) -> Pipe<&[u8]> {
        let mut pipe = Pipe::new(Some(data), most);
        while pipe.is_open() {
            pipe.read().now_or_never().unwrap();
        }
        pipe
    }

    #[test]
    fn the_bound_itself_is_not_beyond_it() {
        let whole = read(4, b"abcd");
        assert_eq!((&*whole.kept, whole.truncated), (&b"abcd"[..], false));
        let cut = read(4, b"abcde");
        assert_eq!((&*cut.kept, cut.truncated), (&b"abcd"[..], true));
        let long = read(100_000, &[7; 100_001]);
        assert_eq!((long.kept.len(), long.truncated), (100_000, true));
        assert!(read(0, b"").kept.is_empty() && !read(0, b"").truncated && read(0, b"a").truncated);
        assert!(read(1, b"").read().now_or_never().is_none());
    }

    #[test]
    fn what_somebody_takes_waits_for_them_and_is_not_kept() {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        let mut pipe = Pipe::new(Some(&b"abcd"[..]), 0).to(Some(sender));
        assert!(!pipe.is_held());
        pipe.read().now_or_never().unwrap();
        assert!(pipe.is_held() && pipe.is_open() && pipe.read().now_or_never().is_none());
        assert_eq!(receiver.try_recv().unwrap(), b"abcd");
        pipe.read().now_or_never().unwrap();
        assert!(!pipe.is_open() && pipe.kept.is_empty() && !pipe.truncated);
        // The end is told, too.
        assert!(receiver.try_recv().is_err() && receiver.is_closed());
    }

    #[test]
    fn a_stream_that_nobody_takes_any_more_has_ended() {
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let mut pipe = Pipe::new(Some(&b"abcd"[..]), 0).to(Some(sender));
        drop(receiver);
        pipe.read().now_or_never().unwrap();
        assert!(!pipe.is_open() && !pipe.is_held());
    }
}
