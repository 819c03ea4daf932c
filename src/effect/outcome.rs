//! How it ended for one target. Each target of a fleet command ends in exactly one outcome.

use std::time::Duration;

/// The part of the work on a host that a deadline or an error belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Name resolution, TCP and the SSH handshake.
    Connect,
    /// Authentication.
    Auth,
    /// The remote command.
    Exec,
    /// The whole of it, waiting for its turn not included.
    Total,
}

impl Phase {
    /// `connect`, `auth`, `exec` or `total`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Auth => "auth",
            Self::Exec => "exec",
            Self::Total => "total",
        }
    }
}

/// The kind of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutcomeKind {
    /// Answered, and the answer is good.
    Ok,
    /// The remote command ended with this exit code, or by a signal (128 + its number).
    Failed(i32),
    /// No connection: not resolved, refused, reset, or it broke.
    Unreachable,
    /// The host did not accept any of the user's keys, or its `sudo` said no.
    AuthFailed,
    /// The host's key is unknown or is not the one on record.
    HostKey,
    /// A deadline passed in this phase.
    Timeout(Phase),
    /// The output was longer than the bound and was cut.
    Truncated,
    /// The answer failed validation.
    Invalid,
    /// Not tried, for the host failed too often lately.
    BreakerOpen,
    /// The run was cancelled first.
    Cancelled,
    /// Not tried, for the rows were no longer needed.
    Skipped,
}

impl OutcomeKind {
    /// All names, in the order of the kinds.
    pub const NAMES: [&str; 11] = [
        "ok",
        "failed",
        "unreachable",
        "auth_failed",
        "host_key",
        "timeout",
        "truncated",
        "invalid",
        "breaker_open",
        "cancelled",
        "skipped",
    ];

    /// The kind called `name`; `phase` is that of a time-out, the whole work unless said otherwise,
    /// and `code` the exit code of a failure, 1 unless said otherwise.
    pub fn of(name: &str, phase: Option<&str>, code: Option<i32>) -> Option<Self> {
        let phases = [Phase::Connect, Phase::Auth, Phase::Exec];
        let phase = phases.into_iter().find(|one| Some(one.name()) == phase);
        let kinds = [
            Self::Ok,
            Self::Failed(code.unwrap_or(1)),
            Self::Unreachable,
            Self::AuthFailed,
            Self::HostKey,
            Self::Timeout(phase.unwrap_or(Phase::Total)),
            Self::Truncated,
            Self::Invalid,
            Self::BreakerOpen,
            Self::Cancelled,
            Self::Skipped,
        ];
        kinds.into_iter().find(|kind| kind.name() == name)
    }

    /// The stable name: `ok`, `failed`, `unreachable`, `auth_failed`, `host_key`, `timeout`,
    /// `truncated`, `invalid`, `breaker_open`, `cancelled`, `skipped`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed(_) => "failed",
            Self::Unreachable => "unreachable",
            Self::AuthFailed => "auth_failed",
            Self::HostKey => "host_key",
            Self::Timeout(_) => "timeout",
            Self::Truncated => "truncated",
            Self::Invalid => "invalid",
            Self::BreakerOpen => "breaker_open",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// Whether it counts as a failure: everything but `ok` and `skipped`.
    pub fn is_failure(self) -> bool {
        !matches!(self, Self::Ok | Self::Skipped)
    }
}

/// How it ended for one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The name of the target, as in the inventory.
    pub host: String,
    /// How it ended.
    pub kind: OutcomeKind,
    /// Plain English: what happened and what to do next; empty for a plain `ok`. May hold text
    /// of the host, so it is defused before a terminal shows it.
    pub message: String,
    /// Number of attempts, 0 when it was never tried.
    pub attempts: u32,
    /// Time from its first attempt to its end; waiting for a turn is not in it.
    pub elapsed: Duration,
}

impl Outcome {
    /// The message of a host that was skipped because enough rows stood without it.
    pub const NOT_NEEDED: &str = "not needed any more, so it was not waited for";

    /// Whether the host still has to be done: it failed, or somebody decided not to begin with it.
    pub fn is_left(&self) -> bool {
        let is_put_off = self.kind == OutcomeKind::Skipped && self.message != Self::NOT_NEEDED;
        self.kind.is_failure() || is_put_off
    }

    /// The outcome as text: its name, with the phase of a time-out and the exit code of a failure
    /// in parentheses, such as `timeout(connect)` and `failed(2)`.
    pub fn label(&self) -> String {
        match self.kind {
            OutcomeKind::Failed(code) => format!("failed({code})"),
            OutcomeKind::Timeout(phase) => format!("timeout({})", phase.name()),
            kind => kind.name().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OutcomeKind, Phase};

    #[test]
    fn a_kind_is_found_by_its_name() {
        for name in OutcomeKind::NAMES {
            assert_eq!(OutcomeKind::of(name, None, None).map(OutcomeKind::name), Some(name));
        }
        let auth = OutcomeKind::of("timeout", Some("auth"), None);
        assert_eq!(auth, Some(OutcomeKind::Timeout(Phase::Auth)));
        assert_eq!(OutcomeKind::of("failed", None, Some(7)), Some(OutcomeKind::Failed(7)));
        assert_eq!(OutcomeKind::of("broken", None, None), None);
    }
}
