//! What a fleet is told once, before its first run.

use std::path::PathBuf;
use std::sync::Arc;

use russh::keys::{PrivateKey, PublicKey};

/// What a [`Fleet`](super::Fleet) is told once. The default is what `ssh` does, except that an
/// unknown host is refused instead of asked about.
#[derive(Debug, Clone, Default)]
pub struct FleetSettings {
    /// Record and trust the key of a host that is not on record yet. A key that differs from the
    /// one on record, or is revoked, is refused all the same.
    pub accept_new: bool,
    /// The file of known host keys, read and (with `accept_new`) appended to. When absent:
    /// `~/.ssh/known_hosts`, and `/etc/ssh/ssh_known_hosts` which is only read.
    pub known_hosts: Option<PathBuf>,
    /// Host keys that are trusted besides those in files.
    pub known_keys: Vec<KnownKey>,
    /// Private keys to log in with, tried after those of the target; when given, the usual files
    /// in `~/.ssh` are not tried.
    pub identities: Option<Vec<PathBuf>>,
    /// The account for targets that name none; when absent, the user who runs rebe.
    pub user: Option<String>,
    /// Where a password comes from, for hosts that want one; without it none is ever given.
    pub password: Option<PasswordSource>,
    /// Where the password for `sudo` comes from, for hosts whose `sudo` wants one.
    pub sudo_password: Option<PasswordSource>,
    /// A private key in memory; when given, neither the agent nor the usual files are tried.
    pub identity: Option<Arc<PrivateKey>>,
}

/// Where a password comes from. It is read once, when the first host wants it, and is never written
/// anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// From the person at the terminal.
    Ask,
    /// The first line of what can be read from the file descriptor of this number.
    Descriptor(u32),
    /// The first line of what this command of this machine prints.
    Command(String),
}

/// A host key that is trusted without being in a file.
#[derive(Debug, Clone)]
pub struct KnownKey {
    /// The address and port that it is trusted for; every host when absent.
    pub host: Option<(String, u16)>,
    /// The key.
    pub key: PublicKey,
}

impl KnownKey {
    /// Whether it is the key of this very host.
    pub(super) fn is_of(&self, address: &str, port: u16) -> bool {
        self.host.as_ref().is_some_and(|(host, at)| host == address && *at == port)
    }
}
