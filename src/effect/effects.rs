//! The effects that commands declare.

use std::fmt;

/// One thing that a command may do besides computing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Reads files of this machine.
    ReadFiles,
    /// Writes files of this machine.
    WriteFiles,
    /// Asks hosts, changing nothing on them.
    QueryHosts,
    /// Runs a command on hosts that may change anything there.
    RunOnHosts,
    /// Runs programs of this machine, which may do anything that their user may.
    RunPrograms,
    /// Takes the terminal for itself until a person gives it back.
    UseTerminal,
    /// Reads from web servers.
    QueryNetwork,
    /// Sends to web servers what may change anything there.
    ChangeNetwork,
}

impl Effect {
    /// Every effect, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::ReadFiles,
        Self::WriteFiles,
        Self::QueryHosts,
        Self::RunOnHosts,
        Self::RunPrograms,
        Self::UseTerminal,
        Self::QueryNetwork,
        Self::ChangeNetwork,
    ];

    /// The name that people and robots see.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadFiles => "read-files",
            Self::WriteFiles => "write-files",
            Self::QueryHosts => "query-hosts",
            Self::RunOnHosts => "run-on-hosts",
            Self::RunPrograms => "run-programs",
            Self::UseTerminal => "use-terminal",
            Self::QueryNetwork => "query-network",
            Self::ChangeNetwork => "change-network",
        }
    }
}

/// A set of effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Effects(u8);

impl Effects {
    /// No effect at all: the command only computes.
    pub const NONE: Self = Self(0);

    /// The set of these effects.
    pub const fn of(effects: &[Effect]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < effects.len() {
            #[expect(clippy::indexing_slicing, reason = "const fn; `at` is below the length")]
            let effect = effects[at];
            bits |= 1 << effect as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Both sets together.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `effect` is in the set.
    pub fn contains(self, effect: Effect) -> bool {
        self.0 & (1 << effect as u8) != 0
    }

    /// Whether hosts are contacted.
    pub fn touches_hosts(self) -> bool {
        self.contains(Effect::QueryHosts) || self.contains(Effect::RunOnHosts)
    }

    /// Whether it does anything but compute and read files, so that there is something to tidy up.
    pub fn acts(self) -> bool {
        self.touches_hosts()
            || self.contains(Effect::WriteFiles)
            || self.contains(Effect::UseTerminal)
            || self.contains(Effect::ChangeNetwork)
    }

    /// The effects in the set, in the order of [`Effect::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Effect> {
        Effect::ALL.into_iter().filter(move |effect| self.contains(*effect))
    }
}

impl fmt::Display for Effects {
    /// The names with commas between them, `none` for the empty set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(Effect::name).collect::<Vec<_>>();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join(", "))
    }
}
