//! What a plugin wants of the outside, and what its commands are besides commands.

use crate::bindings::commands::{self as wit, Service};

/// A service that a plugin asks for, how far, and what for. Its user grants it, or less, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    service: Service,
    scope: &'static [&'static str],
    reason: &'static str,
    optional: bool,
}

impl Want {
    const fn new(service: Service, scope: &'static [&'static str], reason: &'static str) -> Self {
        Self { service, scope, reason, optional: false }
    }

    /// Reading from these addresses, such as `https://api.example.com/`; `*` for what its user names.
    pub const fn query_network(addresses: &'static [&'static str], reason: &'static str) -> Self {
        Self::new(Service::QueryNetwork, addresses, reason)
    }

    /// Sending to these addresses.
    pub const fn change_network(addresses: &'static [&'static str], reason: &'static str) -> Self {
        Self::new(Service::ChangeNetwork, addresses, reason)
    }

    /// Reading files in these folders; `*` for what its user names.
    pub const fn read_files(folders: &'static [&'static str], reason: &'static str) -> Self {
        Self::new(Service::ReadFiles, folders, reason)
    }

    /// Writing files in these folders.
    pub const fn write_files(folders: &'static [&'static str], reason: &'static str) -> Self {
        Self::new(Service::WriteFiles, folders, reason)
    }

    /// Reading these files of hosts, such as `/etc/os-release` or `/etc/ssh/`.
    pub const fn query_hosts(paths: &'static [&'static str], reason: &'static str) -> Self {
        Self::new(Service::QueryHosts, paths, reason)
    }

    /// Running any command on hosts.
    pub const fn run_on_hosts(reason: &'static str) -> Self {
        Self::new(Service::RunOnHosts, &[], reason)
    }

    /// Reading the secrets of these names; `*` for what its user names.
    pub const fn secrets(names: &'static [&'static str], reason: &'static str) -> Self {
        Self::new(Service::Secrets, names, reason)
    }

    /// Keeping bytes from one run to the next.
    pub const fn cache(reason: &'static str) -> Self {
        Self::new(Service::Cache, &[], reason)
    }

    /// It does something useful without it.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    pub(crate) fn to_wit(self) -> wit::Want {
        wit::Want {
            service: self.service,
            scope: owned(self.scope),
            reason: self.reason.to_owned(),
            optional: self.optional,
        }
    }
}

/// Something that `discover NAME` asks hosts.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    /// Its name.
    pub name: &'static str,
    /// What it tells, in one line.
    pub summary: &'static str,
    /// What is run on a host, by a POSIX `sh`.
    pub script: &'static str,
    /// The command that takes what the script wrote.
    pub parser: &'static str,
}

impl Probe {
    pub(crate) fn to_wit(self) -> wit::Probe {
        wit::Probe {
            name: self.name.to_owned(),
            summary: self.summary.to_owned(),
            script: self.script.to_owned(),
            parser: self.parser.to_owned(),
        }
    }
}

/// Files that `open` and `save` know by the end of their names.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// How names of such files end, without the dot.
    pub extensions: &'static [&'static str],
    /// The command that takes bytes and yields rows.
    pub reader: Option<&'static str>,
    /// The command that takes a table and yields one column `bytes`.
    pub writer: Option<&'static str>,
}

impl Format {
    pub(crate) fn to_wit(self) -> wit::Format {
        wit::Format {
            name: self.name.to_owned(),
            summary: self.summary.to_owned(),
            extensions: owned(self.extensions),
            reader: self.reader.map(str::to_owned),
            writer: self.writer.map(str::to_owned),
        }
    }
}

/// Where hosts are listed.
#[derive(Debug, Clone, Copy)]
pub struct Inventory {
    /// Its name.
    pub name: &'static str,
    /// Where it has them from, in one line.
    pub summary: &'static str,
    /// The command that begins a pipeline and yields a row for each host.
    pub source: &'static str,
}

impl Inventory {
    pub(crate) fn to_wit(self) -> wit::Inventory {
        wit::Inventory {
            name: self.name.to_owned(),
            summary: self.summary.to_owned(),
            source: self.source.to_owned(),
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
