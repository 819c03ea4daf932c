//! The SSH agent, which holds keys and signs with them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::AgentClient;
use russh::keys::{Error, HashAlg};
use tokio::net::UnixStream;
use tokio::sync::Mutex;

use crate::effect::{AgentChoice, Environment};

/// The agents that hosts are logged in to with: mostly one.
pub(super) struct Agents {
    usual: Arc<Agent>,
    nobody: Arc<Agent>,
    others: std::sync::Mutex<HashMap<PathBuf, Arc<Agent>>>,
}

impl Agents {
    /// The usual one is the one that `SSH_AUTH_SOCK` tells of.
    pub(super) fn new(environment: &dyn Environment) -> Self {
        let path = environment.var("SSH_AUTH_SOCK").filter(|path| !path.is_empty());
        let usual = Arc::new(Agent::at(path.map(PathBuf::from)));
        Self { usual, nobody: Arc::new(Agent::at(None)), others: std::sync::Mutex::default() }
    }

    /// The agent of that choice.
    pub(super) fn of(&self, choice: &AgentChoice) -> Arc<Agent> {
        match choice {
            AgentChoice::Usual => Arc::clone(&self.usual),
            AgentChoice::Nobody => Arc::clone(&self.nobody),
            AgentChoice::At(path) => {
                let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
                let agent = others.entry(path.clone());
                Arc::clone(agent.or_insert_with(|| Arc::new(Agent::at(Some(path.clone())))))
            }
        }
    }
}

/// The agent, over one connection that all hosts share.
pub(super) struct Agent {
    path: Option<PathBuf>,
    client: Mutex<Option<AgentClient<UnixStream>>>,
}

/// Signs through the agent for one login.
pub(super) struct AgentSigner<'a>(pub(super) &'a Agent);

/// A signature that did not come about.
#[derive(Debug)]
pub(super) enum Unsigned {
    /// The connection to the host is gone.
    Gone,
    /// The agent would not sign.
    Agent(Error),
    /// The key is encrypted, and the host would accept it.
    Locked,
}

impl From<russh::SendError> for Unsigned {
    fn from(_: russh::SendError) -> Self {
        Self::Gone
    }
}

impl Agent {
    /// The agent that listens at `path`.
    fn at(path: Option<PathBuf>) -> Self {
        Self { path, client: Mutex::new(None) }
    }

    /// The keys that it holds; none without an agent.
    pub(super) async fn identities(&self) -> Result<Vec<AgentIdentity>, Error> {
        if self.path.is_none() {
            return Ok(Vec::new());
        }
        let mut slot = self.client.lock().await;
        let mut client = self.take(&mut slot).await?;
        let identities = client.request_identities().await?;
        *slot = Some(client);
        Ok(identities)
    }

    async fn sign(
        &self,
        key: &AgentIdentity,
        hash: Option<HashAlg>,
        data: Vec<u8>,
    ) -> Result<Vec<u8>, Error> {
        let mut slot = self.client.lock().await;
        let mut client = self.take(&mut slot).await?;
        let signed = client.sign_request(key, hash, data).await?;
        *slot = Some(client);
        Ok(signed)
    }

    /// The connection, out of its slot: it goes back only when an exchange is over, for after one
    /// that was broken off the next answer would be that of the one before.
    async fn take(
        &self,
        slot: &mut Option<AgentClient<UnixStream>>,
    ) -> Result<AgentClient<UnixStream>, Error> {
        match (slot.take(), &self.path) {
            (Some(client), _) => Ok(client),
            (None, Some(path)) => AgentClient::connect_uds(path).await,
            (None, None) => Err(Error::BadAuthSock),
        }
    }
}

impl russh::Signer for AgentSigner<'_> {
    type Error = Unsigned;

    async fn auth_sign(
        &mut self,
        key: &AgentIdentity,
        hash: Option<HashAlg>,
        data: Vec<u8>,
    ) -> Result<Vec<u8>, Unsigned> {
        self.0.sign(key, hash, data).await.map_err(Unsigned::Agent)
    }
}

/// Signs for a certificate with a key of the agent, which does not have the certificate itself.
pub(super) struct KeySigner<'a> {
    pub(super) agent: &'a Agent,
    pub(super) key: &'a AgentIdentity,
}

impl russh::Signer for KeySigner<'_> {
    type Error = Unsigned;

    async fn auth_sign(
        &mut self,
        _certificate: &AgentIdentity,
        hash: Option<HashAlg>,
        data: Vec<u8>,
    ) -> Result<Vec<u8>, Unsigned> {
        self.agent.sign(self.key, hash, data).await.map_err(Unsigned::Agent)
    }
}

/// Signs nothing: it only finds out that the host would accept a key.
pub(super) struct Asking;

impl russh::Signer for Asking {
    type Error = Unsigned;

    async fn auth_sign(
        &mut self,
        _key: &AgentIdentity,
        _hash: Option<HashAlg>,
        _data: Vec<u8>,
    ) -> Result<Vec<u8>, Unsigned> {
        Err(Unsigned::Locked)
    }
}
