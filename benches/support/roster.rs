//! The hosts of a server, and the keys to them, as one line of JSON between processes.

use std::sync::Arc;

use rebe_shell::effect::{Target, Transport};
use rebe_shell::fleet::{PrivateKey, PublicKey};
use russh::keys::ssh_key::LineEnding;
use serde::{Deserialize, Serialize};

use super::Failure;

/// The hosts, and the keys to them.
#[derive(Serialize, Deserialize)]
pub struct Roster {
    /// The account on all hosts.
    pub user: String,
    /// The private key to log in with, as OpenSSH writes it.
    client_key: String,
    /// The public key that all hosts show.
    host_key: String,
    /// Address and port of each.
    pub targets: Vec<(String, u16)>,
}

impl Roster {
    /// These hosts.
    pub fn new(
        user: &str,
        client: &PrivateKey,
        host: &PublicKey,
        targets: Vec<(String, u16)>,
    ) -> Result<Self, Failure> {
        let client_key = client.to_openssh(LineEnding::LF)?.to_string();
        Ok(Self { user: user.to_owned(), client_key, host_key: host.to_openssh()?, targets })
    }

    /// The private key to log in with.
    pub fn client_key(&self) -> Result<Arc<PrivateKey>, Failure> {
        Ok(Arc::new(PrivateKey::from_openssh(&self.client_key)?))
    }

    /// The public key that all hosts show.
    pub fn host_key(&self) -> Result<PublicKey, Failure> {
        Ok(PublicKey::from_openssh(&self.host_key)?)
    }

    /// The hosts as the engine knows them.
    pub fn engine_targets(&self) -> Vec<Target> {
        let target = |(address, port): &(String, u16)| Target {
            name: address.clone(),
            address: address.clone(),
            port: Some(*port),
            user: Some(self.user.clone()),
            identities: Vec::new(),
            transport: Transport::Ssh,
            groups: Vec::new(),
            tags: Vec::new(),
            vars: None,
        };
        self.targets.iter().map(target).collect()
    }
}
