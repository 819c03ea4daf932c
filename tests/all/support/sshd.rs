//! A real `sshd` of the user who runs the tests, on all addresses 127.x.y.z: a whole fleet.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use rebe_shell::fleet::{Fleet, FleetSettings, KnownKey, PrivateKey, PublicKey};

use super::{Folder, fleet, tool};

const SSHD: &str = "/usr/sbin/sshd";

/// The server; it ends with its owner.
pub(crate) struct Sshd {
    pub(crate) folder: Folder,
    pub(crate) port: u16,
    /// The program that starts it, with arguments; none by default.
    starter: Vec<String>,
    /// An address at which it listens.
    address: String,
    process: Child,
}

impl Sshd {
    pub(crate) fn start() -> Self {
        Self::start_with(|_| String::new())
    }

    /// One with more lines in its configuration, for which files can be made in its folder.
    pub(crate) fn start_with(more: impl FnOnce(&Folder) -> String) -> Self {
        Self::start_by(&[], "127.0.0.1", more)
    }

    /// One that is started by another program, and then listens at `address`.
    pub(crate) fn start_by(
        starter: &[&str],
        address: &str,
        more: impl FnOnce(&Folder) -> String,
    ) -> Self {
        let folder = Folder::new();
        for name in ["host", "user"] {
            make_key(&folder.join(name), "");
        }
        std::fs::copy(folder.join("user.pub"), folder.join("authorized_keys")).unwrap();
        let port = free_port();
        let at = |name: &str| folder.join(name).display().to_string();
        let mut config = format!(
            "Port {port}\nListenAddress 0.0.0.0\nHostKey {}\nPidFile none\n\
             AuthorizedKeysFile {}\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n\
             PermitRootLogin prohibit-password\nMaxStartups 1000:1:2000\nLogLevel VERBOSE\n\
             PrintMotd no\nPrintLastLog no\nSetEnv HOME={}\n",
            at("host"),
            at("authorized_keys"),
            // The start-up files of the user's shell would take longer than all the rest.
            folder.path().display(),
        );
        config += &more(&folder);
        // Only OpenSSH 9.8 and later know the option, and punish the tests without it.
        std::fs::write(folder.join("config"), format!("{config}PerSourcePenalties no\n")).unwrap();
        let check = Command::new(SSHD).args(["-t", "-f", &at("config")]).output().unwrap();
        if check.status.success() {
            config.push_str("PerSourcePenalties no\n");
        }
        std::fs::write(folder.join("config"), config).unwrap();
        // The superuser's sshd wants this folder, and init scripts make it; nobody else can.
        let _ = std::fs::create_dir_all("/run/sshd");
        let (starter, address) =
            (starter.iter().map(|word| (*word).to_owned()), address.to_owned());
        let starter = starter.collect::<Vec<_>>();
        let process = spawn(&starter, &folder);
        let sshd = Self { folder, port, starter, address, process };
        sshd.wait();
        sshd
    }

    /// Kill the server and all its connections, as a crash of the host would.
    pub(crate) fn crash(&mut self) {
        let family = self.family();
        let _ = Command::new("kill").arg("-9").args(&family).stderr(Stdio::null()).status();
        let _ = self.process.wait();
    }

    /// Stop the processes of the connections that there are, but not the server.
    pub(crate) fn freeze_connections(&self) {
        let connections = self.family().into_iter().skip(1);
        let _ = Command::new("kill").arg("-STOP").args(connections).status();
    }

    /// Kill the processes of sshd that serve the connections that there are: what they have started
    /// lives on and finds its streams closed.
    pub(crate) fn cut_connections(&self) {
        for id in self.family().into_iter().skip(1) {
            let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            if name.starts_with("sshd") {
                let _ = Command::new("kill").args(["-9", &id]).stderr(Stdio::null()).status();
            }
        }
    }

    /// Kill the processes of the connections that there are, but not the server.
    pub(crate) fn kill_connections(&self) {
        let connections = self.family().into_iter().skip(1);
        let _ = Command::new("kill").arg("-9").args(connections).stderr(Stdio::null()).status();
    }

    /// Let those go on.
    pub(crate) fn thaw_connections(&self) {
        let connections = self.family().into_iter().skip(1);
        let _ = Command::new("kill").arg("-CONT").args(connections).status();
    }

    /// Kill the server alone: connections stay, and end with their clients.
    pub(crate) fn kill_listener(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// The server, and the processes of its connections, which are in sessions of their own.
    /// Parents come first, so that when killed none lives to tell how its child ended.
    fn family(&self) -> Vec<String> {
        let mut family = vec![self.process.id().to_string()];
        let mut at = 0;
        while let Some(parent) = family.get(at) {
            let children = Command::new("pgrep").args(["-P", parent]).output().unwrap();
            let children = String::from_utf8(children.stdout).unwrap();
            family.extend(children.lines().map(str::to_owned));
            at += 1;
        }
        family
    }

    /// Start again, on the same port with the same keys.
    pub(crate) fn restart(&mut self) {
        self.process = spawn(&self.starter, &self.folder);
        self.wait();
    }

    /// A fleet that trusts the server and has the right key.
    pub(crate) fn fleet(&self) -> Fleet {
        fleet(self.folder.path(), self.settings())
    }

    pub(crate) fn settings(&self) -> FleetSettings {
        FleetSettings { identity: Some(self.user_key()), ..self.trusting() }
    }

    /// Settings that trust the server, without a key to log in with.
    pub(crate) fn trusting(&self) -> FleetSettings {
        FleetSettings {
            known_keys: vec![KnownKey { host: None, key: self.host_key() }],
            ..FleetSettings::default()
        }
    }

    pub(crate) fn host_key(&self) -> PublicKey {
        let text = std::fs::read_to_string(self.folder.join("host.pub")).unwrap();
        PublicKey::from_openssh(&text).unwrap()
    }

    pub(crate) fn user_key(&self) -> Arc<PrivateKey> {
        let text = std::fs::read_to_string(self.folder.join("user")).unwrap();
        Arc::new(PrivateKey::from_openssh(text).unwrap())
    }

    /// How often somebody logged in.
    pub(crate) fn logins(&self) -> usize {
        self.log().matches("Accepted publickey").count()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn wait(&self) {
        let start = Instant::now();
        while TcpStream::connect((self.address.as_str(), self.port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(10), "sshd: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.crash();
    }
}

fn spawn(starter: &[String], folder: &Folder) -> Child {
    let at = |name: &str| folder.join(name).display().to_string();
    let words = [SSHD, "-D", "-f", &at("config"), "-E", &at("log")].map(str::to_owned);
    let mut words = starter.iter().chain(&words);
    Command::new(words.next().unwrap()).args(words).stdin(Stdio::null()).spawn().unwrap()
}

/// A port that was free just now, and that no connection from this machine is given: the thousands
/// that other tests open would soon take one of the system's own choice.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 100).unwrap() * 100 + 12_000;
    let candidates = std::iter::repeat_with(|| first + NEXT.fetch_add(1, Ordering::Relaxed));
    let is_free = |port: &u16| TcpListener::bind(("0.0.0.0", *port)).is_ok();
    candidates.take(5000).find(is_free).unwrap()
}

/// A new key pair at `path`, encrypted unless `passphrase` is empty.
pub(crate) fn make_key(path: &Path, passphrase: &str) {
    let path = path.display().to_string();
    let arguments = ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", &path];
    tool("ssh-keygen", &arguments, &[]);
}
