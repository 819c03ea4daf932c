//! The fleet as a whole: started, described, ended.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::time::Duration;

use russh::keys::key::safe_rng;
use russh::keys::{Algorithm, PrivateKey, PublicKey};
use russh::server::Config;
use russh::{MethodKind, MethodSet, Preferred, compression, kex};
use tokio::runtime::{Builder, Runtime};

use super::connection::{Shared, accept};
use super::faults::{Fault, Faults};
use super::listen;
use super::machine::Changed;
use super::roster::roster;
use super::session::{answer, machine};
use super::sftp::Kept;
use super::shell::Answer;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{OutcomeKind, Target, Transport};

/// Every host takes memory here, and so does each connection to it in whoever asks.
const MOST_HOSTS: usize = 1_000_000;

/// What fleet to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOptions {
    /// Number of hosts.
    pub hosts: usize,
    /// What is wrong with some of them.
    pub faults: Faults,
    /// Fleets of one seed, number and faults have the same hosts; only ports and keys differ.
    pub seed: u64,
    /// How long a round trip to a host takes, besides what it takes on this machine.
    pub latency: Duration,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self { hosts: 50, faults: Faults::none(), seed: 1, latency: Duration::ZERO }
    }
}

/// A fleet that runs until it is dropped.
pub struct DemoFleet {
    /// Absent only while it is being dropped.
    runtime: Option<Runtime>,
    shared: Arc<Shared>,
    places: Vec<SocketAddr>,
    /// Kept so that ports which refuse stay taken.
    _sockets: listen::Sockets,
    numbers: HashMap<String, usize>,
    client_key: PrivateKey,
    host_key: PublicKey,
}

impl DemoFleet {
    /// Start the fleet on threads of its own. May be called within a runtime or without one.
    ///
    /// # Errors
    /// Too many hosts, or the system gives no sockets or no threads.
    pub fn start(options: DemoOptions) -> Result<Self> {
        if options.hosts > MOST_HOSTS {
            let message = format!("a demo fleet of {} hosts is too big", options.hosts);
            let help = format!("ask for at most {MOST_HOSTS}");
            return Err(Box::new(Diagnostic::error(codes::BAD_ARGUMENT, message).help(help)));
        }
        let client_key = new_key()?;
        let (host_key, impostor_key) = (new_key()?, new_key()?);
        let public = host_key.public_key().clone();
        let hosts = roster(options.hosts, &options.faults, options.seed);
        let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4));
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("rebe-demo")
            .enable_all()
            .build()
            .map_err(|why| fails("start its threads", &why))?;
        let refuses = hosts.iter().map(|host| host.fault == Some(Fault::Refuse));
        let mut sockets = {
            let _within = runtime.enter();
            listen::open(&refuses.collect::<Vec<_>>()).map_err(|why| fails("listen", &why))?
        };
        let shared = Arc::new(Shared {
            changed: Changed::default(),
            attempts: hosts.iter().map(|_| AtomicU8::new(0)).collect(),
            seed: options.seed,
            latency: options.latency,
            kept: Kept::default(),
            client: client_key.public_key().clone(),
            config: config(host_key),
            impostor: config(impostor_key),
            hosts,
        });
        for (listener, fixed) in sockets.listeners.drain(..) {
            runtime.spawn(accept(Arc::clone(&shared), listener, fixed));
        }
        let numbers = shared.hosts.iter().map(|host| host.name.clone()).zip(0..).collect();
        Ok(Self {
            runtime: Some(runtime),
            places: std::mem::take(&mut sockets.places),
            _sockets: sockets,
            numbers,
            client_key,
            host_key: public,
            shared,
        })
    }

    /// All hosts, in order: role after role.
    pub fn targets(&self) -> Vec<Target> {
        let target = |(host, place): (&super::roster::Host, &SocketAddr)| {
            let mut groups = vec![host.role.to_owned(), host.site.to_owned()];
            groups.sort();
            Target {
                name: host.name.clone(),
                address: place.ip().to_string(),
                port: Some(place.port()),
                user: Some("demo".to_owned()),
                identities: Vec::new(),
                transport: Transport::Ssh,
                groups,
                tags: host.tags.iter().map(|tag| (*tag).to_owned()).collect(),
                vars: None,
            }
        };
        self.shared.hosts.iter().zip(&self.places).map(target).collect()
    }

    /// The only key that may log in, made anew for each fleet.
    pub fn client_key(&self) -> &PrivateKey {
        &self.client_key
    }

    /// The key that every host shows, but for those with the fault `host-key`.
    pub fn host_key(&self) -> &PublicKey {
        &self.host_key
    }

    /// What is wrong with the host called `name`.
    pub fn fault(&self, name: &str) -> Option<Fault> {
        self.shared.hosts.get(*self.numbers.get(name)?)?.fault
    }

    /// What a right client makes of the host called `name` when it sends the script of probes and
    /// does not retry; `None` when there is no such host. See [`Fault::outcome`], and
    /// [`Fault::outcome_with_retries`] for a client that tries three times.
    pub fn expected(&self, name: &str) -> Option<OutcomeKind> {
        self.numbers.get(name)?;
        Some(self.fault(name).map_or(OutcomeKind::Ok, Fault::outcome))
    }

    /// What the host called `name` answers to a command line, without a connection.
    pub fn answer(&self, name: &str, command: &str, input: &[u8]) -> Option<Answer> {
        Some(answer(&self.shared, *self.numbers.get(name)?, command, input))
    }

    /// All files of the host called `name`, by absolute path. They are made from its template when
    /// they are asked for.
    pub fn files(&self, name: &str) -> Option<Vec<(String, String)>> {
        let machine = machine(&self.shared, *self.numbers.get(name)?);
        let file = |path: String| machine.read(&path).map(|text| (path, text));
        Some(machine.paths().into_iter().filter_map(file).collect())
    }

    /// End the fleet: when this returns, its sockets are closed. May be called anywhere.
    pub fn shutdown(mut self) {
        self.end();
    }

    /// A runtime must not be waited for within another, so a thread does it.
    fn end(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            let ender = std::thread::spawn(|| runtime.shutdown_timeout(Duration::from_secs(5)));
            let _ = ender.join();
        }
    }
}

impl Drop for DemoFleet {
    fn drop(&mut self) {
        self.end();
    }
}

fn fails(what: &str, why: &dyn std::fmt::Display) -> Box<Diagnostic> {
    let message = format!("the demo fleet cannot {what}: {why}");
    let help = "try fewer hosts, or a higher limit of open files (`ulimit -n`)";
    Box::new(Diagnostic::error(codes::FLEET, message).help(help))
}

fn new_key() -> Result<PrivateKey> {
    PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)
        .map_err(|why| fails("make its keys", &why))
}

/// The server: cheap algorithms, small buffers, public keys alone.
fn config(key: PrivateKey) -> Arc<Config> {
    let preferred = Preferred {
        kex: Cow::Borrowed(&[
            kex::CURVE25519,
            kex::CURVE25519_PRE_RFC_8731,
            kex::EXTENSION_SUPPORT_AS_SERVER,
            kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
        ]),
        compression: Cow::Borrowed(&[compression::NONE]),
        ..Preferred::default()
    };
    Arc::new(Config {
        methods: MethodSet::from(&[MethodKind::PublicKey][..]),
        // The delay that hides which accounts exist would only slow the tests of clients.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![key],
        window_size: 1 << 16,
        channel_buffer_size: 4,
        event_buffer_size: 4,
        preferred,
        ..Config::default()
    })
}
