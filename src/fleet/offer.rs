//! Offering one key: of a file, of the agent, or with a certificate.

use std::sync::Arc;

use russh::client::{AuthResult, Handle};
use russh::keys::agent::AgentIdentity;
use russh::keys::{Certificate, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey};

use super::agent::{AgentSigner, Asking, KeySigner, Unsigned};
use super::auth::Login;
use super::classify::Trouble;
use super::handler::Guard;
use super::keys::Identity;

impl Login<'_> {
    /// The certificates for the key of `identity`: the one beside it, and those of the settings.
    pub(super) async fn certificates(
        &mut self,
        identity: &Identity,
    ) -> Result<Vec<Certificate>, Trouble> {
        let Some(public) = &identity.public else { return Ok(Vec::new()) };
        let found = self.core.keys.certificates(&identity.path, &self.rule.certificates);
        let mut found = self.deadlines.within(self.until, found).await?;
        found.retain(|certificate| certificate.public_key() == public.key_data());
        Ok(found)
    }

    /// Offer the key of `identity` with a certificate; whether it was accepted.
    pub(super) async fn certified(
        &mut self,
        identity: &Arc<Identity>,
        certificate: Certificate,
    ) -> Result<bool, Trouble> {
        let name = format!("the certificate `{}`", certificate.key_id());
        let key = match (identity.open(), &identity.public) {
            (Some(key), _) => key,
            // Nothing else tells which certificates are those of the key.
            (None, None) => return Ok(false),
            (None, Some(public)) => {
                let hash = self.hash(public).await?;
                if let Some(held) = self.held_by_agent(public).await? {
                    let agent = Arc::clone(&self.agent);
                    let mut signer = KeySigner { agent: &agent, key: &held };
                    let handle = &mut self.link.handle;
                    let offer = handle.authenticate_certificate_with(
                        self.user,
                        certificate,
                        hash,
                        &mut signer,
                    );
                    let offered = self.deadlines.within(self.until, offer).await?;
                    return self.signed(offered, name).await;
                }
                let mut asking = Asking;
                let handle = &mut self.link.handle;
                let certificate = certificate.clone();
                let offer =
                    handle.authenticate_certificate_with(self.user, certificate, hash, &mut asking);
                match self.deadlines.within(self.until, offer).await? {
                    Err(Unsigned::Locked) => {}
                    Err(_) => return Err(self.broke().await),
                    Ok(result) => return self.judge(result, name).await,
                }
                match self.unlocked(identity).await? {
                    Some(key) => key,
                    None => return Ok(false),
                }
            }
        };
        let offer = self.link.handle.authenticate_openssh_cert(self.user, key, certificate);
        match self.deadlines.within(self.until, offer).await? {
            Ok(result) => self.judge(result, name).await,
            Err(_) => Err(self.broke().await),
        }
    }

    pub(super) async fn file(&mut self, identity: &Arc<Identity>) -> Result<bool, Trouble> {
        if let Some(key) = identity.open() {
            return self.key(identity, key).await;
        }
        // The agent may have opened it already; and a passphrase is asked for only when the host
        // would accept the key.
        if let Some(public) = &identity.public {
            if let Some(held) = self.held_by_agent(public).await? {
                return self.agent_key(&held).await;
            }
            let hash = self.hash(public).await?;
            let mut asking = Asking;
            let offer = self.link.handle.authenticate_publickey_with(
                self.user,
                public.clone(),
                hash,
                &mut asking,
            );
            match self.deadlines.within(self.until, offer).await? {
                Err(Unsigned::Locked) => {}
                Err(_) => return Err(self.broke().await),
                Ok(result) => return self.judge(result, identity.path.display().to_string()).await,
            }
        }
        match self.unlocked(identity).await? {
            Some(key) => self.key(identity, key).await,
            None => Ok(false),
        }
    }

    /// The key of `identity`, for which a person is asked; none when nobody could open it.
    async fn unlocked(
        &mut self,
        identity: &Arc<Identity>,
    ) -> Result<Option<Arc<PrivateKey>>, Trouble> {
        let unlock = self.core.keys.unlock(identity, self.job);
        let unlocked = self.deadlines.off_the_clock(&mut self.until, unlock).await?;
        Ok(unlocked.map_err(|why| self.pass(&identity.path, &why)).ok())
    }

    async fn key(&mut self, identity: &Identity, key: Arc<PrivateKey>) -> Result<bool, Trouble> {
        let hash = self.hash(key.public_key()).await?;
        let key = PrivateKeyWithHashAlg::new(key, hash);
        let offer = self.link.handle.authenticate_publickey(self.user, key);
        match self.deadlines.within(self.until, offer).await? {
            Ok(result) => self.judge(result, identity.path.display().to_string()).await,
            Err(_) => Err(self.broke().await),
        }
    }

    pub(super) async fn agent_key(&mut self, held: &AgentIdentity) -> Result<bool, Trouble> {
        let hash = self.hash(&held.public_key()).await?;
        let agent = Arc::clone(&self.agent);
        let mut signer = AgentSigner(&agent);
        let handle: &mut Handle<Guard> = &mut self.link.handle;
        let offered = match held {
            AgentIdentity::PublicKey { key, .. } => {
                let offer =
                    handle.authenticate_publickey_with(self.user, key.clone(), hash, &mut signer);
                self.deadlines.within(self.until, offer).await?
            }
            AgentIdentity::Certificate { certificate, .. } => {
                let certificate = certificate.clone();
                let offer =
                    handle.authenticate_certificate_with(self.user, certificate, hash, &mut signer);
                self.deadlines.within(self.until, offer).await?
            }
        };
        self.signed(offered, format!("the agent's {}", held.comment())).await
    }

    /// Whether an offer that the agent had to sign was accepted.
    async fn signed(
        &mut self,
        offered: Result<AuthResult, Unsigned>,
        name: String,
    ) -> Result<bool, Trouble> {
        match offered {
            Ok(result) => self.judge(result, name).await,
            Err(Unsigned::Agent(error)) => {
                self.passed.push(format!("{name}: the agent would not sign ({error})"));
                Ok(false)
            }
            Err(_) => Err(self.broke().await),
        }
    }

    async fn held_by_agent(
        &mut self,
        public: &PublicKey,
    ) -> Result<Option<AgentIdentity>, Trouble> {
        let keys = self.agent_keys().await?;
        Ok(keys.into_iter().find(|held| held.public_key().key_data() == public.key_data()))
    }

    pub(super) async fn agent_keys(&mut self) -> Result<Vec<AgentIdentity>, Trouble> {
        match self.deadlines.within(self.until, self.agent.identities()).await? {
            Ok(keys) => Ok(keys),
            Err(error) => {
                let note = format!("the agent did not answer ({error})");
                if !self.passed.contains(&note) {
                    self.passed.push(note);
                }
                Ok(Vec::new())
            }
        }
    }

    /// How signatures of an RSA key are hashed; nothing for other keys.
    async fn hash(&mut self, key: &PublicKey) -> Result<Option<HashAlg>, Trouble> {
        if !key.algorithm().is_rsa() {
            return Ok(None);
        }
        let asked = self.link.handle.best_supported_rsa_hash();
        let best = self.deadlines.within(self.until, asked).await?;
        // A server that does not tell is taken to be as modern as its peers: SHA-1 is not used.
        Ok(best.ok().flatten().flatten().or(Some(HashAlg::Sha512)))
    }
}
