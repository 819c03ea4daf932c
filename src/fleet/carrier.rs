//! What carries the bytes of an SSH connection: TCP, a channel of a connection to a host on the
//! way, or the standard streams of a program.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use russh::ChannelStream;
use russh::client::Msg;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::classify::Trouble;
use super::group::{Group, Groups};
use super::names::Names;
use crate::effect::Family;

/// How long one address of a name may stay silent before the next is tried beside it (RFC 8305).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// What carries the bytes. The larger kinds are kept apart, for every connection has room for one.
pub(super) enum Carrier {
    /// A TCP connection.
    Tcp(TcpStream),
    /// A channel through another host.
    Channel(Box<ChannelStream<Msg>>),
    /// A program of this machine.
    Program(Box<Piped>),
}

/// A program whose standard streams carry a connection. It ends with it.
pub(super) struct Piped {
    stdin: ChildStdin,
    stdout: ChildStdout,
    _child: Child,
    _group: Group,
}

impl Carrier {
    /// A TCP connection to the first address of the host that answers, of this family, from the
    /// address `bind` of this machine.
    pub(super) async fn tcp(
        names: &Names,
        address: &str,
        port: u16,
        family: Family,
        bind: Option<&str>,
    ) -> Result<Self, Trouble> {
        let found = names.find(address, port).await?;
        let of_family = |found: &SocketAddr| match family {
            Family::Any => true,
            Family::V4 => found.is_ipv4(),
            Family::V6 => found.is_ipv6(),
        };
        let addresses = found.iter().copied().filter(of_family).collect::<Vec<_>>();
        if addresses.is_empty() {
            return Err(Trouble::no_family(address, family));
        }
        let bind = match bind.map(str::parse::<IpAddr>) {
            None => None,
            Some(Ok(bind)) => Some(bind),
            Some(Err(_)) => return Err(Trouble::no_bind(bind.unwrap_or_default())),
        };
        let tcp = race(addresses, bind).await;
        let tcp = tcp.map_err(|error| Trouble::tcp(address, port, &error))?;
        // Losing the race for a round trip is no reason to fail.
        let _ = tcp.set_nodelay(true);
        Ok(Self::Tcp(tcp))
    }

    /// The standard streams of `command`, which a shell reads, and what it says to people.
    pub(super) fn program(command: &str, groups: &Groups) -> Result<(Self, Said), Trouble> {
        let refused = |error: &io::Error| {
            Trouble::unreachable(format!(
                "the ProxyCommand `{command}` cannot be started: {error}; look at the SSH \
                 configuration"
            ))
        };
        let mut child = Command::new("/bin/sh")
            .arg("-c")
            .arg(format!("exec {command}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| refused(&error))?;
        let group = groups.of(child.id());
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(Trouble::internal());
        };
        let piped = Piped { stdin, stdout, _child: child, _group: group };
        Ok((Self::Program(Box::new(piped)), Said::by(stderr)))
    }
}

/// The end of what a program says on its standard error, which is read as long as it runs.
pub(super) struct Said {
    last: Arc<Mutex<Vec<u8>>>,
    reading: JoinHandle<()>,
}

/// Bytes of it that are kept.
const KEPT: usize = 4096;

/// How long to wait for the last words of a program that has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);

impl Said {
    fn by(mut stderr: ChildStderr) -> Self {
        let last = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&last);
        let reading = tokio::spawn(async move {
            let mut piece = [0; 1024];
            while let Ok(count @ 1..) = stderr.read(&mut piece).await {
                let mut last = kept.lock().unwrap_or_else(PoisonError::into_inner);
                last.extend_from_slice(piece.get(..count).unwrap_or_default());
                let over = last.len().saturating_sub(KEPT);
                last.drain(..over);
            }
        });
        Self { last, reading }
    }

    /// The last line, once the program has ended, if it said anything.
    pub(super) async fn last_line(self) -> Option<String> {
        let _ = tokio::time::timeout(LAST_WORDS, self.reading).await;
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&last);
        let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
        Some(line.chars().take(200).collect())
    }
}

/// A connection to the first of `addresses` that answers.
async fn race(addresses: Vec<SocketAddr>, bind: Option<IpAddr>) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut waiting = addresses.into_iter();
    let mut under_way = FuturesUnordered::new();
    loop {
        if let Some(next) = waiting.next() {
            under_way.push(dial(next, bind));
        }
        let more = waiting.len() > 0;
        tokio::select! {
            done = under_way.next() => match done {
                Some(Ok(tcp)) => return Ok(tcp),
                Some(Err(error)) => last = error,
                None if more => {}
                None => return Err(last),
            },
            () = tokio::time::sleep(NEXT_ADDRESS), if more => {}
        }
    }
}

async fn dial(address: SocketAddr, bind: Option<IpAddr>) -> io::Result<TcpStream> {
    let Some(bind) = bind else { return TcpStream::connect(address).await };
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.bind(SocketAddr::new(bind, 0))?;
    socket.connect(address).await
}

impl AsyncRead for Carrier {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_read(cx, buffer),
            Self::Channel(channel) => Pin::new(channel).poll_read(cx, buffer),
            Self::Program(program) => Pin::new(&mut program.stdout).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Carrier {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_write(cx, data),
            Self::Channel(channel) => Pin::new(channel).poll_write(cx, data),
            Self::Program(program) => Pin::new(&mut program.stdin).poll_write(cx, data),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Channel(channel) => Pin::new(channel).poll_flush(cx),
            Self::Program(program) => Pin::new(&mut program.stdin).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Channel(channel) => Pin::new(channel).poll_shutdown(cx),
            Self::Program(program) => Pin::new(&mut program.stdin).poll_shutdown(cx),
        }
    }
}
