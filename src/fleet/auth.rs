//! Logging in with a key: which keys are offered, in which order, and what is said when none fits.

use std::path::Path;
use std::sync::Arc;

use russh::MethodKind;
use russh::client::{AuthResult, Handle};
use russh::keys::agent::AgentIdentity;
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey};

use super::agent::{AgentSigner, Asking, Unsigned};
use super::classify::Trouble;
use super::connect::Link;
use super::deadline::{Deadlines, Until};
use super::fleet::Core;
use super::handler::Guard;
use super::keys::{Identity, Missing};
use crate::effect::{Phase, Target};

/// Servers hang up after six failures by default, and some count more strictly.
const MOST_KEYS: usize = 5;

/// The keys that the user named for a target. They are loaded before the host is contacted: one
/// that cannot be used is a mistake, not something to pass over.
pub(super) async fn named_keys(
    core: &Core,
    target: &Target,
) -> Result<Vec<Arc<Identity>>, Trouble> {
    let paths = target.identities.iter().chain(core.settings.identities.iter().flatten());
    let mut identities = Vec::new();
    for path in paths {
        let identity = core.keys.load(path).await.map_err(|missing| {
            let why = match missing {
                Missing::Absent => "there is no such file".to_owned(),
                Missing::Bad(why) => why,
            };
            Trouble::auth(format!(
                "the key {} cannot be used: {why}; name another one with --identity",
                path.display()
            ))
        })?;
        identities.push(identity);
    }
    Ok(identities)
}

/// Log in as `user`.
pub(super) async fn login(
    core: &Core,
    job: u64,
    user: &str,
    named: Vec<Arc<Identity>>,
    link: &mut Link,
    deadlines: &mut Deadlines,
) -> Result<(), Trouble> {
    let until = deadlines.phase(Phase::Auth);
    let mut login =
        Login { core, job, user, link, deadlines, until, tried: vec![], passed: vec![] };
    let usual = named.is_empty() && core.settings.identities.is_none();
    let mut seen = Vec::<PublicKey>::new();
    if login.files(named, &mut seen).await? {
        return Ok(());
    }
    if let Some(key) = &core.settings.identity {
        let given = Arc::new(Identity::of(Arc::clone(key)));
        return if login.files(vec![given], &mut seen).await? {
            Ok(())
        } else {
            Err(login.failed())
        };
    }
    if login.agent(&mut seen).await? {
        return Ok(());
    }
    if usual {
        for path in core.keys.usual() {
            match login.deadlines.within(login.until, core.keys.load(&path)).await? {
                Ok(identity) => {
                    if login.files(vec![identity], &mut seen).await? {
                        return Ok(());
                    }
                }
                Err(Missing::Absent) => {}
                Err(Missing::Bad(why)) => login.pass(&path, &why),
            }
        }
    }
    Err(login.failed())
}

struct Login<'a> {
    core: &'a Core,
    job: u64,
    user: &'a str,
    link: &'a mut Link,
    deadlines: &'a mut Deadlines,
    until: Until,
    /// Names of the keys that were offered and not accepted.
    tried: Vec<String>,
    /// Keys that could not be offered, and why.
    passed: Vec<String>,
}

impl Login<'_> {
    /// Offer these; whether one was accepted.
    async fn files(
        &mut self,
        identities: Vec<Arc<Identity>>,
        seen: &mut Vec<PublicKey>,
    ) -> Result<bool, Trouble> {
        for identity in identities {
            if identity.public.as_ref().is_some_and(|public| !first_time(seen, public)) {
                continue;
            }
            if self.tried.len() < MOST_KEYS && self.file(&identity).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn file(&mut self, identity: &Arc<Identity>) -> Result<bool, Trouble> {
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
        let unlock = self.core.keys.unlock(identity, self.job);
        match self.deadlines.off_the_clock(&mut self.until, unlock).await? {
            Ok(key) => self.key(identity, key).await,
            Err(why) => {
                self.pass(&identity.path, &why);
                Ok(false)
            }
        }
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

    async fn agent(&mut self, seen: &mut Vec<PublicKey>) -> Result<bool, Trouble> {
        for held in self.agent_keys().await? {
            if self.tried.len() < MOST_KEYS
                && first_time(seen, &held.public_key())
                && self.agent_key(&held).await?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn agent_key(&mut self, held: &AgentIdentity) -> Result<bool, Trouble> {
        let hash = self.hash(&held.public_key()).await?;
        let mut signer = AgentSigner(&self.core.agent);
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
        let name = format!("the agent's {}", held.comment());
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

    async fn agent_keys(&mut self) -> Result<Vec<AgentIdentity>, Trouble> {
        match self.deadlines.within(self.until, self.core.agent.identities()).await? {
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

    /// Whether that was a yes; an error when trying on is no use.
    async fn judge(&mut self, result: AuthResult, name: String) -> Result<bool, Trouble> {
        let AuthResult::Failure { remaining_methods, partial_success } = result else {
            return Ok(true);
        };
        if partial_success {
            return Err(Trouble::auth(format!(
                "the key {name} was accepted as {}, and the host wants a second proof ({}), which \
                 rebe cannot give; exempt this account on the host",
                self.user,
                methods(&remaining_methods)
            )));
        }
        self.tried.push(name);
        if remaining_methods.is_empty() {
            // Either no method is left or the connection is gone, and then its end tells which.
            return match self.link.end().await {
                Some(ended) if !ended.unwelcome => Err(self.broke().await),
                _ => Err(self.failed()),
            };
        }
        if !remaining_methods.contains(&MethodKind::PublicKey) {
            self.passed.push(format!("the host only takes {}", methods(&remaining_methods)));
            return Err(self.failed());
        }
        Ok(false)
    }

    fn pass(&mut self, path: &Path, why: &str) {
        self.passed.push(format!("{}: {why}", path.display()));
    }

    async fn broke(&mut self) -> Trouble {
        let ended = self.link.end().await;
        match ended {
            Some(ended) if ended.unwelcome => self.failed(),
            ended => Trouble::broke("logging in", ended.and_then(|ended| ended.why).as_deref()),
        }
    }

    /// No key was accepted.
    fn failed(&self) -> Trouble {
        let (user, tried, passed) = (self.user, &self.tried, &self.passed);
        let passed = passed.iter().map(|note| format!("; {note}")).collect::<String>();
        Trouble::auth(if tried.is_empty() {
            format!(
                "there is no key to log in with as {user}{passed}; name one with --identity, or \
                 make one with `ssh-keygen` and bring it to the host with `ssh-copy-id`"
            )
        } else {
            format!(
                "the host accepts none of the keys for {user}: tried {}{passed}; bring one to the \
                 host with `ssh-copy-id`, or name the right key with --identity or the right \
                 account with --user",
                tried.join(", ")
            )
        })
    }
}

fn methods(methods: &russh::MethodSet) -> String {
    let names = methods.iter().map(<&str>::from).collect::<Vec<_>>();
    names.join(", ")
}

fn first_time(seen: &mut Vec<PublicKey>, key: &PublicKey) -> bool {
    let first = seen.iter().all(|other| other.key_data() != key.key_data());
    if first {
        seen.push(key.clone());
    }
    first
}
