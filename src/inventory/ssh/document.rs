//! What an `ssh_config` file says: after reading, before anybody asks for a host.

use std::time::Duration;

use crate::effect::{Family, Method, PatternList};
use crate::source::Span;

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub items: Vec<Item>,
}

/// One line of it.
#[derive(Debug)]
pub(super) enum Item {
    /// `Host`: what follows is about hosts that were asked for by such a name.
    Host(PatternList),
    /// `Match`: what follows counts when all of these hold.
    Match(Vec<Condition>),
    /// A setting.
    Setting(Setting),
    /// `Include`: these files, each of which may narrow what follows in it.
    Include(Vec<Document>),
}

/// One condition of a `Match`.
#[derive(Debug)]
pub(super) struct Condition {
    /// Whether it is the other way round.
    pub negated: bool,
    pub criterion: Criterion,
}

/// What a condition looks at.
#[derive(Debug)]
pub(super) enum Criterion {
    /// Nothing: it always holds.
    All,
    /// Whether this is the second reading, for which the host name stands; it asks for one.
    Final,
    /// The same, without asking for it.
    Canonical,
    /// The host name, as far as it is known by then; in lower case.
    Host(PatternList),
    /// The name that was asked for; in lower case.
    OriginalHost(PatternList),
    /// The account on the host.
    User(PatternList),
    /// The account on this machine.
    LocalUser(PatternList),
    /// A tag that a setting before it has set.
    Tagged(PatternList),
    /// What the session is for: `exec`.
    SessionType(PatternList),
    /// Whether this command ends with exit code 0.
    Exec(Placed),
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub text: String,
    pub span: Span,
}

/// One setting that means something here. Of most kinds the first that counts for a host is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Setting {
    HostName(Placed),
    User(String),
    Port(u16),
    Tag(String),
    IdentityFile(Placed),
    IdentitiesOnly(bool),
    IdentityAgent(Placed),
    CertificateFile(Placed),
    ProxyCommand(Placed),
    /// No hosts for `none`.
    ProxyJump {
        jumps: Vec<Jump>,
        place: Placed,
    },
    UserKnownHostsFile(Vec<Placed>),
    GlobalKnownHostsFile(Vec<Placed>),
    /// `none` for no file.
    RevokedHostKeys(Placed),
    StrictHostKeyChecking(Strictness),
    HostKeyAlias(String),
    HashKnownHosts(bool),
    /// None for never.
    ServerAliveInterval(Option<Duration>),
    ServerAliveCountMax(u32),
    /// None for as long as it takes.
    ConnectTimeout(Option<Duration>),
    AddressFamily(Family),
    BindAddress(String),
    PubkeyAuthentication(bool),
    PasswordAuthentication(bool),
    KbdInteractiveAuthentication(bool),
    /// Those of the methods that rebe has.
    PreferredAuthentications(Vec<Method>),
}

/// A host on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// The name that is asked for.
    pub host: String,
    /// The account, where it is said.
    pub user: Option<String>,
    /// The port, where it is said.
    pub port: Option<u16>,
}

/// What becomes of hosts whose key is not on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// They are refused, for nobody can be asked.
    #[default]
    Ask,
    /// They are refused.
    Yes,
    /// Their keys are recorded.
    AcceptNew,
    /// Their keys are recorded; a key that differs from the one on record is refused all the same.
    No,
}
