//! From what files say to the settings for one host, as OpenSSH does it: in the order of the text,
//! and of most settings the first that counts is kept.

use std::time::Duration;

use super::document::{Condition, Criterion, Document, Item, Jump, Placed, Setting, Strictness};
use super::tokens::{Here, Set, Tokens};
use crate::diag::Result;
use crate::effect::{Environment, Family, Method, Target};

/// The settings for one host, before tokens in them are replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub host_name: Option<Placed>,
    /// The host name that the second reading goes by.
    pub fixed_host: Option<String>,
    pub user: Option<String>,
    pub port: Option<u16>,
    pub tag: Option<String>,
    pub identity_files: Vec<Placed>,
    pub identities_only: Option<bool>,
    pub identity_agent: Option<Placed>,
    pub certificate_files: Vec<Placed>,
    pub proxy: Option<Proxy>,
    pub user_known_hosts: Vec<Placed>,
    pub global_known_hosts: Vec<Placed>,
    pub revoked: Option<Placed>,
    pub strictness: Option<Strictness>,
    pub host_key_alias: Option<String>,
    pub hash_known_hosts: Option<bool>,
    pub alive_interval: Option<Duration>,
    pub alive_count: Option<u32>,
    pub connect_timeout: Option<Duration>,
    pub family: Option<Family>,
    pub bind: Option<String>,
    pub public_key: Option<bool>,
    pub password: Option<bool>,
    pub keyboard: Option<bool>,
    pub methods: Option<Vec<Method>>,
}

/// What carries a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proxy {
    /// A command; `none` for nothing.
    Command(Placed),
    /// Hosts on the way; none for nothing.
    Jump { jumps: Vec<Jump>, place: Placed },
}

/// Who is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query<'a> {
    /// The name that was asked for.
    pub host: &'a str,
    /// The account, where it is said.
    pub user: Option<&'a str>,
    /// The port, where it is said.
    pub port: Option<u16>,
}

/// What is settled, or why it is not.
pub(super) type Settled<T> = std::result::Result<T, Unsettled>;

/// Why there are no settings yet.
pub(super) enum Unsettled {
    /// Whether this command ends with exit code 0 decides.
    Ask(String),
    /// Something makes no sense for this host.
    Wrong(Box<crate::diag::Diagnostic>),
}

/// Works out settings.
pub(super) struct Resolver<'a> {
    pub here: &'a Here,
    pub environment: &'a dyn Environment,
    /// How commands that were asked about ended.
    pub answer: &'a dyn Fn(&str) -> Option<bool>,
}

/// One reading of the files.
struct Reading<'a> {
    resolver: &'a Resolver<'a>,
    query: Query<'a>,
    settings: Settings,
    /// Whether it is the second, for which the host name stands.
    last: bool,
    /// Whether a condition asked for a second.
    wants_last: bool,
}

impl Resolver<'_> {
    /// The settings that `documents` have for a host, the first one first.
    pub fn settings(&self, documents: &[Document], query: Query<'_>) -> Settled<Settings> {
        let (user, port) = (query.user.map(str::to_owned), query.port);
        let settings = Settings { user, port, ..Settings::default() };
        let mut reading =
            Reading { resolver: self, query, settings, last: false, wants_last: false };
        reading.all(documents)?;
        if reading.wants_last {
            let name = self.host_name(&reading.settings, query).map_err(Unsettled::Wrong)?;
            reading.settings.fixed_host = Some(name);
            reading.last = true;
            reading.all(documents)?;
        }
        Ok(reading.settings)
    }

    /// The host name that `settings` lead to.
    pub fn host_name(&self, settings: &Settings, query: Query<'_>) -> Result<String> {
        let name = self.name_so_far(settings, query)?;
        // What may be an address of IPv6 may have a zone, whose name is not to be changed.
        Ok(if name.contains([':', '%']) { name } else { name.to_ascii_lowercase() })
    }

    /// The same, as it is written.
    fn name_so_far(&self, settings: &Settings, query: Query<'_>) -> Result<String> {
        match (&settings.fixed_host, &settings.host_name) {
            (Some(name), _) => Ok(name.clone()),
            (None, Some(name)) => {
                self.tokens(settings, query, query.host).expand(name, Set::HostName)
            }
            (None, None) => Ok(query.host.to_owned()),
        }
    }

    /// What tokens stand for as far as `settings` are known, with `host` for `%h`.
    pub fn tokens<'a>(
        &'a self,
        settings: &'a Settings,
        query: Query<'a>,
        host: &'a str,
    ) -> Tokens<'a> {
        let jump = match &settings.proxy {
            Some(Proxy::Jump { jumps, .. }) => jumps.last().map(|jump| jump.host.as_str()),
            _ => None,
        };
        Tokens {
            here: self.here,
            environment: self.environment,
            asked: query.host,
            host,
            port: settings.port.unwrap_or(Target::SSH_PORT),
            user: settings.user.as_deref().unwrap_or(&self.here.user),
            alias: settings.host_key_alias.as_deref(),
            jump: jump.unwrap_or_default(),
        }
    }
}

impl Reading<'_> {
    fn all(&mut self, documents: &[Document]) -> Settled<()> {
        documents.iter().try_for_each(|document| self.document(document, true))
    }

    /// `reachable` is false in a file that was included where nothing counts.
    fn document(&mut self, document: &Document, reachable: bool) -> Settled<()> {
        let mut counts = reachable;
        for item in &document.items {
            match item {
                // The second reading asks for the name that the first one led to.
                Item::Host(patterns) => {
                    let fixed = self.settings.fixed_host.as_deref();
                    counts = reachable && patterns.matches(fixed.unwrap_or(self.query.host));
                }
                Item::Match(conditions) => {
                    self.wants_last |=
                        conditions.iter().any(|one| matches!(one.criterion, Criterion::Final));
                    counts = reachable && self.hold(conditions)?;
                }
                Item::Setting(setting) if counts => self.settings.take(setting),
                Item::Setting(_) => {}
                Item::Include(documents) => {
                    for document in documents {
                        self.document(document, counts)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn hold(&self, conditions: &[Condition]) -> Settled<bool> {
        for Condition { negated, criterion } in conditions {
            if self.holds(criterion)? == *negated {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn holds(&self, criterion: &Criterion) -> Settled<bool> {
        let settings = &self.settings;
        let here = self.resolver.here;
        Ok(match criterion {
            Criterion::All => true,
            Criterion::Final | Criterion::Canonical => self.last,
            Criterion::Host(list) => list.matches(&self.host()?.to_ascii_lowercase()),
            Criterion::OriginalHost(list) => list.matches(&self.query.host.to_ascii_lowercase()),
            Criterion::User(list) => list.matches(settings.user.as_deref().unwrap_or(&here.user)),
            Criterion::LocalUser(list) => list.matches(&here.user),
            Criterion::Tagged(list) => settings.tag.as_deref().is_some_and(|tag| list.matches(tag)),
            Criterion::SessionType(list) => list.matches("exec"),
            Criterion::Exec(command) => {
                let host = self.host()?;
                let tokens = self.resolver.tokens(settings, self.query, &host);
                let command = tokens.expand(command, Set::All).map_err(Unsettled::Wrong)?;
                match (self.resolver.answer)(&command) {
                    Some(answer) => answer,
                    None => return Err(Unsettled::Ask(command)),
                }
            }
        })
    }

    /// The host name, as far as it is known by now.
    fn host(&self) -> Settled<String> {
        self.resolver.name_so_far(&self.settings, self.query).map_err(Unsettled::Wrong)
    }
}

impl Settings {
    /// Let `setting` count, where nothing before it did; files of keys add up.
    fn take(&mut self, setting: &Setting) {
        fn first<T: Clone>(slot: &mut Option<T>, value: &T) {
            if slot.is_none() {
                *slot = Some(value.clone());
            }
        }
        let add = |files: &mut Vec<Placed>, file: &Placed| {
            if files.iter().all(|known| known.text != file.text) {
                files.push(file.clone());
            }
        };
        match setting {
            Setting::HostName(name) => first(&mut self.host_name, name),
            Setting::User(user) => first(&mut self.user, user),
            Setting::Port(port) => first(&mut self.port, port),
            Setting::Tag(tag) => first(&mut self.tag, tag),
            Setting::IdentityFile(file) => add(&mut self.identity_files, file),
            Setting::CertificateFile(file) => add(&mut self.certificate_files, file),
            Setting::IdentitiesOnly(only) => first(&mut self.identities_only, only),
            Setting::IdentityAgent(agent) => first(&mut self.identity_agent, agent),
            // No jump stands in the way of other jumps, but not of a command.
            Setting::ProxyCommand(command) => match &self.proxy {
                Some(Proxy::Jump { jumps, .. }) if !jumps.is_empty() => {}
                Some(Proxy::Command(_)) => {}
                _ => self.proxy = Some(Proxy::Command(command.clone())),
            },
            Setting::ProxyJump { jumps, place } => {
                let (jumps, place) = (jumps.clone(), place.clone());
                first(&mut self.proxy, &Proxy::Jump { jumps, place });
            }
            Setting::UserKnownHostsFile(files) if self.user_known_hosts.is_empty() => {
                self.user_known_hosts.clone_from(files);
            }
            Setting::GlobalKnownHostsFile(files) if self.global_known_hosts.is_empty() => {
                self.global_known_hosts.clone_from(files);
            }
            Setting::UserKnownHostsFile(_) | Setting::GlobalKnownHostsFile(_) => {}
            Setting::RevokedHostKeys(file) => first(&mut self.revoked, file),
            Setting::StrictHostKeyChecking(strictness) => first(&mut self.strictness, strictness),
            Setting::HostKeyAlias(alias) => {
                first(&mut self.host_key_alias, &alias.to_ascii_lowercase());
            }
            Setting::HashKnownHosts(hashed) => first(&mut self.hash_known_hosts, hashed),
            // `none` says nothing, so a later one counts.
            Setting::ServerAliveInterval(time) => {
                time.iter().for_each(|time| first(&mut self.alive_interval, time));
            }
            Setting::ServerAliveCountMax(count) => first(&mut self.alive_count, count),
            Setting::ConnectTimeout(time) => {
                time.iter().for_each(|time| first(&mut self.connect_timeout, time));
            }
            Setting::AddressFamily(family) => first(&mut self.family, family),
            Setting::BindAddress(address) => first(&mut self.bind, address),
            Setting::PubkeyAuthentication(on) => first(&mut self.public_key, on),
            Setting::PasswordAuthentication(on) => first(&mut self.password, on),
            Setting::KbdInteractiveAuthentication(on) => first(&mut self.keyboard, on),
            Setting::PreferredAuthentications(methods) => first(&mut self.methods, methods),
        }
    }
}
