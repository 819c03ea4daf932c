//! What a guest may call, one file a service. A guest sees nothing of the outside but through here.
//!
//! - Every call is held against what was granted, at the moment of the call, and what is denied is
//!   told to the person, too.
//! - Whatever waits ends when the run is cancelled.
//! - No call is answered while a plugin describes itself or says what it would yield.

mod cache;
mod files;
mod hosts;
mod network;
mod talk;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::{BoxFuture, Either, select};

use super::failure::plain;
use super::guest::State;
use super::limits::Stop;
use super::wit::errors::Error;
use super::wit::{config, errors, secrets};
use crate::command::Context;
use crate::effect::{Capability, Grants, Outcome};

/// What a call of a service comes to.
type Answer<T> = Result<T, Error>;

/// What a user has set for plugins.
pub trait Settings: Send + Sync {
    /// The text that is set for `key` of the plugin called `plugin`.
    fn config(&self, plugin: &str, key: &str) -> Option<String>;

    /// The secret called `name`.
    ///
    /// # Errors
    /// It is not there, or cannot be had; what to do about it.
    fn secret(&self, name: &str) -> BoxFuture<'static, Result<String, String>>;
}

/// What a command of a plugin is allowed.
pub struct Allowed {
    pub plugin: String,
    pub digest: String,
    pub uses: Vec<Capability>,
    pub grants: Grants,
    pub way: Arc<str>,
    pub settings: Arc<dyn Settings>,
}

/// What one instance may call.
pub struct Services {
    /// The name of the plugin.
    pub plugin: String,
    /// Whom it belongs to what is kept: the digest of the component, in hexadecimal.
    pub digest: String,
    /// What its command says that it uses.
    pub uses: Vec<Capability>,
    /// What it was granted of that.
    pub grants: Arc<Grants>,
    /// How more is granted, for messages: the words before the grant.
    pub way: Arc<str>,
    pub context: Context,
    pub settings: Arc<dyn Settings>,
    /// The hosts in the rows that were pushed.
    hosts: BTreeSet<String>,
    /// How it ended for hosts that were asked; the worst that happened to each.
    ended: BTreeMap<String, Outcome>,
    /// Lines that were said.
    said: u32,
    /// What the person was told that it was denied.
    denied: BTreeSet<Capability>,
}

impl Services {
    /// What `command` may call, run in `context`.
    pub fn new(command: Allowed, context: &Context) -> Self {
        let Allowed { plugin, digest, uses, grants, way, settings } = command;
        Self {
            plugin,
            digest,
            uses,
            grants: Arc::new(grants),
            way,
            context: context.clone(),
            settings,
            hosts: BTreeSet::new(),
            ended: BTreeMap::new(),
            said: 0,
            denied: BTreeSet::new(),
        }
    }

    /// Whether the names of hosts in its rows matter.
    pub fn needs_hosts(&self) -> bool {
        self.grants.has(Capability::QueryHosts) || self.grants.has(Capability::RunOnHosts)
    }

    /// These hosts stood in its rows.
    pub fn may_ask<'a>(&mut self, hosts: impl IntoIterator<Item = &'a str>) {
        for host in hosts {
            if !self.hosts.contains(host) {
                self.hosts.insert(host.to_owned());
            }
        }
    }

    /// `what`, such as "reading `/x`", was not granted: `capability` as far as `scope`.
    fn deny(&mut self, capability: Capability, scope: &str, what: &str) -> Error {
        let grant = match scope {
            "" => capability.to_string(),
            scope => format!("{capability}={scope}"),
        };
        let text = match self.uses.contains(&capability) {
            true => format!("{what} was not granted; `{} {grant}` grants it", self.way),
            false => {
                format!("{what} is denied: the command does not say that it uses `{capability}`")
            }
        };
        self.tell(capability, &text);
        Error::Denied(text)
    }

    /// Have the person know what was denied, once for each capability.
    fn tell(&mut self, capability: Capability, text: &str) {
        if self.denied.insert(capability) {
            self.context.observer.note(&self.plugin, &plain(text, 400));
        }
    }
}

impl Drop for Services {
    /// Each host that was asked has an outcome, once.
    fn drop(&mut self) {
        for outcome in std::mem::take(&mut self.ended).into_values() {
            self.context.report(outcome);
        }
    }
}

impl State {
    /// The services, where they are there.
    fn at_hand(&mut self) -> Answer<&mut Services> {
        let early = "services are there while a stage is open, and not before";
        self.services.as_mut().ok_or_else(|| Error::Denied(early.to_owned()))
    }
}

/// Wait for `work`, until the run is cancelled.
async fn wait<T>(state: &State, work: impl Future<Output = T>) -> wasmtime::Result<T> {
    let cancel = state.cancel.clone();
    let (work, cancelled) = (std::pin::pin!(work), std::pin::pin!(cancel.cancelled()));
    match select(work, cancelled).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(wasmtime::Error::new(Stop::Cancelled)),
    }
}

impl errors::Host for State {}

impl config::Host for State {
    async fn get(&mut self, key: String) -> wasmtime::Result<Option<String>> {
        let Ok(services) = self.at_hand() else { return Ok(None) };
        Ok(services.settings.config(&services.plugin, &key))
    }
}

impl secrets::Host for State {
    async fn get(&mut self, name: String) -> wasmtime::Result<Answer<String>> {
        let services = match self.at_hand() {
            Ok(services) => services,
            Err(error) => return Ok(Err(error)),
        };
        if !services.grants.allows(Capability::Secrets, &name) {
            let shown = plain(&name, 64);
            let what = format!("reading the secret `{shown}`");
            return Ok(Err(services.deny(Capability::Secrets, &shown, &what)));
        }
        let secret = services.settings.secret(&name);
        Ok(wait(self, secret).await?.map_err(Error::Missing))
    }
}
