//! From an address to an SSH connection whose host key was checked; nobody is logged in yet.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use russh::client::{Config, Handle, connect_stream};
use russh::keys::Algorithm;
use russh::{Preferred, SshId};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::classify::Trouble;
use super::handler::{Broken, Ended, Guard};
use super::socket::{Cutter, Socket};
use super::trust::Trust;

/// How long one address of a name may stay silent before the next is tried beside it (RFC 8305).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// How long to wait for the word why a connection that is gone has ended.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// An SSH connection. Dropping it cuts it.
pub(super) struct Link {
    pub(super) handle: Handle<Guard>,
    ended: watch::Receiver<Option<Ended>>,
    cutter: Cutter,
}

impl Link {
    /// The login is done.
    pub(super) fn settle(&self) {
        self.cutter.trust();
    }

    /// How the connection ended, if it has, or does within a moment.
    pub(super) async fn end(&self) -> Option<Ended> {
        let mut ended = self.ended.clone();
        let end = ended.wait_for(Option::is_some);
        tokio::time::timeout(LAST_WORDS, end).await.ok()?.ok()?.clone()
    }
}

/// The settings of russh, shared by all connections.
#[derive(Default)]
pub(super) struct Configs {
    /// By the set of key types that are asked for first.
    by_kinds: Mutex<HashMap<Vec<String>, Arc<Config>>>,
}

impl Configs {
    /// The settings for a host of which keys of these types are on record.
    fn preferring(&self, kinds: Vec<String>) -> Arc<Config> {
        let mut configs = self.by_kinds.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(configs.entry(kinds).or_insert_with_key(|kinds| Arc::new(config(kinds))))
    }
}

fn config(kinds: &[String]) -> Config {
    let known = |algorithm: &Algorithm| match algorithm {
        Algorithm::Rsa { .. } => kinds.iter().any(|kind| kind == "ssh-rsa"),
        algorithm => kinds.iter().any(|kind| kind == algorithm.as_str()),
    };
    // Without SHA-1, as OpenSSH has it since 8.8.
    let keys = Preferred::DEFAULT.key.iter();
    let keys = keys.filter(|key| !matches!(key, Algorithm::Rsa { hash: None })).cloned();
    let (mut first, rest): (Vec<_>, Vec<_>) = keys.partition(known);
    first.extend(rest);
    Config {
        client_id: SshId::Standard(Cow::Borrowed(concat!(
            "SSH-2.0-rebe_",
            env!("CARGO_PKG_VERSION")
        ))),
        preferred: Preferred { key: Cow::Owned(first), ..Preferred::DEFAULT },
        // Readers always drain, so a few packets bridge a change of tasks.
        channel_buffer_size: 32,
        nodelay: true,
        ..Config::default()
    }
}

/// Connect to a host and check its key.
pub(super) async fn connect(
    configs: &Configs,
    trust: &Arc<Trust>,
    address: &str,
    port: u16,
) -> Result<Link, Trouble> {
    let config = configs.preferring(trust.kinds(address, port).await);
    let tcp = tcp(address, port).await?;
    // Losing the race for a round trip is no reason to fail.
    let _ = tcp.set_nodelay(true);
    let (socket, cutter) = Socket::new(tcp);
    let (ends, ended) = watch::channel(None);
    let trust = Arc::clone(trust);
    let guard = Guard { trust, address: address.to_owned(), port, ended: ends };
    match connect_stream(config, socket, guard).await {
        Ok(handle) => Ok(Link { handle, ended, cutter }),
        Err(Broken::HostKey(trouble)) => Err(trouble),
        Err(Broken::Ssh(error)) => Err(Trouble::handshake(address, port, &error)),
    }
}

/// A TCP connection to the first address of the host that answers.
async fn tcp(address: &str, port: u16) -> Result<TcpStream, Trouble> {
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let bare = bare.unwrap_or(address);
    let addresses = match bare.parse::<IpAddr>() {
        Ok(ip) => vec![SocketAddr::new(ip, port)],
        Err(_) => {
            let found = tokio::net::lookup_host((bare, port)).await;
            found.map_err(|error| Trouble::unresolved(address, &error))?.collect()
        }
    };
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut waiting = addresses.into_iter();
    let mut under_way = FuturesUnordered::new();
    loop {
        if let Some(next) = waiting.next() {
            under_way.push(TcpStream::connect(next));
        }
        let more = waiting.len() > 0;
        tokio::select! {
            done = under_way.next() => match done {
                Some(Ok(tcp)) => return Ok(tcp),
                Some(Err(error)) => last = error,
                None if more => {}
                None => return Err(Trouble::tcp(address, port, &last)),
            },
            () = tokio::time::sleep(NEXT_ADDRESS), if more => {}
        }
    }
}
