//! What the language asks of whatever talks to machines.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::BoxStream;

use super::variables::schema_of;
use super::{Connection, Download, Moved, Outcome, Upload};
use crate::diag::Result;
use crate::value::{Record, Schema};

/// Cancels a run: cheap to clone, cancelled once and for all, can be awaited.
pub type Cancel = tokio_util::sync::CancellationToken;

/// How a target is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// Over SSH.
    Ssh,
    /// This machine itself, by a child process.
    Local,
}

/// One machine to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its name in tables and outcomes; unique in an inventory.
    pub name: String,
    /// What `ssh` would be given: a host name, an IP address, or a name that the user's SSH
    /// configuration knows.
    pub address: String,
    /// TCP port of its SSH server, where the inventory tells it.
    pub port: Option<u16>,
    /// The account to log in with, where the inventory tells it.
    pub user: Option<String>,
    /// Private keys that the inventory names; they are tried before any others.
    pub identities: Vec<PathBuf>,
    /// How it is reached.
    pub transport: Transport,
    /// Groups that it belongs to, those above them among them, sorted.
    pub groups: Vec<String>,
    /// Tags that it has, sorted.
    pub tags: Vec<String>,
    /// Variables that the inventory gives it; none rather than a record without fields. Hosts that
    /// have the same ones share them.
    pub vars: Option<Arc<Record>>,
}

impl Target {
    /// The port of SSH servers, where nobody says otherwise.
    pub const SSH_PORT: u16 = 22;
}

/// Bounds on the work of one command. All times are per host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Number of hosts worked on at once; a matter of policy, not of cores.
    pub parallel: usize,
    /// Deadline for resolving, TCP and the SSH handshake.
    pub connect: Duration,
    /// Deadline for authentication.
    pub auth: Duration,
    /// Deadline for the remote command.
    pub exec: Duration,
    /// Deadline for a host as a whole.
    pub total: Duration,
    /// Bytes kept of stdout, and of stderr; what goes beyond is cut and the outcome says so.
    pub max_output: usize,
    /// Bytes of memory that rows may take which have to be at hand at once, such as those of a sort;
    /// more of them go through files.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parallel: 256,
            connect: Duration::from_secs(10),
            auth: Duration::from_secs(10),
            exec: Duration::from_secs(60),
            total: Duration::from_secs(120),
            max_output: 16 << 20,
            memory: 512 << 20,
        }
    }
}

/// What to do on each target, and its bounds.
#[derive(Debug, Clone)]
pub struct Job {
    /// What to do.
    pub task: Task,
    /// Bounds.
    pub limits: Limits,
}

/// What to do on each target.
#[derive(Debug, Clone)]
pub enum Task {
    /// Run a command.
    Command(RemoteCommand),
    /// Put files of this machine there.
    Upload(Upload),
    /// Bring files of it here.
    Download(Download),
}

/// A command to run on a target.
#[derive(Debug, Clone)]
pub struct RemoteCommand {
    /// The command line, for the login shell of the account.
    pub line: Arc<str>,
    /// What its standard input gets, before it is closed.
    pub stdin: Arc<[u8]>,
    /// Whether it changes nothing, so that it may be run again after its connection broke.
    pub repeatable: bool,
    /// Whether it is run again and again until it ends with exit code 0, and after how long each
    /// time. A host that cannot be reached is waited for, too, whatever its breaker says.
    pub every: Option<Duration>,
    /// Whether output is told as it comes, in [`RemoteEvent::Output`], and not kept for the reply.
    pub stream: bool,
    /// Set where `line` begins with `sudo`.
    pub sudo: Option<Sudo>,
}

/// The words between a `sudo` and whoever started it. They are those of one call, and nobody can
/// guess them.
#[derive(Debug, Clone)]
pub struct Sudo {
    /// How it asks for the password, on stderr.
    pub question: Arc<str>,
    /// What is written to stderr right before the command begins; all before that is no output of
    /// the command.
    pub started: Arc<str>,
}

/// What one target answered.
#[derive(Debug)]
pub struct Reply {
    /// Who answered.
    pub target: Arc<Target>,
    /// How it ended, as far as the transport can tell: `Ok` for exit code 0, `Failed` for another,
    /// `Truncated` when output was cut.
    pub outcome: Outcome,
    /// Exit code of the remote command, 128 + N for signal N; absent when it never ended.
    pub exit_code: Option<i32>,
    /// Its standard output, at most `max_output` bytes.
    pub stdout: Vec<u8>,
    /// Its standard error, at most `max_output` bytes.
    pub stderr: Vec<u8>,
    /// The files that were carried, those before something went wrong too.
    pub files: Vec<Moved>,
}

/// Some of the output of a command, as it came.
#[derive(Debug)]
pub struct Piece {
    /// Whose it is.
    pub target: Arc<Target>,
    /// Where it was written.
    pub stream: OutputStream,
    /// What was written, at most 64 KiB; it may end in the midst of a character.
    pub bytes: Vec<u8>,
}

/// One of the two streams that a command writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// What comes back while a job runs.
#[derive(Debug)]
pub enum RemoteEvent {
    /// Output of a command that is to be told as it comes. All of it comes before the reply.
    Output(Piece),
    /// Targets that ended since the last event: at most 1,024 of them, at most 100 ms old.
    Replies(Vec<Reply>),
    /// A tick about every 100 ms while work goes on.
    Progress(Load),
}

/// How much is going on in a fleet command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Targets that are being worked on now.
    pub in_flight: usize,
    /// Targets that are known and not yet started.
    pub waiting: usize,
    /// How many may be worked on at once now.
    pub limit: usize,
    /// How many are allowed at once; `limit` is less while connections are broken off or slow.
    pub most: usize,
    /// Bytes of files that were carried so far, those of files that are not done among them.
    pub carried: u64,
}

impl Load {
    /// Whether fewer targets are worked on at once than are allowed.
    pub fn is_slowed(self) -> bool {
        self.limit < self.most
    }
}

/// Talks to machines.
pub trait Remote: Send + Sync {
    /// Run `job` on every target that `targets` yields, at most `job.limits.parallel` at once (fewer
    /// while connections are broken off or slow), and
    /// yield exactly one [`Reply`] a target, in the order in which they end. Connections are
    /// pooled and outlive the call. When `cancel` fires, work in flight ends at once with outcome
    /// `cancelled`, and so do targets not started (when `targets` has not ended by then, the rest
    /// of it is drained for that). Dropping the stream cancels and forgets the job.
    fn run(
        &self,
        job: Job,
        targets: BoxStream<'static, Arc<Target>>,
        cancel: Cancel,
    ) -> BoxStream<'static, RemoteEvent>;

    /// The connections there are, and the hosts without one that failed lately; by address.
    fn status(&self) -> Vec<Connection> {
        Vec::new()
    }
}

/// Which machines there are.
pub trait Directory: Send + Sync {
    /// All targets, in the order of the inventory.
    ///
    /// # Errors
    /// The inventory cannot be read or is wrong; the diagnostic says where.
    fn all(&self) -> Result<Vec<Arc<Target>>>;

    /// The variables of all targets together, as [`super::variables::schema_of`] tells them.
    ///
    /// # Errors
    /// As for [`Self::all`].
    fn variables(&self) -> Result<Schema> {
        Ok(schema_of(&self.all()?))
    }

    /// The target called `name`; a name that the inventory lacks is taken for an address, with
    /// the defaults of the inventory.
    ///
    /// # Errors
    /// As for [`Self::all`].
    fn get(&self, name: &str) -> Result<Arc<Target>>;

    /// The targets that `pattern` names: a host, a range such as `web[01-20]`, or a group.
    ///
    /// # Errors
    /// As for [`Self::all`], and a pattern that names nothing (with did-you-mean).
    fn select(&self, pattern: &str) -> Result<Vec<Arc<Target>>>;

    /// Whether the host called `name` is not to be worked on, even where a text names it.
    fn leaves_out(&self, _name: &str) -> bool {
        false
    }
}
