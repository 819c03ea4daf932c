//! The SSH configuration of a session: found, read and checked when it is first asked for.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::document::{Document, Jump, Placed, Strictness};
use super::read::{Origin, Reader};
use super::resolve::{Proxy, Query, Resolver, Settings, Settled, Unsettled};
use super::tokens::{Here, Set, Tokens};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{
    AgentChoice, Environment, Files, HostKeyRule, LoginRule, Method, Route, Routed, Routes, Target,
    Way,
};
use crate::inventory::load::{Register, first_of};

/// The configuration of the system.
const SYSTEM: &str = "/etc/ssh/ssh_config";

/// The most hosts on the way to another.
const MOST_JUMPS: usize = 8;

/// Which files are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ConfigFiles {
    /// The user's own, and that of the system.
    #[default]
    Usual,
    /// This one alone, which has to be there.
    Only(PathBuf),
    /// None.
    Nothing,
}

/// What the files say and who asks, or all that is wrong with them.
type Read = std::result::Result<(Vec<Document>, Here), Vec<Diagnostic>>;

/// [`Routes`] by the SSH configuration of the user and the system.
pub struct SshConfig {
    which: ConfigFiles,
    files: Arc<dyn Files>,
    environment: Arc<dyn Environment>,
    register: Register,
    read: OnceLock<Read>,
}

impl SshConfig {
    /// The configuration in these files. Nothing is read yet; texts go to `register` once they are.
    pub fn new(
        which: ConfigFiles,
        files: Arc<dyn Files>,
        environment: Arc<dyn Environment>,
        register: Register,
    ) -> Self {
        Self { which, files, environment, register, read: OnceLock::new() }
    }

    /// What the files say.
    ///
    /// # Errors
    /// All that is wrong with them.
    fn read(&self) -> std::result::Result<&(Vec<Document>, Here), &[Diagnostic]> {
        self.read.get_or_init(|| self.documents()).as_ref().map_err(Vec::as_slice)
    }

    fn documents(&self) -> Read {
        let here = Here::of(&*self.environment);
        let mut reader = Reader {
            files: &*self.files,
            home: here.home.as_deref(),
            register: &self.register,
            diagnostics: Vec::new(),
            read: 0,
        };
        let system = Path::new(SYSTEM);
        let system_folder = system.parent().unwrap_or(Path::new("/"));
        let own = here.home.as_deref().map(|home| home.join(".ssh"));
        let folder = own.as_deref().unwrap_or(system_folder);
        let mut documents = Vec::new();
        match &self.which {
            ConfigFiles::Usual => {
                if let Some(own) = &own {
                    let origin = Origin { folder: own, guarded: true, depth: 0 };
                    documents.extend(reader.file(&own.join("config"), origin));
                }
                let origin = Origin { folder: system_folder, guarded: false, depth: 0 };
                documents.extend(reader.file(system, origin));
            }
            ConfigFiles::Only(path) => {
                let origin = Origin { folder, guarded: false, depth: 0 };
                let document = reader.file(path, origin);
                if document.is_none() && reader.diagnostics.is_empty() {
                    let message =
                        format!("the SSH configuration `{}` is not there", path.display());
                    let problem = Diagnostic::error(codes::SSH_CONFIG, message);
                    let help = "check the path after `--ssh-config`; `none` reads no file at all";
                    reader.diagnostics.push(problem.help(help));
                }
                documents.extend(document);
            }
            ConfigFiles::Nothing => {}
        }
        let diagnostics = reader.diagnostics;
        if diagnostics.is_empty() { Ok((documents, here)) } else { Err(diagnostics) }
    }

    /// The settings for a host, as they are written.
    #[cfg(test)]
    pub(super) fn settings(
        &self,
        query: Query<'_>,
        answer: &dyn Fn(&str) -> Option<bool>,
    ) -> std::result::Result<(Settings, String), String> {
        let message = |problem: &Diagnostic| problem.message.clone();
        let (documents, here) = self
            .read()
            .map_err(|problems| problems.iter().map(message).collect::<Vec<_>>().join("; "))?;
        let resolver = Resolver { here, environment: &*self.environment, answer };
        let settings = resolver.settings(documents, query).map_err(|why| match why {
            Unsettled::Ask(command) => format!("ask {command}"),
            Unsettled::Wrong(problem) => problem.message,
        })?;
        let host = resolver.host_name(&settings, query).map_err(|problem| problem.message)?;
        Ok((settings, host))
    }
}

impl Routes for SshConfig {
    fn prepare(&self) -> Result<()> {
        self.read().map(drop).map_err(|problems| first_of(problems, "the SSH configuration"))
    }

    fn route(&self, target: &Target, answer: &dyn Fn(&str) -> Option<bool>) -> Result<Routed> {
        let read = self.read();
        let (documents, here) =
            read.map_err(|problems| first_of(problems, "the SSH configuration"))?;
        let resolver = Resolver { here, environment: &*self.environment, answer };
        let way = Ways { resolver, documents, asked: &target.address };
        let (user, port) = (target.user.as_deref(), target.port);
        match way.to(Query { host: &target.address, user, port }, None, 0) {
            Ok(route) => Ok(Routed::Route(Box::new(route))),
            Err(Unsettled::Ask(command)) => Ok(Routed::Ask(command)),
            Err(Unsettled::Wrong(problem)) => Err(problem),
        }
    }
}

/// Works out the way to a host, and to those on the way.
struct Ways<'a> {
    resolver: Resolver<'a>,
    documents: &'a [Document],
    /// The host at the end.
    asked: &'a str,
}

impl Ways<'_> {
    /// The route to a host, by the way of `through` where that is said.
    fn to(
        &self,
        query: Query<'_>,
        through: Option<(&[Jump], &Placed)>,
        depth: usize,
    ) -> Settled<Route> {
        let settings = self.resolver.settings(self.documents, query)?;
        let address = self.resolver.host_name(&settings, query).map_err(Unsettled::Wrong)?;
        let port = settings.port.unwrap_or(Target::SSH_PORT);
        let tokens = self.resolver.tokens(&settings, query, &address);
        let direct = || Way::Direct {
            family: settings.family.unwrap_or_default(),
            bind: settings.bind.clone(),
        };
        let jumps = match &settings.proxy {
            _ if through.is_some() => through,
            Some(Proxy::Jump { jumps, place }) => Some((jumps.as_slice(), place)),
            _ => None,
        };
        let way = match (jumps, &settings.proxy) {
            (Some((jumps, place)), _) => {
                self.jump(jumps, place, &tokens, depth)?.unwrap_or_else(direct)
            }
            (None, Some(Proxy::Command(command))) if !is_none(command) => {
                Way::Command(tokens.expand(command, Set::Command).map_err(Unsettled::Wrong)?)
            }
            (None, _) => direct(),
        };
        let (host_key, login) = (host_key(&settings, &tokens), login(&settings, &tokens));
        Ok(Route {
            name: query.host.to_owned(),
            port,
            user: settings.user.clone(),
            way,
            host_key: host_key.map_err(Unsettled::Wrong)?,
            login: login.map_err(Unsettled::Wrong)?,
            connect: settings.connect_timeout.filter(|time| !time.is_zero()),
            keepalive: settings
                .alive_interval
                .filter(|time| !time.is_zero())
                .map(|time| (time, settings.alive_count.unwrap_or(3))),
            address,
        })
    }

    /// The way through the last of `jumps`, which itself is reached through those before it; none
    /// when there are none.
    fn jump(
        &self,
        jumps: &[Jump],
        place: &Placed,
        tokens: &Tokens<'_>,
        depth: usize,
    ) -> Settled<Option<Way>> {
        let Some((last, before)) = jumps.split_last() else { return Ok(None) };
        let itself = last.host.eq_ignore_ascii_case(tokens.host)
            && last.port.unwrap_or(Target::SSH_PORT) == tokens.port
            && last.user.as_deref().is_none_or(|user| user == tokens.user);
        if depth == MOST_JUMPS || (itself && before.is_empty()) {
            let host = self.asked;
            let message = format!("the way to `{host}` goes round in circles, by `{}`", last.host);
            let help = format!("keep this from counting for `{0}`: `Host * !{0}`", last.host);
            return Err(Unsettled::Wrong(
                Diagnostic::error(codes::SSH_CONFIG, message).at(place.span, "").help(help).into(),
            ));
        }
        let query = Query { host: &last.host, user: last.user.as_deref(), port: last.port };
        let through = (!before.is_empty()).then_some((before, place));
        let route = self.to(query, through, depth + 1)?;
        Ok(Some(Way::Through(Box::new(route))))
    }
}

fn is_none(placed: &Placed) -> bool {
    placed.text.eq_ignore_ascii_case("none")
}

fn host_key(settings: &Settings, tokens: &Tokens<'_>) -> Result<HostKeyRule> {
    let paths = |files: &[Placed]| {
        let named = files.iter().filter(|file| !is_none(file));
        let paths = named.map(|file| tokens.path(file)).collect::<Result<Vec<_>>>();
        paths.map(|paths| (!files.is_empty()).then_some(paths))
    };
    let revoked = settings.revoked.as_ref().filter(|file| !is_none(file));
    let strictness = settings.strictness.unwrap_or_default();
    Ok(HostKeyRule {
        alias: settings.host_key_alias.clone(),
        files: paths(&settings.user_known_hosts)?,
        system_files: paths(&settings.global_known_hosts)?,
        revoked: revoked.map(|file| tokens.path(file)).transpose()?,
        accept_new: matches!(strictness, Strictness::AcceptNew | Strictness::No),
        hashed: settings.hash_known_hosts.unwrap_or_default(),
    })
}

fn login(settings: &Settings, tokens: &Tokens<'_>) -> Result<LoginRule> {
    let paths = |files: &[Placed]| {
        let named = files.iter().filter(|file| !is_none(file));
        named.map(|file| tokens.path(file)).collect::<Result<Vec<_>>>()
    };
    let agent = match &settings.identity_agent {
        None => AgentChoice::Usual,
        Some(agent) if is_none(agent) => AgentChoice::Nobody,
        Some(agent) if agent.text == "SSH_AUTH_SOCK" => AgentChoice::Usual,
        Some(agent) => match agent.text.strip_prefix('$').filter(|rest| !rest.starts_with('{')) {
            Some(name) => {
                let path = tokens.environment.var(name).filter(|path| !path.is_empty());
                path.map_or(AgentChoice::Nobody, |path| AgentChoice::At(path.into()))
            }
            None => AgentChoice::At(tokens.path(agent)?),
        },
    };
    let mut methods = settings.methods.clone().unwrap_or_else(|| Method::ALL.to_vec());
    methods.retain(|method| {
        let allowed = match method {
            Method::PublicKey => settings.public_key,
            Method::KeyboardInteractive => settings.keyboard,
            Method::Password => settings.password,
        };
        allowed.unwrap_or(true)
    });
    let identities = paths(&settings.identity_files)?;
    Ok(LoginRule {
        identities: (!settings.identity_files.is_empty()).then_some(identities),
        only_named: settings.identities_only.unwrap_or_default(),
        certificates: paths(&settings.certificate_files)?,
        agent,
        methods,
    })
}
