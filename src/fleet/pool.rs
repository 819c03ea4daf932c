//! The pool: one connection a host and account, and more where it takes few sessions on one, kept
//! for later jobs within bounds.
//!
//! Invariants: a connection in the pool is logged in; there are never more connections than the
//! limit on open files allows; a connection that something went wrong on is retired, never reused.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::classify::Trouble;
use super::connect::Link;
use crate::effect::{Breaker, Connection, ConnectionState};

/// Commands at once on one connection; OpenSSH's default for `MaxSessions`.
const CHANNELS: usize = 10;

/// Connections to one host, where it takes few sessions on each.
const MOST_OF_ONE: usize = 4;

/// Connections that are kept while nobody uses them.
const MOST_IDLE: usize = 2048;

/// How long they are kept.
const IDLE: Duration = Duration::from_secs(300);

/// How often is looked for those that were idle too long.
const SWEEP: Duration = Duration::from_secs(30);

/// Which connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) user: String,
    pub(super) address: String,
    pub(super) port: u16,
    /// What carries it; empty for TCP. The same address behind two hosts is two hosts.
    pub(super) via: Arc<str>,
}

impl Key {
    /// What is told of a host without a connection.
    pub(super) fn unused(&self) -> Connection {
        Connection {
            address: self.address.clone(),
            port: self.port,
            user: self.user.clone(),
            via: Some(self.via.to_string()).filter(|via| !via.is_empty()),
            state: ConnectionState::Closed,
            users: 0,
            uses: 0,
            age: None,
            idle: None,
            breaker: Breaker::Closed,
            failures: 0,
        }
    }
}

/// The connections.
pub(super) struct Pool {
    state: Mutex<State>,
    permits: Arc<Semaphore>,
    budget: usize,
    pub(super) opened: AtomicU64,
    pub(super) reused: AtomicU64,
}

#[derive(Default)]
struct State {
    slots: HashMap<Key, Arc<Slot>>,
    /// Slots that nobody uses, by the number of their release: the longest idle one is first.
    idle: BTreeMap<u64, (Instant, Key)>,
    releases: u64,
    sweeping: bool,
}

/// The place of one connection.
#[derive(Default)]
struct Slot {
    /// Whoever holds it may connect; others wait, so that a host is connected to once.
    gate: Arc<tokio::sync::Mutex<()>>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Mostly one.
    live: Vec<Arc<Open>>,
    users: usize,
    /// The number of its release, while nobody uses it.
    idle: Option<u64>,
}

/// A connection that is logged in.
pub(super) struct Open {
    pub(super) link: Link,
    pub(super) channels: Semaphore,
    retired: AtomicBool,
    /// Whether the host has refused a session for it takes no more on one connection.
    bound: AtomicBool,
    opened: Instant,
    uses: AtomicU64,
    _permit: OwnedSemaphorePermit,
}

/// The right to use a slot; dropping it gives the slot back.
pub(super) struct Claim {
    /// A connection of the pool may hold a claim on the one that carries it, so a claim must not
    /// hold the pool.
    pool: Weak<Pool>,
    key: Key,
    slot: Arc<Slot>,
}

/// A connection in use.
pub(super) struct Lease {
    pub(super) connection: Arc<Open>,
    /// Whether it was opened for this use, and not found in the pool.
    pub(super) fresh: bool,
    // Dropped after the connection, so that the pool sees the last word on it.
    claim: Claim,
}

impl Pool {
    /// A pool of at most `budget` connections.
    pub(super) fn new(budget: usize) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            permits: Arc::new(Semaphore::new(budget)),
            budget,
            opened: AtomicU64::new(0),
            reused: AtomicU64::new(0),
        })
    }

    /// The number of hosts that may be worked on at once, when `wanted` are asked for.
    pub(super) fn parallel(&self, wanted: usize) -> usize {
        wanted.clamp(1, self.budget)
    }

    /// Claim the place of a connection.
    pub(super) fn claim(self: &Arc<Self>, key: Key) -> Claim {
        let mut state = lock(&self.state);
        let slot = Arc::clone(state.slots.entry(key.clone()).or_default());
        let mut inner = lock(&slot.inner);
        inner.users += 1;
        if let Some(release) = inner.idle.take() {
            state.idle.remove(&release);
        }
        drop(inner);
        Claim { pool: Arc::downgrade(self), key, slot }
    }

    /// The right to open one more connection with `files` open files; idle ones make room for it.
    pub(super) async fn permit(&self, files: u32) -> Result<OwnedSemaphorePermit, Trouble> {
        while self.permits.available_permits() < files as usize {
            let Some(slot) = self.take_oldest(|_| true) else { break };
            drop(slot);
        }
        let permit = Arc::clone(&self.permits).acquire_many_owned(files).await;
        permit.map_err(|_| Trouble::internal())
    }

    /// Take the longest idle slot out of the pool, if `fits` its time of release. The caller drops
    /// it, and with it the connection, after the lock.
    fn take_oldest(&self, fits: impl Fn(Instant) -> bool) -> Option<Arc<Slot>> {
        let mut state = lock(&self.state);
        let entry = state.idle.first_entry()?;
        if !fits(entry.get().0) {
            return None;
        }
        let (_, key) = entry.remove();
        state.slots.remove(&key)
    }

    /// Give a slot back: it stays with its connection if that is good and there is room.
    fn release(self: &Arc<Self>, key: &Key, slot: &Arc<Slot>) {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        let mut inner = lock(&slot.inner);
        inner.users -= 1;
        if inner.users > 0 {
            return;
        }
        let good = inner.live.iter().any(|connection| connection.usable());
        let room = self.permits.available_permits() > 0 && state.idle.len() < MOST_IDLE;
        if good && room {
            state.releases += 1;
            inner.idle = Some(state.releases);
            state.idle.insert(state.releases, (Instant::now(), key.clone()));
            self.sweep(state);
        } else {
            let removed = (state.slots.remove(key), std::mem::take(&mut inner.live));
            drop(inner);
            drop(guard);
            drop(removed);
        }
    }

    /// What there is: a connection or the place of one that is being opened, each with nothing
    /// known of its breaker.
    pub(super) fn status(&self) -> Vec<(Key, Connection)> {
        let state = lock(&self.state);
        let idle = state.idle.values().map(|(since, key)| (key, *since)).collect::<HashMap<_, _>>();
        let told = |(key, slot): (&Key, &Arc<Slot>)| {
            let inner = lock(&slot.inner);
            let state = if inner.users > 0 { ConnectionState::Busy } else { ConnectionState::Idle };
            let live = inner.live.iter().filter(|connection| connection.usable());
            let told = live.map(|open| Connection {
                state,
                users: inner.users,
                uses: open.uses.load(Ordering::Relaxed),
                age: Some(open.opened.elapsed()),
                idle: idle.get(key).map(Instant::elapsed),
                ..key.unused()
            });
            let mut told = told.collect::<Vec<_>>();
            if told.is_empty() {
                let state = ConnectionState::Opening;
                told.push(Connection { state, users: inner.users, ..key.unused() });
            }
            told.into_iter().map(|connection| (key.clone(), connection)).collect::<Vec<_>>()
        };
        state.slots.iter().flat_map(told).collect()
    }

    /// See to it that idle connections are closed in time, as long as there are any.
    fn sweep(self: &Arc<Self>, state: &mut State) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if state.sweeping {
            return;
        }
        state.sweeping = true;
        let pool = Arc::clone(self);
        runtime.spawn(async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                while pool.take_oldest(|released| released.elapsed() >= IDLE).is_some() {}
                let mut state = lock(&pool.state);
                if state.idle.is_empty() {
                    state.sweeping = false;
                    return;
                }
            }
        });
    }
}

impl Claim {
    /// Wait for one's turn to look at the place, and to connect when it is empty.
    pub(super) async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.slot.gate).lock_owned().await
    }

    /// The connection that is there, if it can be used.
    pub(super) fn live(&self) -> Option<Arc<Open>> {
        let mut inner = lock(&self.slot.inner);
        let all = std::mem::take(&mut inner.live);
        let (live, dead): (Vec<_>, Vec<_>) = all.into_iter().partition(|open| open.usable());
        inner.live = live;
        let free = inner.live.iter().find(|open| open.channels.available_permits() > 0);
        // More than one only where the host has shown that it takes few sessions on each.
        let few = inner.live.iter().any(|open| open.is_bound()) && inner.live.len() < MOST_OF_ONE;
        let chosen = free.or(if few { None } else { inner.live.first() }).cloned();
        // What the dead hold goes back to the pool, which takes locks of its own.
        drop(inner);
        drop(dead);
        chosen
    }

    /// Use `connection`, which is there already.
    pub(super) fn reuse(self, connection: Arc<Open>) -> Lease {
        if let Some(pool) = self.pool.upgrade() {
            pool.reused.fetch_add(1, Ordering::Relaxed);
        }
        connection.uses.fetch_add(1, Ordering::Relaxed);
        Lease { connection, fresh: false, claim: self }
    }

    /// Use `link`, which was opened for this, and let others use it.
    pub(super) fn open(self, link: Link, permit: OwnedSemaphorePermit) -> Lease {
        if let Some(pool) = self.pool.upgrade() {
            pool.opened.fetch_add(1, Ordering::Relaxed);
        }
        let connection = Arc::new(Open {
            link,
            channels: Semaphore::new(CHANNELS),
            retired: AtomicBool::new(false),
            bound: AtomicBool::new(false),
            opened: Instant::now(),
            uses: AtomicU64::new(1),
            _permit: permit,
        });
        lock(&self.slot.inner).live.push(Arc::clone(&connection));
        Lease { connection, fresh: true, claim: self }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.release(&self.key, &self.slot);
        }
    }
}

impl Open {
    /// The host takes no more sessions on it than it has now: `place` was one too many.
    pub(super) fn bind(&self, place: SemaphorePermit<'_>) {
        place.forget();
        self.bound.store(true, Ordering::Relaxed);
    }

    fn is_bound(&self) -> bool {
        self.bound.load(Ordering::Relaxed)
    }

    fn usable(&self) -> bool {
        !self.retired.load(Ordering::Relaxed) && !self.link.handle.is_closed()
    }
}

impl Lease {
    /// Let nobody use the connection any more; those who do may go on.
    pub(super) fn retire(&self) {
        self.connection.retired.store(true, Ordering::Relaxed);
        // It is not the last one to hold the connection, so nothing is dropped under the lock.
        let mut inner = lock(&self.claim.slot.inner);
        inner.live.retain(|live| !Arc::ptr_eq(live, &self.connection));
    }

    /// Whether nobody else uses the connection.
    pub(super) fn is_sole(&self) -> bool {
        lock(&self.claim.slot.inner).users == 1
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
