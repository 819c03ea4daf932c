//! What can be wrong with a host, by name.

use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{OutcomeKind, Phase};

/// Declares the faults and the table of all of them at once.
macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident = $name:literal, $outcome:expr;)*) => {
        /// Something wrong with a host.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[$doc])* $fault,)*
        }

        impl Fault {
            /// Every fault, sorted by name.
            pub const ALL: &[Self] = &[$(Self::$fault),*];

            /// The name that people give.
            pub fn name(self) -> &'static str {
                match self { $(Self::$fault => $name),* }
            }

            /// What a client that does not retry makes of the host at its first attempt, when it
            /// sends the script of probes.
            pub fn outcome(self) -> OutcomeKind {
                match self { $(Self::$fault => $outcome),* }
            }
        }
    };
}

faults! {
    /// Does not accept the key of the user.
    Deny = "deny", OutcomeKind::AuthFailed;
    /// Resets the first connection or the first two, then works; a client that retries twice
    /// ends with `ok`.
    Flapping = "flapping", OutcomeKind::Unreachable;
    /// Answers every command with output that never ends.
    Flood = "flood", OutcomeKind::Truncated;
    /// Speaks something that is no SSH.
    Garbage = "garbage", OutcomeKind::Unreachable;
    /// Takes the key and never says what it thinks of it.
    HangAuth = "hang-auth", OutcomeKind::Timeout(Phase::Auth);
    /// Takes the connection and says nothing.
    HangConnect = "hang-connect", OutcomeKind::Timeout(Phase::Connect);
    /// Takes the command and says nothing.
    HangExec = "hang-exec", OutcomeKind::Timeout(Phase::Exec);
    /// Shows a host key that is not the one of the fleet.
    HostKey = "host-key", OutcomeKind::HostKey;
    /// Answers the script of probes with values that cannot be.
    Lying = "lying", OutcomeKind::Invalid;
    /// Nobody listens there.
    Refuse = "refuse", OutcomeKind::Unreachable;
    /// Resets each connection as soon as it stands.
    Reset = "reset", OutcomeKind::Unreachable;
    /// Answers rightly, in drips over about a second.
    Slow = "slow", OutcomeKind::Ok;
    /// Loses the second half of what the script of probes wrote, and says that all went well.
    Truncated = "truncated", OutcomeKind::Invalid;
}

impl Fault {
    /// What a client makes of the host that tries up to three times.
    pub fn outcome_with_retries(self) -> OutcomeKind {
        match self {
            Self::Flapping => OutcomeKind::Ok,
            other => other.outcome(),
        }
    }
}

/// Which faults a fleet has, and how many of its hosts have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The faults, sorted; they are spread evenly over the hosts that have one.
    pub kinds: Vec<Fault>,
    /// Hosts with a fault, in thousandths of all; each fault has one host if there are enough.
    pub per_mille: u32,
}

impl Default for Faults {
    fn default() -> Self {
        Self::none()
    }
}

impl Faults {
    /// A fleet without trouble.
    pub fn none() -> Self {
        Self::of(&[])
    }

    /// Every fault there is, on a tenth of the hosts.
    pub fn all() -> Self {
        Self::of(Fault::ALL)
    }

    /// These faults, on a tenth of the hosts.
    pub fn of(kinds: &[Fault]) -> Self {
        let mut kinds = kinds.to_vec();
        kinds.sort_unstable();
        kinds.dedup();
        Self { kinds, per_mille: 100 }
    }

    /// Read names with commas between them: those of faults, `hang` for the three that hang, `all`,
    /// or `none`. Blanks do not count.
    ///
    /// # Errors
    /// An unknown name; the help offers the nearest or lists them all.
    pub fn parse(text: &str) -> Result<Self> {
        let mut kinds = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name {
                "all" => kinds.extend_from_slice(Fault::ALL),
                "none" => {}
                "hang" => {
                    kinds.extend([Fault::HangConnect, Fault::HangAuth, Fault::HangExec]);
                }
                name => match Fault::ALL.iter().find(|fault| fault.name() == name) {
                    Some(fault) => kinds.push(*fault),
                    None => return Err(unknown(name)),
                },
            }
        }
        Ok(Self::of(&kinds))
    }
}

fn unknown(name: &str) -> Box<Diagnostic> {
    let mut names = Fault::ALL.iter().map(|fault| fault.name()).collect::<Vec<_>>();
    names.extend(["all", "hang", "none"]);
    let help = match crate::diag::nearest(name, names.iter().copied()) {
        Some(_) => did_you_mean(name, "faults", &names),
        None => Some(format!("faults: {}", names.join(", "))),
    };
    let message = format!("there is no fault called `{name}`");
    Box::new(Diagnostic::error(codes::BAD_ARGUMENT, message).maybe_help(help))
}
