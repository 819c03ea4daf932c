//! Logging in: which keys are offered, in which order, what else is tried, and what is said when
//! nothing fits. Nothing is tried twice, so that no account is locked.

use std::path::Path;
use std::sync::Arc;

use russh::client::AuthResult;
use russh::keys::PublicKey;
use russh::{MethodKind, MethodSet};

use super::agent::Agent;
use super::classify::Trouble;
use super::connect::Link;
use super::deadline::{Deadlines, Until};
use super::fleet::Core;
use super::keys::{Identity, Missing};
use crate::effect::{LoginRule, Method, Phase, Target};

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

/// Log in as `user`, by what `rule` allows; `named` are keys that the user named for this host.
pub(super) async fn login(
    core: &Core,
    job: u64,
    user: &str,
    named: &[Arc<Identity>],
    rule: &LoginRule,
    link: &mut Link,
    deadlines: &mut Deadlines,
) -> Result<(), Trouble> {
    let until = deadlines.phase(Phase::Auth);
    let mut login = Login {
        core,
        job,
        user,
        rule,
        agent: core.agents.of(&rule.agent),
        link,
        deadlines,
        until,
        remaining: None,
        halfway: false,
        tried: vec![],
        passed: vec![],
    };
    for method in rule.methods.iter().copied() {
        if !login.is_wanted(method) {
            continue;
        }
        let accepted = match method {
            Method::PublicKey => login.keys(named).await?,
            Method::KeyboardInteractive | Method::Password => login.secret(method).await?,
        };
        if accepted {
            return Ok(());
        }
    }
    Err(login.failed())
}

/// A login under way.
pub(super) struct Login<'a> {
    pub(super) core: &'a Core,
    pub(super) job: u64,
    pub(super) user: &'a str,
    pub(super) rule: &'a LoginRule,
    pub(super) agent: Arc<Agent>,
    pub(super) link: &'a mut Link,
    pub(super) deadlines: &'a mut Deadlines,
    pub(super) until: Until,
    /// The methods that the host takes; not known before something was tried.
    remaining: Option<MethodSet>,
    /// Whether the host has accepted one proof and wants another.
    halfway: bool,
    /// Names of what was offered and not accepted.
    tried: Vec<String>,
    /// What could not be offered, and why.
    pub(super) passed: Vec<String>,
}

impl Login<'_> {
    /// Whether the host may take that.
    fn is_wanted(&self, method: Method) -> bool {
        let kind = match method {
            Method::PublicKey => MethodKind::PublicKey,
            Method::KeyboardInteractive => MethodKind::KeyboardInteractive,
            Method::Password => MethodKind::Password,
        };
        self.remaining.as_ref().is_none_or(|remaining| remaining.contains(&kind))
    }

    /// Whether it is of use to offer one more key.
    fn takes_keys(&self) -> bool {
        self.tried.len() < MOST_KEYS && self.is_wanted(Method::PublicKey) && !self.halfway
    }

    /// Offer keys: those named for the host, then those of the settings, of the agent and the usual
    /// ones; whether one was accepted.
    async fn keys(&mut self, named: &[Arc<Identity>]) -> Result<bool, Trouble> {
        let core = self.core;
        let usual = named.is_empty();
        let mut seen = Vec::<PublicKey>::new();
        if self.files(named, &mut seen).await? {
            return Ok(true);
        }
        if let Some(key) = &core.settings.identity {
            let given = Arc::new(Identity::of(Arc::clone(key)));
            return self.files(&[given], &mut seen).await;
        }
        let listed = self.rule.identities.is_some();
        if let Some(paths) = &self.rule.identities
            && self.paths(paths, &mut seen).await?
        {
            return Ok(true);
        }
        if !self.rule.only_named && self.agent(&mut seen).await? {
            return Ok(true);
        }
        if usual && !listed {
            return self.paths(&core.keys.usual(), &mut seen).await;
        }
        Ok(false)
    }

    /// Offer the keys of these files, as far as they are there; whether one was accepted.
    async fn paths(
        &mut self,
        paths: &[std::path::PathBuf],
        seen: &mut Vec<PublicKey>,
    ) -> Result<bool, Trouble> {
        for path in paths {
            match self.deadlines.within(self.until, self.core.keys.load(path)).await? {
                Ok(identity) => {
                    if self.files(&[identity], seen).await? {
                        return Ok(true);
                    }
                }
                Err(Missing::Absent) => {}
                Err(Missing::Bad(why)) => self.pass(path, &why),
            }
        }
        Ok(false)
    }

    /// Offer these; whether one was accepted.
    async fn files(
        &mut self,
        identities: &[Arc<Identity>],
        seen: &mut Vec<PublicKey>,
    ) -> Result<bool, Trouble> {
        for identity in identities {
            if identity.public.as_ref().is_some_and(|public| !first_time(seen, public)) {
                continue;
            }
            for certificate in self.certificates(identity).await? {
                if self.takes_keys() && self.certified(identity, certificate).await? {
                    return Ok(true);
                }
            }
            if self.takes_keys() && self.file(identity).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn agent(&mut self, seen: &mut Vec<PublicKey>) -> Result<bool, Trouble> {
        for held in self.agent_keys().await? {
            if self.takes_keys()
                && first_time(seen, &held.public_key())
                && self.agent_key(&held).await?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether that was a yes; an error when the host has hung up.
    pub(super) async fn judge(
        &mut self,
        result: AuthResult,
        name: String,
    ) -> Result<bool, Trouble> {
        let AuthResult::Failure { remaining_methods, partial_success } = result else {
            return Ok(true);
        };
        let gone = remaining_methods.is_empty();
        self.remaining = Some(remaining_methods);
        if partial_success {
            self.halfway = true;
            self.passed.push(format!("{name} was accepted, and the host wants a second proof"));
            return Ok(false);
        }
        self.tried.push(name);
        if gone {
            // Either no method is left or the connection is gone, and then its end tells which.
            return match self.link.end().await {
                Some(ended) if !ended.unwelcome => Err(self.broke().await),
                _ => Err(self.failed()),
            };
        }
        Ok(false)
    }

    pub(super) fn pass(&mut self, path: &Path, why: &str) {
        self.passed.push(format!("{}: {why}", path.display()));
    }

    pub(super) async fn broke(&mut self) -> Trouble {
        let ended = self.link.end().await;
        match ended {
            Some(ended) if ended.unwelcome => self.failed(),
            ended => {
                let why = ended.and_then(|ended| ended.why);
                let trouble = Trouble::broke("logging in", why.as_deref());
                // After a refusal the host may have hung up for it, and may count what comes.
                if self.tried.is_empty() { trouble.transient() } else { trouble }
            }
        }
    }

    /// Nothing was accepted.
    fn failed(&self) -> Trouble {
        let (user, tried, passed) = (self.user, &self.tried, &self.passed);
        let mut passed = passed.iter().map(|note| format!("; {note}")).collect::<String>();
        if let Some(remaining) = &self.remaining
            && (self.halfway || !remaining.contains(&MethodKind::PublicKey))
            && !remaining.is_empty()
        {
            passed += &format!("; the host only takes {}", methods(remaining));
        }
        let secret = self.core.passwords.is_none()
            && self.remaining.as_ref().is_some_and(|remaining| {
                remaining.contains(&MethodKind::Password)
                    || remaining.contains(&MethodKind::KeyboardInteractive)
            });
        let ask = if secret { ", or give a password with --ask-password" } else { "" };
        Trouble::auth(if self.halfway {
            format!("the login as {user} is not complete{passed}{ask}")
        } else if tried.is_empty() {
            format!(
                "there is no key to log in with as {user}{passed}; name one with --identity, or \
                 make one with `ssh-keygen` and bring it to the host with `ssh-copy-id`{ask}"
            )
        } else {
            format!(
                "the host accepts none of the keys for {user}: tried {}{passed}; bring one to the \
                 host with `ssh-copy-id`, or name the right key with --identity or the right \
                 account with --user{ask}",
                tried.join(", ")
            )
        })
    }
}

fn methods(methods: &MethodSet) -> String {
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
