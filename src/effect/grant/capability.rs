//! What a plugin may be granted of the outside.

use std::fmt;

use crate::effect::{Effect, Effects};

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

    /// The same where its user says how far.
    pub fn open_meaning(self) -> &'static str {
        match self {
            Self::QueryNetwork => "read from web servers that you name",
            Self::ChangeNetwork => "send to web servers that you name",
            Self::ReadFiles => "read files of this machine, in folders that you name",
            Self::WriteFiles => "write files of this machine, in folders that you name",
            Self::QueryHosts => "read files that you name of the hosts that it is given",
            Self::Secrets => "read secrets that you name",
            Self::RunOnHosts | Self::Cache => self.meaning(),
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
