//! How far a grant goes: addresses, folders, paths and names, and what covers what.

use std::net::IpAddr;
use std::path::{Component, Path};

use ipnet::IpNet;
use url::{Host, Url};

use super::Capability;

/// Whatever the user names.
pub(super) const ANY: &str = "*";

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
            None => {
                Err(format!("`{part}` is no folder; write it from `/` or `~` on, without `..`"))
            }
        },
        Capability::QueryHosts => match part.starts_with('/') && plain(Path::new(part)) {
            true => Ok(()),
            false => Err(format!("`{part}` is no path of a host; write it from `/` on")),
        },
        Capability::Secrets => match is_name(part) {
            true => Ok(()),
            false => {
                Err(format!("`{part}` is no name of a secret; those are letters, digits, `-`"))
            }
        },
        Capability::RunOnHosts | Capability::Cache => {
            Err(format!("`{capability}` is granted as a whole"))
        }
    }
}

/// Whether `wide`, a part of a scope, covers `narrow`.
pub(super) fn within(capability: Capability, wide: &str, narrow: &str) -> bool {
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
pub(super) fn plain(path: &Path) -> bool {
    !path.components().any(|part| matches!(part, Component::ParentDir))
}

fn is_name(name: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}

/// The addresses that begin so.
pub(super) struct Site {
    secure: bool,
    /// Of hosts below a name, this is the name with a dot before it.
    host: String,
    pub below: bool,
    port: u16,
    path: String,
    /// Whether it names this machine, or an address of the network and no name.
    pub is_literal: bool,
}

impl Site {
    pub fn parse(text: &str) -> Option<Self> {
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
    pub fn of(url: &Url) -> Option<Self> {
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

    pub fn covers(&self, other: &Self) -> bool {
        let host = match self.below {
            true => other.host.ends_with(&self.host),
            false => !other.below && other.host == self.host,
        };
        let rest = other.path.strip_prefix(&self.path);
        let path = rest.is_some_and(|rest| {
            self.path.ends_with('/') || rest.is_empty() || rest.starts_with('/')
        });
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
