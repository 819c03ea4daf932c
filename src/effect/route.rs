//! How a machine is reached: the settings of a connection, all worked out.

use std::path::PathBuf;
use std::time::Duration;

use super::Target;
use crate::diag::Result;

/// How one machine is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// What it was asked for by.
    pub name: String,
    /// The host name or IP address to connect to.
    pub address: String,
    /// TCP port of its SSH server.
    pub port: u16,
    /// The account to log in with; the usual one when absent.
    pub user: Option<String>,
    /// What carries the connection.
    pub way: Way,
    /// What the host's key is compared with.
    pub host_key: HostKeyRule,
    /// What may be tried to log in.
    pub login: LoginRule,
    /// Deadline for the connection, where the settings have one.
    pub connect: Option<Duration>,
    /// How often a silent host is asked whether it is still there, and after how many questions
    /// without an answer it is taken for gone.
    pub keepalive: Option<(Duration, u32)>,
}

impl Route {
    /// To `address`, directly, with nothing said about the rest.
    pub fn direct(address: impl Into<String>, port: u16) -> Self {
        let address = address.into();
        Self {
            name: address.clone(),
            address,
            port,
            user: None,
            way: Way::Direct { family: Family::Any, bind: None },
            host_key: HostKeyRule::default(),
            login: LoginRule::default(),
            connect: None,
            keepalive: None,
        }
    }

    /// What a host's key is on record under: its address, unless the settings say otherwise.
    pub fn key_name(&self) -> &str {
        self.host_key.alias.as_deref().unwrap_or(&self.address)
    }
}

/// What carries a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// TCP from this machine.
    Direct {
        /// Which addresses of a name are used.
        family: Family,
        /// The address of this machine to connect from.
        bind: Option<String>,
    },
    /// A channel through this host, which is reached first.
    Through(Box<Route>),
    /// The standard streams of this command of this machine.
    Command(String),
}

/// Which addresses of a name are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// All.
    #[default]
    Any,
    /// Those of IPv4.
    V4,
    /// Those of IPv6.
    V6,
}

/// What the key of a host is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostKeyRule {
    /// The name that the key is on record under, in place of the address.
    pub alias: Option<String>,
    /// The user's files of known hosts; the usual ones when absent. A new key goes to the first.
    pub files: Option<Vec<PathBuf>>,
    /// Those of the system, which are only read; the usual ones when absent.
    pub system_files: Option<Vec<PathBuf>>,
    /// The file with keys that no host may have.
    pub revoked: Option<PathBuf>,
    /// Whether the key of a host that is not on record is trusted and recorded.
    pub accept_new: bool,
    /// Whether names are recorded as hashes.
    pub hashed: bool,
}

/// What may be tried to log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRule {
    /// Files with private keys, in order; the usual ones when absent. One that is not there is
    /// passed over.
    pub identities: Option<Vec<PathBuf>>,
    /// Whether keys are offered that only the agent has.
    pub only_named: bool,
    /// Files with certificates for the keys.
    pub certificates: Vec<PathBuf>,
    /// Which agent is asked.
    pub agent: AgentChoice,
    /// The methods, in order.
    pub methods: Vec<Method>,
}

impl Default for LoginRule {
    fn default() -> Self {
        Self {
            identities: None,
            only_named: false,
            certificates: Vec::new(),
            agent: AgentChoice::Usual,
            methods: Method::ALL.to_vec(),
        }
    }
}

/// Which agent holds keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentChoice {
    /// The one that `SSH_AUTH_SOCK` tells of.
    Usual,
    /// None.
    Nobody,
    /// The one that listens at this socket.
    At(PathBuf),
}

/// A way to prove who one is (RFC 4252, RFC 4256).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A key or a certificate.
    PublicKey,
    /// Answers to questions of the host.
    KeyboardInteractive,
    /// A password.
    Password,
}

impl Method {
    /// All of them, in the order in which `ssh` tries them.
    pub const ALL: [Self; 3] = [Self::PublicKey, Self::KeyboardInteractive, Self::Password];

    /// The name that the protocol has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PublicKey => "publickey",
            Self::KeyboardInteractive => "keyboard-interactive",
            Self::Password => "password",
        }
    }
}

/// A route, or what has to be known first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routed {
    /// The route.
    Route(Box<Route>),
    /// Whether this command of this machine ends with exit code 0 decides about it.
    Ask(String),
}

/// Works out how machines are reached.
pub trait Routes: Send + Sync {
    /// Read the settings, if that was not done before. It may wait for files.
    ///
    /// # Errors
    /// They are wrong: then nothing may be contacted, for the mistake could be about any host.
    fn prepare(&self) -> Result<()>;

    /// How `target` is reached. A setting may depend on how a command of this machine ends:
    /// `answer` tells for those that were asked about before.
    ///
    /// # Errors
    /// As for [`Self::prepare`], and settings that make no sense for this target.
    fn route(&self, target: &Target, answer: &dyn Fn(&str) -> Option<bool>) -> Result<Routed>;
}

/// Reaches every machine directly, with the settings of its inventory alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct DirectRoutes;

impl Routes for DirectRoutes {
    fn prepare(&self) -> Result<()> {
        Ok(())
    }

    fn route(&self, target: &Target, _: &dyn Fn(&str) -> Option<bool>) -> Result<Routed> {
        let port = target.port.unwrap_or(Target::SSH_PORT);
        let user = target.user.clone();
        Ok(Routed::Route(Box::new(Route { user, ..Route::direct(&target.address, port) })))
    }
}
