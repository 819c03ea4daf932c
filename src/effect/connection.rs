//! How it stands with the connections to hosts.

use std::time::Duration;

/// A connection, or a host without one that failed lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// What it connects to: a host name or an IP address.
    pub address: String,
    /// TCP port of the SSH server.
    pub port: u16,
    /// The account that is logged in.
    pub user: String,
    /// What carries it: hosts on the way, or a program; absent for TCP from here.
    pub via: Option<String>,
    /// What it does now.
    pub state: ConnectionState,
    /// Hosts and connections that use it now.
    pub users: usize,
    /// How often it was used.
    pub uses: u64,
    /// How long it has been open.
    pub age: Option<Duration>,
    /// For how long nobody has used it.
    pub idle: Option<Duration>,
    /// How the breaker of the host stands.
    pub breaker: Breaker,
    /// Failures in a row.
    pub failures: u32,
}

/// What a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionState {
    /// Somebody uses it.
    Busy,
    /// It is kept for later.
    Idle,
    /// It is being opened.
    Opening,
    /// There is none.
    Closed,
}

impl ConnectionState {
    /// `busy`, `idle`, `opening` or `closed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Idle => "idle",
            Self::Opening => "opening",
            Self::Closed => "closed",
        }
    }
}

/// How a circuit breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaker {
    /// The host is contacted.
    Closed,
    /// It is left alone, for this long from now.
    Open(Duration),
    /// The next attempt finds out whether it is well again.
    HalfOpen,
}

impl Breaker {
    /// `closed`, `open` or `half-open`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open(_) => "open",
            Self::HalfOpen => "half-open",
        }
    }
}
