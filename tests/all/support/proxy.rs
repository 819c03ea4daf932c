//! A proxy before a real server that spoils connections: latency, drips, and losses at a byte.
//!
//! It listens on all addresses 127.x.y.z, so that each of them is a host with a fault of its own.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// What becomes of one connection; the default is nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fault {
    /// How much later everything arrives, each way.
    pub(crate) latency: Duration,
    /// The most bytes from the server at a time, and the pause after each.
    pub(crate) drip: Option<(usize, Duration)>,
    /// Sent before the first byte from the server.
    pub(crate) before: &'static [u8],
    /// What happens after so many bytes that came from this side.
    pub(crate) end: Option<(Side, u64, End)>,
}

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Client,
    Server,
}

/// How a conversation ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum End {
    /// Both connections are closed.
    Close,
    /// That to the client is reset.
    Reset,
    /// Nothing comes any more, and the connection stays.
    Stall,
    /// The server is not heard any more, and hears the client still.
    Half,
}

/// What passed on one connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passed {
    /// The address that was connected to.
    pub(crate) host: Ipv4Addr,
    pub(crate) from_client: u64,
    pub(crate) from_server: u64,
    /// How often the server spoke after the client had: the round trips that were waited for.
    pub(crate) turns: usize,
    /// Whether the client still has it.
    pub(crate) open: bool,
    last: Side,
}

type All = Arc<Mutex<Vec<Passed>>>;

/// The proxy; it ends with its owner.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    all: All,
    runtime: Option<Runtime>,
}

impl Proxy {
    /// A proxy before `port` of this machine, to the same address that was connected to. `plan` is given the address that was connected to,
    /// and how often it was before.
    pub(crate) fn start(
        port: u16,
        plan: impl Fn(Ipv4Addr, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        let own = super::sshd::free_port();
        let listener = runtime.block_on(TcpListener::bind(("0.0.0.0", own))).unwrap();
        let all = All::default();
        let known = Arc::clone(&all);
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(IpAddr::V4(host)) = client.local_addr().map(|address| address.ip()) else {
                    continue;
                };
                let mut passed = known.lock().unwrap();
                let before = passed.iter().filter(|one| one.host == host).count();
                let (last, at) = (Side::Server, passed.len());
                let (from_client, from_server, turns, open) = (0, 0, 0, true);
                passed.push(Passed { host, from_client, from_server, turns, open, last });
                drop(passed);
                let (fault, all) = (plan(host, before), Arc::clone(&known));
                tokio::spawn(async move {
                    carry(client, (host, port), fault, &|side, bytes| note(&all, at, side, bytes))
                        .await;
                    all.lock().unwrap()[at].open = false;
                });
            }
        });
        Self { port: own, all, runtime: Some(runtime) }
    }

    /// What passed on each connection, in the order in which they were made.
    pub(crate) fn passed(&self) -> Vec<Passed> {
        self.all.lock().unwrap().clone()
    }

    /// Wait until no connection is open any more. Fails where one stays so.
    pub(crate) fn wait_until_let_go(&self) {
        let start = std::time::Instant::now();
        while self.passed().iter().any(|one| one.open) {
            assert!(start.elapsed() < Duration::from_secs(10), "{:?}", self.passed());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn note(all: &All, at: usize, side: Side, bytes: usize) {
    let passed = &mut all.lock().unwrap()[at];
    match side {
        Side::Client => passed.from_client += bytes as u64,
        Side::Server => passed.from_server += bytes as u64,
    }
    passed.turns += usize::from((passed.last, side) == (Side::Client, Side::Server));
    passed.last = side;
}

/// Carry one connection to its end.
async fn carry(
    mut client: TcpStream,
    to: (Ipv4Addr, u16),
    fault: Fault,
    note: &(dyn Fn(Side, usize) + Sync),
) {
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    for stream in [&client, &server] {
        let _ = stream.set_nodelay(true);
    }
    if client.write_all(fault.before).await.is_err() {
        return;
    }
    let limit = |side| match fault.end {
        Some((its, bytes, _)) if its == side => bytes,
        _ => u64::MAX,
    };
    let end = fault.end.map(|(_, _, end)| end);
    {
        let ((mut up, mut to_client), (mut down, mut to_server)) = (client.split(), server.split());
        let noted = |side| move |bytes| note(side, bytes);
        let slow = (fault.latency, None);
        let up = pump(&mut up, &mut to_server, slow, limit(Side::Client), noted(Side::Client));
        let slow = (fault.latency, fault.drip);
        let down = pump(&mut down, &mut to_client, slow, limit(Side::Server), noted(Side::Server));
        tokio::pin!(up, down);
        // Where one side has said all that it had to say, the other is still heard.
        let cut = tokio::select! {
            cut = &mut up => cut || down.await,
            cut = &mut down => cut || up.await,
        };
        if !cut {
            return;
        }
    }
    match end {
        Some(End::Reset) => drop(client.set_zero_linger()),
        Some(End::Stall) => {
            let mut unheard = [0; 4096];
            while client.read(&mut unheard).await.is_ok_and(|length| length > 0) {}
        }
        Some(End::Half) => {
            let _ = client.shutdown().await;
            let _ = tokio::io::copy(&mut client, &mut server).await;
        }
        Some(End::Close) | None => {}
    }
}

/// Carry bytes one way, until they end or `limit` of them are over; then it is true.
async fn pump(
    from: &mut ReadHalf<'_>,
    to: &mut WriteHalf<'_>,
    (latency, drip): (Duration, Option<(usize, Duration)>),
    limit: u64,
    note: impl Fn(usize),
) -> bool {
    let (sender, mut pieces) = mpsc::channel::<(Instant, Vec<u8>)>(64);
    let read = async move {
        let mut buffer = vec![0; 16 << 10];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            note(length);
            let piece = (Instant::now() + latency, buffer[..length].to_vec());
            if sender.send(piece).await.is_err() {
                return;
            }
        }
    };
    let write = async {
        let mut left = limit;
        while let Some((due, bytes)) = pieces.recv().await {
            sleep_until(due).await;
            let (most, pause) = drip.unwrap_or((bytes.len(), Duration::ZERO));
            let allowed = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            for piece in bytes[..allowed].chunks(most) {
                if to.write_all(piece).await.is_err() {
                    return false;
                }
                if !pause.is_zero() {
                    sleep(pause).await;
                }
            }
            left -= allowed as u64;
            if left == 0 {
                return true;
            }
        }
        let _ = to.shutdown().await;
        false
    };
    tokio::pin!(read, write);
    tokio::select! {
        () = &mut read => write.await,
        cut = &mut write => cut,
    }
}
