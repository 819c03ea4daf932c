//! From a stream of bytes to an SSH connection whose host key was checked; nobody is logged in yet.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::client::{Config, Handle, connect_stream};
use russh::keys::Algorithm;
use russh::{Preferred, SshId, cipher};
use tokio::sync::watch;

use super::carrier::Carrier;
use super::classify::Trouble;
use super::handler::{Broken, Ended, Guard};
use super::pool::Lease;
use super::socket::{Cutter, Socket};
use super::trust::{KeyPlace, Trust};
use crate::effect::Route;

/// How often a silent host is asked whether it is still there, where nothing else is said, and
/// after how many questions without an answer it is taken for gone.
const KEEPALIVE: (Duration, u32) = (Duration::from_secs(30), 3);

/// How long to wait for the word why a connection that is gone has ended.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// An SSH connection. Dropping it cuts it.
pub(super) struct Link {
    pub(super) handle: Handle<Guard>,
    ended: watch::Receiver<Option<Ended>>,
    cutter: Cutter,
    /// What carries it lives as long as it does.
    _through: Option<Lease>,
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
    known: Mutex<HashMap<Wanted, Arc<Config>>>,
}

/// What makes the settings of one connection differ from those of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Wanted {
    /// The types of keys that are asked for first: those that are on record.
    kinds: Vec<String>,
    /// Whether the host is asked for a certificate.
    certificates: bool,
    /// How often the host is asked whether it is there, and how often in vain.
    keepalive: (Duration, u32),
}

impl Configs {
    fn with(&self, wanted: Wanted) -> Arc<Config> {
        let mut configs = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = configs.entry(wanted);
        Arc::clone(entry.or_insert_with_key(|wanted| Arc::new(config_for(wanted))))
    }
}

fn config_for(wanted: &Wanted) -> Config {
    let Wanted { kinds, certificates, keepalive: (interval, count) } = wanted;
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
        preferred: Preferred {
            host_key_certificates: Cow::Owned(if *certificates { first.clone() } else { vec![] }),
            key: Cow::Owned(first),
            cipher: Cow::Borrowed(ciphers()),
            ..Preferred::DEFAULT
        },
        // Readers always drain, so a few packets bridge a change of tasks.
        channel_buffer_size: 32,
        nodelay: true,
        keepalive_interval: Some(*interval),
        keepalive_max: usize::try_from(*count).unwrap_or(usize::MAX).max(1),
        ..Config::default()
    }
}

/// The ciphers, the fastest first: AES in GCM where the processor has instructions for AES, and else
/// ChaCha20.
fn ciphers() -> &'static [cipher::Name] {
    #[cfg(target_arch = "x86_64")]
    let has_aes = std::arch::is_x86_feature_detected!("aes");
    #[cfg(target_arch = "aarch64")]
    let has_aes = std::arch::is_aarch64_feature_detected!("aes");
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let has_aes = false;
    if has_aes { &WITH_AES } else { &WITHOUT_AES }
}

const WITH_AES: [cipher::Name; 6] = [
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::CHACHA20_POLY1305,
    cipher::AES_256_CTR,
    cipher::AES_192_CTR,
    cipher::AES_128_CTR,
];

const WITHOUT_AES: [cipher::Name; 6] = [
    cipher::CHACHA20_POLY1305,
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::AES_256_CTR,
    cipher::AES_192_CTR,
    cipher::AES_128_CTR,
];

/// Speak SSH over `carrier` with the host of `route`, and check its key. `through` is the connection
/// that carries it, if one does.
pub(super) async fn connect(
    configs: &Configs,
    trust: &Arc<Trust>,
    route: &Route,
    carrier: Carrier,
    through: Option<Lease>,
) -> Result<Link, Trouble> {
    let place = KeyPlace::of(route);
    let wanted = Wanted {
        kinds: trust.kinds(&place).await,
        certificates: trust.has_authority(&place).await,
        keepalive: route.keepalive.unwrap_or(KEEPALIVE),
    };
    let config = configs.with(wanted);
    let (socket, cutter) = Socket::new(carrier);
    let (ends, ended) = watch::channel(None);
    let guard = Guard { trust: Arc::clone(trust), place, ended: ends };
    match connect_stream(config, socket, guard).await {
        Ok(handle) => Ok(Link { handle, ended, cutter, _through: through }),
        Err(Broken::HostKey(trouble)) => Err(trouble),
        Err(Broken::Ssh(error)) => Err(Trouble::handshake(&route.address, route.port, &error)),
    }
}
