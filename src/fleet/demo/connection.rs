//! One connection, from the moment it is accepted: the faults below SSH, then SSH.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use russh::server::{Config, run_stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::faults::Fault;
use super::latency::delayed;
use super::listen::host_of;
use super::machine::Changed;
use super::random::Random;
use super::roster::Host;
use super::session::DemoSession;
use super::sftp::Kept;

/// What all connections of a fleet share.
pub struct Shared {
    /// By their number.
    pub hosts: Vec<Host>,
    /// The seed of the fleet.
    pub seed: u64,
    /// How long a round trip takes, besides what it takes on this machine.
    pub latency: Duration,
    /// What clients have put there.
    pub kept: Kept,
    /// The key that may log in.
    pub client: russh::keys::PublicKey,
    /// The server of sound hosts.
    pub config: Arc<Config>,
    /// The same with another host key.
    pub impostor: Arc<Config>,
    /// What clients have made of the services of hosts.
    pub changed: Changed,
    /// Connections that each flapping host has seen; the others' stay 0.
    pub attempts: Vec<AtomicU8>,
}

/// Accept connections for ever. Must be aborted.
pub async fn accept(shared: Arc<Shared>, listener: TcpListener, fixed: Option<usize>) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let local = stream.local_addr().ok();
                if let Some(index) = local.and_then(|local| host_of(local, peer, fixed)) {
                    tokio::spawn(serve(Arc::clone(&shared), stream, index));
                }
            }
            // Too many open files, or a connection that ended while it waited.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn serve(shared: Arc<Shared>, mut stream: TcpStream, index: usize) {
    let Some(host) = shared.hosts.get(index) else { return };
    match host.fault {
        Some(Fault::Reset) => return reset(&stream),
        Some(Fault::Flapping) if flaps(&shared, index) => return reset(&stream),
        Some(Fault::HangConnect) => return drain(&mut stream).await,
        Some(Fault::Garbage) => return garbage(&mut stream, shared.seed, index).await,
        _ => {}
    }
    let config = match host.fault {
        Some(Fault::HostKey) => &shared.impostor,
        _ => &shared.config,
    };
    // Without this the small packets of a session wait for each other's acknowledgement.
    let _ = stream.set_nodelay(true);
    let (config, latency) = (Arc::clone(config), shared.latency);
    let session = DemoSession::new(shared, index);
    // A client may leave at any moment, which is no trouble of the server's.
    if latency.is_zero() {
        if let Ok(running) = run_stream(config, stream, session).await {
            let _ = running.await;
        }
    } else if let Ok(running) = run_stream(config, delayed(stream, latency).await, session).await {
        let _ = running.await;
    }
}

/// Make the close of `stream` a reset.
fn reset(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}

/// Whether this attempt at a flapping host is one that fails: the first, and on half of the hosts
/// the second.
fn flaps(shared: &Shared, index: usize) -> bool {
    let failing = 1 + Random::new(shared.seed, index as u64).below(2);
    let Some(attempts) = shared.attempts.get(index) else { return false };
    let count = |seen: u8| Some(seen.saturating_add(1));
    let seen = attempts.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).unwrap_or(0);
    u64::from(seen) < failing
}

/// Read until the client leaves, and say nothing.
async fn drain(stream: &mut TcpStream) {
    let mut buffer = [0; 256];
    while matches!(stream.read(&mut buffer).await, Ok(1..)) {}
}

/// Random bytes in place of the banner.
async fn garbage(stream: &mut TcpStream, seed: u64, index: usize) {
    let mut random = Random::new(seed, index as u64);
    let bytes = (0..64).flat_map(|_| random.draw().to_le_bytes()).collect::<Vec<_>>();
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
    drain(stream).await;
}
