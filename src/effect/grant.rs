//! What a plugin may be granted of the outside, how far, and what it was granted.

use std::fmt;
use std::net::IpAddr;
use std::path::{Component, Path, PathBuf};

use ipnet::IpNet;
use url::{Host, Url};

use super::in_home;
use super::{Effect, Effects};

/// Whatever the user names.
const ANY: &str = "*";

/// Something outside that a plugin may be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// Read from web servers.
    QueryNetwork,
    /// Send to web servers.
    ChangeNetwork,
    /// Read files of this machine.
    ReadFiles,
    /// Write files of this machine.
    WriteFiles,
    /// Read files of the hosts of the pipeline.
    QueryHosts,
    /// Run commands on the hosts of the pipeline.
    RunOnHosts,
    /// Read secrets by their names.
    Secrets,
    /// Keep bytes from one run to the next.
    Cache,
}

impl Capability {
    /// Every one; what only reads stands before what changes something of the same kind.
    pub const ALL: [Self; 8] = [
        Self::QueryNetwork,
        Self::ChangeNetwork,
        Self::ReadFiles,
        Self::WriteFiles,
        Self::QueryHosts,
        Self::RunOnHosts,
        Self::Secrets,
        Self::Cache,
    ];

    /// The name that people and robots see.
    pub fn name(self) -> &'static str {
        match self {
            Self::QueryNetwork => "query-network",
            Self::ChangeNetwork => "change-network",
            Self::ReadFiles => "read-files",
            Self::WriteFiles => "write-files",
            Self::QueryHosts => "query-hosts",
            Self::RunOnHosts => "run-on-hosts",
            Self::Secrets => "secrets",
            Self::Cache => "cache",
        }
    }

    /// The one with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capability| capability.name() == name)
    }

    /// What it lets a plugin do, in words for whoever decides; to be followed by its scope.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::QueryNetwork => "read from web servers",
            Self::ChangeNetwork => "send to web servers",
            Self::ReadFiles => "read files of this machine in",
            Self::WriteFiles => "write files of this machine in",
            Self::QueryHosts => "read files of the hosts that it is given:",
            Self::RunOnHosts => "run any command on the hosts that it is given",
            Self::Secrets => "read the secrets",
            Self::Cache => "keep data from one run to the next",
        }
    }

    /// The effect that a plan shows for it.
    pub fn effect(self) -> Option<Effect> {
        match self {
            Self::QueryNetwork => Some(Effect::QueryNetwork),
            Self::ChangeNetwork => Some(Effect::ChangeNetwork),
            Self::ReadFiles => Some(Effect::ReadFiles),
            Self::WriteFiles => Some(Effect::WriteFiles),
            Self::QueryHosts => Some(Effect::QueryHosts),
            Self::RunOnHosts => Some(Effect::RunOnHosts),
            Self::Secrets | Self::Cache => None,
        }
    }

    /// Whether it is granted as a whole or not at all.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::RunOnHosts | Self::Cache)
    }

    /// The effects of these.
    pub fn effects(all: impl IntoIterator<Item = Self>) -> Effects {
        let effects = all.into_iter().filter_map(Self::effect);
        effects.fold(Effects::NONE, |all, effect| all.union(Effects::of(&[effect])))
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A capability and how far it goes: what is asked for, or what was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which.
    pub capability: Capability,
    /// Addresses, folders, paths or names, as `plugins/wit` tells; empty for those that are granted
    /// as a whole.
    pub scope: Vec<String>,
}

impl fmt::Display for Grant {
    /// As it is written on a command line: `read-files=/var/log`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.capability.name())?;
        match self.scope.is_empty() {
            true => Ok(()),
            false => write!(f, "={}", self.scope.join(",")),
        }
    }
}

impl Grant {
    /// From the words of a command line: `NAME`, or `NAME=SCOPE` with commas between several.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, scope) = text.split_once('=').unwrap_or((text, ""));
        let Some(capability) = Capability::find(name) else {
            let names = Capability::ALL.map(Capability::name).join(", ");
            return Err(format!("nothing is called `{name}`; there are {names}"));
        };
        let scope = scope.split(',').map(str::trim).filter(|part| !part.is_empty());
        let scope = scope.map(str::to_owned).collect::<Vec<_>>();
        if capability.is_whole() && !scope.is_empty() {
            return Err(format!("`{name}` is granted as a whole, without `={}`", scope.join(",")));
        }
        scope.iter().try_for_each(|part| check(capability, part))?;
        Ok(Self { capability, scope })
    }

    /// Whether a plugin that has this may do all that `other` allows.
    pub fn covers(&self, other: &Self) -> bool {
        let part = |part: &String| self.scope.iter().any(|wide| within(self.capability, wide, part));
        self.capability == other.capability && other.scope.iter().all(part)
    }
}

/// Whether `part` can be a part of a scope.
///
/// # Errors
/// What is wrong with it, and what to write.
pub fn check(capability: Capability, part: &str) -> Result<(), String> {
    if part == ANY {
        return Ok(());
    }
    match capability {
        Capability::QueryNetwork | Capability::ChangeNetwork => {
            match part.parse::<IpNet>().is_ok() || Site::parse(part).is_some() {
                true => Ok(()),
                false => Err(format!(
                    "`{part}` is no address of a web server; write it as `https://api.example.com/`"
                )),
            }
        }
        Capability::ReadFiles | Capability::WriteFiles => match folder(part) {
            Some(_) => Ok(()),
            None => Err(format!("`{part}` is no folder; write it from `/` or `~` on, without `..`")),
        },
        Capability::QueryHosts => match part.starts_with('/') && plain(Path::new(part)) {
            true => Ok(()),
            false => Err(format!("`{part}` is no path of a host; write it from `/` on")),
        },
        Capability::Secrets => match is_name(part) {
            true => Ok(()),
            false => Err(format!("`{part}` is no name of a secret; those are letters, digits, `-`")),
        },
        Capability::RunOnHosts | Capability::Cache => {
            Err(format!("`{capability}` is granted as a whole"))
        }
    }
}

/// Whether `wide`, a part of a scope, covers `narrow`.
fn within(capability: Capability, wide: &str, narrow: &str) -> bool {
    if wide == ANY || wide == narrow {
        return true;
    }
    match capability {
        // A range says where hosts may be that are granted by their names, and grants none itself.
        Capability::QueryNetwork | Capability::ChangeNetwork if narrow.parse::<IpNet>().is_ok() => {
            true
        }
        Capability::QueryNetwork | Capability::ChangeNetwork => {
            let (wide, narrow) = (Site::parse(wide), Site::parse(narrow));
            wide.zip(narrow).is_some_and(|(wide, narrow)| wide.covers(&narrow))
        }
        Capability::ReadFiles | Capability::WriteFiles => {
            let (wide, narrow) = (folder(wide), folder(narrow));
            wide.zip(narrow).is_some_and(|(wide, narrow)| narrow.starts_with(wide))
        }
        Capability::QueryHosts => wide.ends_with('/') && narrow.starts_with(wide),
        Capability::Secrets | Capability::RunOnHosts | Capability::Cache => false,
    }
}

/// `path` as the path of a folder; none when it does not begin at a root, or goes up.
fn folder(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    let rooted = path.is_absolute() || path.starts_with("~");
    (rooted && plain(path)).then_some(path)
}

/// Whether `path` only goes down.
fn plain(path: &Path) -> bool {
    !path.components().any(|part| matches!(part, Component::ParentDir))
}

fn is_name(name: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}

/// The addresses that begin so.
struct Site {
    secure: bool,
    /// Of hosts below a name, this is the name with a dot before it.
    host: String,
    below: bool,
    port: u16,
    path: String,
    /// Whether it names this machine, or an address of the network and no name.
    is_literal: bool,
}

impl Site {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (below, rest) = match rest.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
        let site = Self::of(&url)?;
        let named = matches!(url.host()?, Host::Domain(_));
        let bare = url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
        let host = if below { format!(".{}", site.host) } else { site.host };
        (bare && (named || !below)).then_some(Self { below, host, ..site })
    }

    /// The one address.
    fn of(url: &Url) -> Option<Self> {
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        let is_literal = !matches!(url.host()?, Host::Domain(_)) || host == "localhost";
        let (port, path) = (url.port_or_known_default()?, url.path().to_owned());
        Some(Self { secure, host, below: false, port, path, is_literal })
    }

    fn covers(&self, other: &Self) -> bool {
        let host = match self.below {
            true => other.host.ends_with(&self.host),
            false => !other.below && other.host == self.host,
        };
        let rest = other.path.strip_prefix(&self.path);
        let path = rest
            .is_some_and(|rest| self.path.ends_with('/') || rest.is_empty() || rest.starts_with('/'));
        self.secure == other.secure && self.port == other.port && host && path
    }
}

/// Where the servers may be that a granted address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// In the public networks, and in these.
    Public(Vec<IpNet>),
    /// Anywhere: it was granted as an address of a network, or as this machine.
    Anywhere,
}

impl Reach {
    /// Whether a server may have `address`.
    pub fn allows(&self, address: IpAddr) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Public(named) => {
                is_public(address) || named.iter().any(|net| net.contains(&address.to_canonical()))
            }
        }
    }
}

/// Whether `address` is one that everybody reaches at the same place: not of this machine, of a
/// network of one's own, or of a cloud about itself. As in the registries of IANA for special
/// addresses, RFC 6890.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let special = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || matches!((a, b, c), (0 | 224.., ..) | (100, 64..128, _) | (192, 0, 0))
                || matches!((a, b), (198, 18 | 19));
            !special
        }
        IpAddr::V6(v6) => {
            let [a, b, ..] = v6.segments();
            // What is not of 2000::/3 is nobody's or special; of that, Teredo and documentation
            // (2001::/23, 2001:db8::/32) and 6to4 (2002::/16), which has another address in it.
            let unicast = (0x2000..0x4000).contains(&a);
            unicast && a != 0x2002 && !(a == 0x2001 && (b < 0x200 || b == 0xdb8))
        }
    }
}

/// All that a plugin was granted. It starts with nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants(Vec<Grant>);

impl Grants {
    /// These; what is said of one capability several times counts together.
    pub fn of(grants: impl IntoIterator<Item = Grant>) -> Self {
        let mut all = Self::default();
        grants.into_iter().for_each(|grant| all.add(grant));
        all
    }

    /// Add `grant`.
    pub fn add(&mut self, grant: Grant) {
        match self.0.iter_mut().find(|known| known.capability == grant.capability) {
            Some(known) => {
                let new = grant.scope.into_iter().filter(|part| !known.scope.contains(part));
                let new = new.collect::<Vec<_>>();
                known.scope.extend(new);
            }
            None => {
                self.0.push(grant);
                self.0.sort_by_key(|grant| grant.capability);
            }
        }
    }

    /// Take back what `grant` says: the parts of its scope, or all of the capability where it has
    /// none. Whether anything was taken back.
    pub fn remove(&mut self, grant: &Grant) -> bool {
        let before = self.clone();
        for known in self.0.iter_mut().filter(|known| known.capability == grant.capability) {
            known.scope.retain(|part| !grant.scope.is_empty() && !grant.scope.contains(part));
        }
        let gone = |known: &Grant| {
            known.capability == grant.capability
                && (known.scope.is_empty() || grant.scope.is_empty())
        };
        self.0.retain(|known| !gone(known));
        *self != before
    }

    /// Each of them, one a capability.
    pub fn iter(&self) -> impl Iterator<Item = &Grant> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `capability` was granted, however far.
    pub fn has(&self, capability: Capability) -> bool {
        self.0.iter().any(|grant| grant.capability == capability)
    }

    /// The scope of `capability`.
    pub fn scope(&self, capability: Capability) -> &[String] {
        let found = self.0.iter().find(|grant| grant.capability == capability);
        found.map_or(&[], |grant| grant.scope.as_slice())
    }

    /// What of this is asked for in `wanted`: nobody has more than that.
    #[must_use]
    pub fn within(&self, wanted: &[Grant]) -> Self {
        let asked = |grant: &Grant, part: &str| {
            let one = Grant { capability: grant.capability, scope: vec![part.to_owned()] };
            wanted.iter().any(|want| want.covers(&one))
        };
        let kept = self.0.iter().filter_map(|grant| {
            let capability = grant.capability;
            if capability.is_whole() {
                let whole = wanted.iter().any(|want| want.capability == capability);
                return whole.then(|| grant.clone());
            }
            let scope = grant.scope.iter().filter(|part| asked(grant, part)).cloned();
            let scope = scope.collect::<Vec<_>>();
            (!scope.is_empty()).then_some(Grant { capability, scope })
        });
        Self(kept.collect())
    }

    /// Where the server of `url` may be when it was granted for `capability`; none when it was not.
    pub fn reach(&self, capability: Capability, url: &Url) -> Option<Reach> {
        let site = Site::of(url)?;
        let scope = self.scope(capability).iter();
        let mut found = false;
        for part in scope.clone() {
            let wide = Site::parse(part).filter(|wide| wide.covers(&site));
            if wide.is_some() && site.is_literal {
                return Some(Reach::Anywhere);
            }
            found |= part == ANY || wide.is_some();
        }
        found.then(|| Reach::Public(scope.filter_map(|part| part.parse().ok()).collect()))
    }

    /// The folder that `path` was granted in for `capability`, and the rest of the way from there.
    /// Nothing is looked up: `path` begins at the root and goes only down.
    pub fn folder<'a>(
        &self,
        capability: Capability,
        path: &'a Path,
        home: Option<&Path>,
    ) -> Option<(PathBuf, &'a Path)> {
        if !path.is_absolute() || !plain(path) {
            return None;
        }
        let folders = self.scope(capability).iter().map(|part| match part.as_str() {
            ANY => PathBuf::from("/"),
            part => in_home(Path::new(part), home),
        });
        let fits = folders.filter(|folder| folder.is_absolute() && path.starts_with(folder));
        let folder = fits.max_by_key(|folder| folder.components().count())?;
        let rest = path.strip_prefix(&folder).ok()?;
        Some((folder, rest))
    }

    /// Whether `name`, the path of a file on a host or the name of a secret, was granted.
    pub fn allows(&self, capability: Capability, name: &str) -> bool {
        let fits = check(capability, name).is_ok() && name != ANY;
        fits && self.scope(capability).iter().any(|wide| within(capability, wide, name))
    }
}

#[cfg(test)]
#[path = "grant_tests.rs"]
mod tests;
