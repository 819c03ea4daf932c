//! `rebe` as a program of its own, on hosts that are played by a real sshd.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::sshd::Sshd;
use super::{Folder, me};

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// How it ended for each host: the label and the message.
    pub(crate) outcomes: BTreeMap<String, (String, String)>,
    /// The most memory that it had, in KiB.
    pub(crate) peak: u64,
}

impl Ran {
    /// What was printed as NDJSON.
    pub(crate) fn rows(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The row of `host`, which is the only one that it has.
    pub(crate) fn row(&self, host: &str) -> Value {
        let mut rows = self.rows();
        rows.retain(|row| row["host"] == host);
        assert_eq!(rows.len(), 1, "{host}");
        rows.remove(0)
    }

    /// How it ended for `host`: it must have `label` and a message with each of `words`.
    #[track_caller]
    pub(crate) fn assert(&self, host: &str, label: &str, words: &[&str]) {
        let (found, message) = &self.outcomes[host];
        assert_eq!(found, label, "{host}: {message}");
        for words in words {
            assert!(message.contains(words), "{host}: {message}");
        }
    }
}

/// Run `text` on `hosts`, which are as in an inventory, at `port`, where `sshd` or a proxy before it
/// listens. `flags` are those of the program.
pub(crate) fn rebe(sshd: &Sshd, port: u16, hosts: &str, text: &str, flags: &[&str]) -> Ran {
    rebe_by(&[], sshd, port, hosts, text, flags)
}

/// The same, started by another program.
pub(crate) fn rebe_by(
    starter: &[String],
    sshd: &Sshd,
    port: u16,
    hosts: &str,
    text: &str,
    flags: &[&str],
) -> Ran {
    let folder = Folder::new();
    let at = |name: &str| folder.join(name).display().to_string();
    let user = me();
    let inventory =
        format!("hosts = [\"{hosts}\"]\n[defaults]\nport = {port}\nuser = \"{user}\"\n");
    fs::write(folder.join("hosts.toml"), inventory).unwrap();
    let key = fs::read_to_string(sshd.folder.join("host.pub")).unwrap();
    fs::write(folder.join("known"), format!("[127.*]:{port} {key}")).unwrap();
    let identity = sshd.folder.join("user").display().to_string();
    let usual = [
        ("--inventory", at("hosts.toml")),
        ("--known-hosts", at("known")),
        ("--outcomes", at("outcomes")),
        ("--identity", identity),
        ("--ssh-config", "none".to_owned()),
        ("-c", text.to_owned()),
    ];
    let program = env!("CARGO_BIN_EXE_rebe").to_owned();
    let mut words = starter.iter().chain([&program]);
    let mut child = Command::new(words.next().unwrap())
        .args(words)
        .args(["-o", "ndjson"].iter().filter(|_| !flags.contains(&"-o")))
        .args(usual.iter().flat_map(|(flag, value)| [*flag, value.as_str()]))
        .args(flags)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .stdout(File::create(folder.join("stdout")).unwrap())
        .stderr(File::create(folder.join("stderr")).unwrap())
        .spawn()
        .unwrap();
    let (start, mut peak) = (Instant::now(), 0);
    let status = format!("/proc/{}/status", child.id());
    let exit = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended.code();
        }
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(now.unwrap_or(0));
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("the run hangs: {text}");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let outcomes = read("outcomes").lines().map(outcome).collect();
    Ran { exit, stdout: read("stdout"), stderr: read("stderr"), outcomes, peak }
}

/// The host, the label and the message of one line.
fn outcome(line: &str) -> (String, (String, String)) {
    let line: Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let label = match (text("outcome").as_str(), &line["exit_code"], text("phase").as_str()) {
        ("failed", code, _) => format!("failed({code})"),
        ("timeout", _, phase) => format!("timeout({phase})"),
        (other, ..) => other.to_owned(),
    };
    (text("host"), (label, text("message")))
}
