//! The stream of a connection, which can be cut from outside.
//!
//! russh gives a connection a task of its own, and that task waits for the host. A host that hangs
//! in the handshake would keep the task and the socket for good, so whoever gives up on a host cuts
//! its stream: reads and writes then fail at once and the task ends.
//!
//! Until the login is done the stream also bounds what it reads, for a server may send things that
//! mean nothing for as long as it likes, and reading them costs time that other hosts need.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::carrier::Carrier;

/// Bytes that a server may send before the login is done. Banners and keys take a few thousand.
const PRELUDE: usize = 1 << 20;

/// The stream.
pub(super) struct Socket {
    carrier: Carrier,
    state: Arc<State>,
}

/// Cuts its stream when it is dropped.
pub(super) struct Cutter {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    cut: AtomicBool,
    /// Whether the login is done.
    trusted: AtomicBool,
    /// Bytes read before that.
    read: AtomicUsize,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Socket {
    /// What `carrier` carries, and what cuts it.
    pub(super) fn new(carrier: Carrier) -> (Self, Cutter) {
        let state = Arc::new(State::default());
        (Self { carrier, state: Arc::clone(&state) }, Cutter { state })
    }
}

impl Cutter {
    /// The login is done: what comes now is wanted.
    pub(super) fn trust(&self) {
        self.state.trusted.store(true, Ordering::Relaxed);
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.state.cut.store(true, Ordering::Release);
        self.state.reader.wake();
        self.state.writer.wake();
    }
}

impl State {
    /// Fails once the stream is cut. The waker is registered first, so that no cut is missed.
    fn check(&self, waker: &AtomicWaker, cx: &Context<'_>) -> io::Result<()> {
        waker.register(cx.waker());
        if self.cut.load(Ordering::Acquire) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.state.check(&self.state.reader, cx)?;
        if self.state.trusted.load(Ordering::Relaxed) {
            return Pin::new(&mut self.carrier).poll_read(cx, buffer);
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.carrier).poll_read(cx, buffer);
        let read = buffer.filled().len() - before;
        if self.state.read.fetch_add(read, Ordering::Relaxed) > PRELUDE {
            let flood = "it sent more than a megabyte before the login";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, flood)));
        }
        polled
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.state.check(&self.state.writer, cx)?;
        Pin::new(&mut self.carrier).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.carrier).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.carrier).poll_shutdown(cx)
    }
}
