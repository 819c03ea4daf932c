//! The one place that words what can go wrong with a host: what happened and the next step.
//!
//! Text of a host may be part of a message; whoever shows it defuses it.

use std::io;
use std::time::Duration;

use russh::keys::PublicKey;

use crate::effect::{Family, OutcomeKind, Phase};

/// Why a host has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// How it ended.
    pub(super) kind: OutcomeKind,
    /// What happened and what to do next.
    pub(super) message: String,
    /// Whether it may be over in a moment, and nothing was changed on the host yet, so that trying
    /// again is right. Never for a login that was refused: that would lock the account out.
    pub(super) transient: bool,
    /// Whether it looks as if somebody has too many connections.
    pub(super) crowded: bool,
    /// Whether the way to the host is not to blame, but a host before it or an account on it.
    pub(super) elsewhere: bool,
}

impl Trouble {
    pub(super) fn new(kind: OutcomeKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), transient: false, crowded: false, elsewhere: false }
    }

    /// The same, and it may be over in a moment.
    pub(super) fn transient(self) -> Self {
        Self { transient: true, ..self }
    }

    pub(super) fn unreachable(message: impl Into<String>) -> Self {
        Self::new(OutcomeKind::Unreachable, message)
    }

    pub(super) fn auth(message: impl Into<String>) -> Self {
        Self::new(OutcomeKind::AuthFailed, message)
    }

    pub(super) fn host_key(message: impl Into<String>) -> Self {
        Self::new(OutcomeKind::HostKey, message)
    }

    /// The same, and it looks as if somebody has too many connections.
    fn crowded(self) -> Self {
        Self { crowded: true, ..self.transient() }
    }

    /// `who` failed too often lately, and is left alone for this long.
    pub(super) fn breaker_open(who: &str, left: Duration) -> Self {
        Self::new(
            OutcomeKind::BreakerOpen,
            format!(
                "{who} failed several times in a row and is left alone for {} s more; `fleet \
                 status` shows how it stands",
                left.as_secs().max(1)
            ),
        )
    }

    pub(super) fn cancelled() -> Self {
        Self::new(OutcomeKind::Cancelled, "the run was cancelled before this host had answered")
    }

    pub(super) fn not_started() -> Self {
        Self::new(OutcomeKind::Cancelled, "the run was cancelled before it was this host's turn")
    }

    /// A defect of this program that must not take the run down with it.
    pub(super) fn internal() -> Self {
        Self::unreachable(
            "internal error: the work on this host ended unexpectedly; this is a defect of rebe, \
             please report it",
        )
    }

    pub(super) fn timeout(phase: Phase, limit: Duration) -> Self {
        let limit = seconds(limit);
        let message = match phase {
            Phase::Connect => format!(
                "no SSH connection within {limit}; is the host up, is its address right, and does \
                 a firewall let you through?"
            ),
            Phase::Auth => format!(
                "the login did not finish within {limit}; the host may be overloaded, or wait for \
                 a directory service"
            ),
            Phase::Exec => format!(
                "the command did not finish within {limit} and was stopped; give it more time or \
                 look at what it waits for on the host"
            ),
            Phase::Total => format!(
                "the host was not done within {limit} in all and was given up; give it more time"
            ),
        };
        Self::new(OutcomeKind::Timeout(phase), message)
    }

    /// The time for a command is over, and files are on the way instead.
    pub(super) fn late_files(limit: Duration) -> Self {
        let message = format!(
            "the files had not come over within {}; give them more time by `--timeout`; with \
             `--resume` the next transfer goes on where this one stopped",
            seconds(limit)
        );
        Self::new(OutcomeKind::Timeout(Phase::Exec), message)
    }

    pub(super) fn truncated(limit: usize) -> Self {
        Self::new(
            OutcomeKind::Truncated,
            format!(
                "the output is longer than the limit of {limit} bytes; it was cut there and the \
                 command was stopped; ask for less or raise the limit"
            ),
        )
    }

    /// The name has no address.
    pub(super) fn unresolved(address: &str, error: &io::Error) -> Self {
        let detail = error.to_string();
        let detail =
            detail.strip_prefix("failed to lookup address information: ").unwrap_or(&detail);
        let trouble = Self::unreachable(format!(
            "the name `{address}` cannot be resolved ({detail}); check its spelling, or give an IP \
             address in the inventory"
        ));
        // What `getaddrinfo` calls EAI_AGAIN: no name server has answered.
        if detail.contains("Temporary failure") { trouble.transient() } else { trouble }
    }

    /// The name has addresses, and none of the family that was asked for.
    pub(super) fn no_family(address: &str, family: Family) -> Self {
        let family = if family == Family::V4 { "IPv4" } else { "IPv6" };
        Self::unreachable(format!(
            "the name `{address}` has no address of {family}; look at AddressFamily in the SSH \
             configuration"
        ))
    }

    /// The address to connect from is none.
    pub(super) fn no_bind(address: &str) -> Self {
        Self::unreachable(format!(
            "`{address}` is no IP address of this machine to connect from; look at BindAddress in \
             the SSH configuration"
        ))
    }

    /// TCP does not come about.
    pub(super) fn tcp(address: &str, port: u16, error: &io::Error) -> Self {
        let (what, next) = match error.kind() {
            io::ErrorKind::ConnectionRefused => (
                "connection refused".to_owned(),
                "is an SSH server running there, and on that port?",
            ),
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => (
                "the connection was broken off at once".to_owned(),
                "its server may be overloaded or may not want your address, try again later",
            ),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => (
                "no route to the host".to_owned(),
                "is the host up, and are you in the right network or VPN?",
            ),
            io::ErrorKind::TimedOut => {
                ("no answer".to_owned(), "is the host up, and does a firewall let you through?")
            }
            io::ErrorKind::AddrNotAvailable => (
                "this machine has no free port for it, or no such address".to_owned(),
                "lower the number of hosts at once",
            ),
            io::ErrorKind::PermissionDenied => {
                ("this machine does not allow the connection".to_owned(), "look at its firewall")
            }
            _ if error.raw_os_error() == Some(TOO_MANY_FILES) => (
                "this machine has too many files open".to_owned(),
                "raise the limit with `ulimit -n` or lower the number of hosts at once",
            ),
            _ => (error.to_string(), "is the address right?"),
        };
        let message = format!("cannot connect to {address} port {port}: {what}; {next}");
        let passing = matches!(
            error.kind(),
            io::ErrorKind::ConnectionRefused
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
        );
        let trouble = Self::unreachable(message);
        let own =
            matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::AddrInUse)
                || error.raw_os_error() == Some(TOO_MANY_FILES);
        match (own, passing) {
            (true, _) => trouble.crowded(),
            (false, true) => trouble.transient(),
            (false, false) => trouble,
        }
    }

    /// The connection stands, the SSH handshake does not.
    pub(super) fn handshake(address: &str, port: u16, error: &russh::Error) -> Self {
        use russh::Error as E;
        let passing = match error {
            E::Disconnect | E::HUP => true,
            E::IO(io) => broken(io),
            _ => false,
        };
        let text = match error {
            E::Disconnect | E::HUP => format!(
                "{address} port {port} closed the connection during the SSH handshake; its server \
                 may be overloaded or may not want your address, try again later"
            ),
            E::IO(io) if broken(io) => format!(
                "{address} port {port} broke the connection off during the SSH handshake; its \
                 server may be overloaded or may not want your address, try again later"
            ),
            E::Version => {
                format!("{address} port {port} does not speak SSH; check the port in the inventory")
            }
            E::NoCommonAlgo { kind, theirs, .. } => format!(
                "{address} and rebe have no {} in common, it offers only {}; its SSH server is \
                 too old or too restricted",
                algorithm(kind),
                theirs.join(", ")
            ),
            error => format!(
                "{address} port {port} broke the SSH protocol during the handshake ({error}); is \
                 that really an SSH server?"
            ),
        };
        let trouble = Self::unreachable(text);
        if passing { trouble.crowded() } else { trouble }
    }

    /// The same, where a program carries the connection, and what that said last.
    pub(super) fn over_program(self, command: &str, said: Option<&str>) -> Self {
        let said = said.map_or_else(String::new, |said| format!(", which said `{said}`"));
        Self { message: format!("over `{command}`{said}: {}", self.message), ..self }
    }

    /// Files of this machine to this machine.
    pub(super) fn no_copies() -> Self {
        Self::new(
            OutcomeKind::Failed(1),
            "this host is this machine itself, on which files are copied by `cp`",
        )
    }

    /// The connection ended while something was under way.
    pub(super) fn broke(doing: &str, why: Option<&str>) -> Self {
        let why = why.map_or_else(String::new, |why| format!(" ({why})"));
        Self::unreachable(format!(
            "the connection broke while {doing}{why}; the host may have gone down, try again"
        ))
    }
}

fn algorithm(kind: &russh::AlgorithmKind) -> &'static str {
    match kind {
        russh::AlgorithmKind::Kex => "way to exchange keys",
        russh::AlgorithmKind::Key => "type of host key",
        russh::AlgorithmKind::Cipher => "cipher",
        russh::AlgorithmKind::Compression => "compression",
        russh::AlgorithmKind::Mac => "way to protect packets",
    }
}

/// What Linux and the BSDs call EMFILE.
const TOO_MANY_FILES: i32 = 24;

/// Whether the other side, or the way there, ended the connection.
fn broken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}

/// Why a connection ended, in plain words; absent where there is no more to say than that it did.
pub(super) fn why_ended(error: &russh::Error) -> Option<String> {
    use io::ErrorKind as Kind;
    let io = match error {
        russh::Error::Disconnect | russh::Error::HUP => return None,
        russh::Error::KeepaliveTimeout | russh::Error::InactivityTimeout => {
            return Some("the host did not answer any more".to_owned());
        }
        russh::Error::IO(io) => io,
        error => return Some(error.to_string()),
    };
    let why = match io.kind() {
        Kind::UnexpectedEof | Kind::BrokenPipe => return None,
        Kind::ConnectionReset | Kind::ConnectionAborted => "it was reset".to_owned(),
        Kind::TimedOut => "the host did not answer any more".to_owned(),
        Kind::HostUnreachable | Kind::NetworkUnreachable => "no route to the host".to_owned(),
        _ => io.to_string(),
    };
    Some(why)
}

/// A bound as people write it: `10 s`, `0.5 s`.
fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

/// `SHA256:…` of a key, as `ssh-keygen -l` prints it.
pub(super) fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(russh::keys::HashAlg::Sha256).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_ends_in_words_without_numbers() {
        let io = |kind: io::ErrorKind| why_ended(&russh::Error::IO(kind.into()));
        assert_eq!(io(io::ErrorKind::UnexpectedEof), None);
        assert_eq!(why_ended(&russh::Error::HUP), None);
        assert_eq!(io(io::ErrorKind::ConnectionReset).unwrap(), "it was reset");
        let silent = why_ended(&russh::Error::KeepaliveTimeout).unwrap();
        assert_eq!(silent, "the host did not answer any more");
    }

    #[test]
    fn messages_say_what_happened_and_what_to_do() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(
            Trouble::tcp("10.0.0.9", 22, &refused).message,
            "cannot connect to 10.0.0.9 port 22: connection refused; is an SSH server running \
             there, and on that port?"
        );
        let late = Trouble::timeout(Phase::Exec, Duration::from_millis(1500));
        assert!(late.message.contains("within 1.5 s"), "{}", late.message);
        assert_eq!(late.kind, OutcomeKind::Timeout(Phase::Exec));
    }
}
