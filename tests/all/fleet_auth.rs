//! Logging in: which keys are used, and what is said when none fits.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rebe_shell::effect::memory::NoPrompt;
use rebe_shell::effect::{OutcomeKind, Prompt, Target};
use rebe_shell::fleet::{Fleet, FleetSettings};

use crate::support::sshd::{Sshd, make_key};
use crate::support::{
    Folder, fleet, fleet_routed, fleet_with, job, job_with, me, run, run_one, target, targets, tool,
};

/// Answers `passphrase` after a moment, and counts.
struct Typist {
    passphrase: &'static str,
    asked: AtomicUsize,
}

impl Typist {
    fn new(passphrase: &'static str) -> Arc<Self> {
        Arc::new(Self { passphrase, asked: AtomicUsize::new(0) })
    }
}

impl Prompt for Typist {
    fn secret(&self, question: &str) -> Option<String> {
        assert!(question.contains("locked"), "{question}");
        std::thread::sleep(Duration::from_millis(700));
        self.asked.fetch_add(1, Ordering::Relaxed);
        Some(self.passphrase.to_owned())
    }
}

/// Settings that name these keys.
fn naming(sshd: &Sshd, paths: Vec<PathBuf>) -> FleetSettings {
    FleetSettings { identities: Some(paths), ..sshd.trusting() }
}

/// Make an encrypted key that the server accepts.
fn locked_key(sshd: &Sshd) -> PathBuf {
    let path = sshd.folder.join("locked");
    make_key(&path, "open sesame");
    std::fs::copy(sshd.folder.join("locked.pub"), sshd.folder.join("authorized_keys")).unwrap();
    path
}

#[test]
fn a_named_key_and_the_usual_key() {
    let sshd = Sshd::start();
    let named = fleet(sshd.folder.path(), naming(&sshd, vec![sshd.folder.join("user")]));
    assert_eq!(run_one(&named, job("true"), target("127.0.0.1", sshd.port)).outcome.label(), "ok");
    let home = Folder::new();
    std::fs::create_dir(home.join(".ssh")).unwrap();
    let none =
        run_one(&fleet(home.path(), sshd.trusting()), job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(none.outcome.kind, OutcomeKind::AuthFailed);
    assert!(none.outcome.message.contains("there is no key"), "{}", none.outcome.message);
    std::fs::copy(sshd.folder.join("user"), home.join(".ssh/id_ed25519")).unwrap();
    std::fs::write(home.join(".ssh/id_rsa"), "rubbish").unwrap();
    let usual =
        run_one(&fleet(home.path(), sshd.trusting()), job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(usual.outcome.label(), "ok", "{}", usual.outcome.message);
}

#[test]
fn keys_and_accounts_of_a_target_come_first() {
    let sshd = Sshd::start();
    let at = |path: &str, user: Option<&str>| {
        let target = (*target("127.0.0.1", sshd.port)).clone();
        let user = user.map(str::to_owned);
        Arc::new(Target { identities: vec![path.into()], user, ..target })
    };
    // A tilde is the user's home, which is the server's folder here.
    let settings = FleetSettings { user: Some(me()), ..sshd.trusting() };
    let plain = fleet(sshd.folder.path(), settings.clone());
    let reply = run_one(&plain, job("true"), at("~/user", None));
    assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    let reply = run_one(&plain, job("true"), at("~/user", Some("nobody-at-all")));
    assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
    assert!(reply.outcome.message.contains("nobody-at-all"), "{}", reply.outcome.message);
    // The key of the settings is tried after the wrong one of the target.
    make_key(&sshd.folder.join("wrong"), "");
    let settings = FleetSettings { identities: Some(vec!["~/user".into()]), ..settings };
    let both = fleet(sshd.folder.path(), settings);
    let reply = run_one(&both, job("true"), at("~/wrong", None));
    assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    assert!(sshd.log().contains("Failed publickey"), "the wrong key came first");
}

#[test]
fn rsa_and_ecdsa_keys_work() {
    let sshd = Sshd::start();
    for kind in ["rsa", "ecdsa"] {
        let path = sshd.folder.join(kind);
        let text = path.display().to_string();
        tool("ssh-keygen", &["-q", "-t", kind, "-N", "", "-f", &text], &[]);
        let public = sshd.folder.join(&format!("{kind}.pub"));
        std::fs::copy(public, sshd.folder.join("authorized_keys")).unwrap();
        let fleet = fleet(sshd.folder.path(), naming(&sshd, vec![path]));
        let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
}

#[test]
fn a_wrong_key_and_too_many_keys_are_auth_failed() {
    let sshd = Sshd::start();
    let paths = (0..8).map(|at| sshd.folder.join(&format!("wrong{at}"))).collect::<Vec<_>>();
    for path in &paths {
        make_key(path, "");
    }
    let one = fleet(sshd.folder.path(), naming(&sshd, paths[..1].to_vec()));
    let reply = run_one(&one, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
    assert!(reply.outcome.message.contains("wrong0"), "{}", reply.outcome.message);
    assert!(reply.outcome.message.contains("ssh-copy-id"), "{}", reply.outcome.message);
    let many = fleet(sshd.folder.path(), naming(&sshd, paths));
    let reply = run_one(&many, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
    let message = reply.outcome.message;
    assert!(message.contains("wrong4") && !message.contains("wrong5"), "{message}");
    assert!(!sshd.log().contains("Too many authentication failures"));
}

#[test]
fn a_key_that_cannot_be_used_is_named_and_no_host_is_contacted() {
    let sshd = Sshd::start();
    let broken = sshd.folder.join("broken");
    let text = std::fs::read_to_string(sshd.folder.join("user")).unwrap();
    std::fs::write(&broken, &text[..150]).unwrap();
    for path in [broken, sshd.folder.join("absent"), sshd.folder.join("user.pub")] {
        let fleet = fleet(sshd.folder.path(), naming(&sshd, vec![path.clone()]));
        for reply in run(&fleet, job("true"), targets(3, sshd.port)) {
            assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
            assert_eq!(reply.outcome.attempts, 0);
            let path = path.display().to_string();
            assert!(reply.outcome.message.contains(&path), "{}", reply.outcome.message);
        }
    }
    assert!(!sshd.log().contains("127.0.0.3"));
}

#[test]
fn a_passphrase_is_asked_for_once_and_off_the_clock() {
    let sshd = Sshd::start();
    let path = locked_key(&sshd);
    let typist = Typist::new("open sesame");
    let prompt = Arc::clone(&typist) as Arc<dyn Prompt>;
    let fleet = fleet_with(sshd.folder.path(), naming(&sshd, vec![path]), &[], prompt);
    let job = job_with("true", |limits| limits.auth = Duration::from_millis(500));
    for reply in run(&fleet, job, targets(10, sshd.port)) {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
    assert_eq!(typist.asked.load(Ordering::Relaxed), 1);
}

#[test]
fn a_wrong_passphrase_or_no_terminal_is_said() {
    let sshd = Sshd::start();
    let path = locked_key(&sshd);
    let typist = Typist::new("open barley");
    let prompt = Arc::clone(&typist) as Arc<dyn Prompt>;
    let settings = || naming(&sshd, vec![path.clone()]);
    let wrong = fleet_with(sshd.folder.path(), settings(), &[], prompt);
    for reply in run(&wrong, job("true"), targets(5, sshd.port)) {
        assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
        assert!(
            reply.outcome.message.contains("passphrase was wrong"),
            "{}",
            reply.outcome.message
        );
    }
    assert_eq!(typist.asked.load(Ordering::Relaxed), 3);
    let nobody = fleet_with(sshd.folder.path(), settings(), &[], Arc::new(NoPrompt));
    let reply = run_one(&nobody, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
    assert!(reply.outcome.message.contains("ssh-add"), "{}", reply.outcome.message);
}

#[test]
fn a_passphrase_is_not_asked_for_when_the_host_would_refuse_the_key() {
    let sshd = Sshd::start();
    let path = sshd.folder.join("locked");
    make_key(&path, "open sesame");
    let typist = Typist::new("open sesame");
    let prompt = Arc::clone(&typist) as Arc<dyn Prompt>;
    let paths = vec![path, sshd.folder.join("user")];
    let fleet = fleet_with(sshd.folder.path(), naming(&sshd, paths), &[], prompt);
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    assert_eq!(typist.asked.load(Ordering::Relaxed), 0);
}

/// An agent of our own.
struct Agent {
    process: Child,
    socket: String,
}

impl Agent {
    fn start(folder: &Folder) -> Self {
        let socket = folder.join("agent").display().to_string();
        let mut process = Command::new("ssh-agent");
        process.args(["-D", "-a", &socket]).stdout(Stdio::null());
        let agent = Self { process: process.spawn().unwrap(), socket };
        while !std::path::Path::new(&agent.socket).exists() {
            std::thread::sleep(Duration::from_millis(10));
        }
        agent
    }

    /// Give it the key at `path`, in the clear: ssh-add would ask for the passphrase.
    fn hold(&self, path: &std::path::Path) {
        let open = path.with_extension("open");
        std::fs::copy(path, &open).unwrap();
        let open = open.display().to_string();
        tool("ssh-keygen", &["-q", "-p", "-P", "open sesame", "-N", "", "-f", &open], &[]);
        tool("ssh-add", &["-q", &open], &[("SSH_AUTH_SOCK", &self.socket)]);
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_agent_signs() {
    let sshd = Sshd::start();
    let path = locked_key(&sshd);
    let agent = Agent::start(&sshd.folder);
    agent.hold(&path);
    let socket = agent.socket.clone();
    let variables = [("SSH_AUTH_SOCK", &*socket)];
    // Both without a named key, and with a named one that only the agent can open.
    for settings in [sshd.trusting(), naming(&sshd, vec![path])] {
        let home = Folder::new();
        let fleet = fleet_with(home.path(), settings, &variables, Arc::new(NoPrompt));
        for reply in run(&fleet, job("true"), targets(20, sshd.port)) {
            assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
        }
    }
    drop(agent);
    let home = Folder::new();
    let fleet = fleet_with(home.path(), sshd.trusting(), &variables, Arc::new(NoPrompt));
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::AuthFailed);
    assert!(reply.outcome.message.contains("agent did not answer"), "{}", reply.outcome.message);
}

/// Sign the key `name` of `folder` with its key `ca`.
fn certify(folder: &Folder, name: &str, arguments: &[&str]) {
    let (ca, key) = (folder.join("ca"), folder.join(&format!("{name}.pub")));
    let (ca, key) = (ca.display().to_string(), key.display().to_string());
    let call = [&["-q", "-s", &ca, "-I", "test"], arguments, &[&key]].concat();
    tool("ssh-keygen", &call, &[]);
}

#[test]
fn a_certificate_is_found_beside_its_key_and_in_the_configuration() {
    let sshd = Sshd::start_with(|folder| {
        make_key(&folder.join("ca"), "");
        make_key(&folder.join("mine"), "");
        certify(folder, "mine", &["-n", &me()]);
        format!("TrustedUserCAKeys {}\n", folder.join("ca.pub").display())
    });
    // Nothing but the certificate lets anybody in.
    std::fs::write(sshd.folder.join("authorized_keys"), "").unwrap();
    let ask = |fleet: &Fleet| {
        let reply = run_one(fleet, job("true"), target("127.0.0.1", sshd.port));
        (reply.outcome.label(), reply.outcome.message)
    };
    let beside = fleet(sshd.folder.path(), naming(&sshd, vec![sshd.folder.join("mine")]));
    assert_eq!(ask(&beside).0, "ok");
    let elsewhere = sshd.folder.join("elsewhere.pub");
    std::fs::rename(sshd.folder.join("mine-cert.pub"), &elsewhere).unwrap();
    let gone = fleet(sshd.folder.path(), naming(&sshd, vec![sshd.folder.join("mine")]));
    assert_eq!(ask(&gone).0, "auth_failed");
    let config = format!(
        "IdentityFile ~/mine\nCertificateFile {}\nCertificateFile ~/nowhere\n",
        elsewhere.display()
    );
    let named = fleet_routed(sshd.folder.path(), sshd.trusting(), &config);
    let (label, message) = ask(&named);
    assert_eq!(label, "ok", "{message}");
    assert!(sshd.log().contains("ED25519-CERT"), "{}", sshd.log());
}

#[test]
fn an_agent_signs_for_a_certificate_that_is_in_a_file() {
    let sshd = Sshd::start_with(|folder| {
        make_key(&folder.join("ca"), "");
        make_key(&folder.join("mine"), "open sesame");
        certify(folder, "mine", &["-n", &me()]);
        format!("TrustedUserCAKeys {}\n", folder.join("ca.pub").display())
    });
    std::fs::write(sshd.folder.join("authorized_keys"), "").unwrap();
    let agent = Agent::start(&sshd.folder);
    agent.hold(&sshd.folder.join("mine"));
    let settings = naming(&sshd, vec![sshd.folder.join("mine")]);
    let fleet = fleet_with(
        sshd.folder.path(),
        settings,
        &[("SSH_AUTH_SOCK", &agent.socket)],
        Arc::new(NoPrompt),
    );
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    assert!(sshd.log().contains("ED25519-CERT"), "{}", sshd.log());
}

#[test]
fn hosts_are_vouched_for_by_an_authority() {
    let sshd = Sshd::start_with(|folder| {
        make_key(&folder.join("ca"), "");
        certify(folder, "host", &["-h", "-n", "127.0.3.1,*.lan,named"]);
        format!("HostCertificate {}\n", folder.join("host-cert.pub").display())
    });
    let authority = std::fs::read_to_string(sshd.folder.join("ca.pub")).unwrap();
    let ask = |known: String, address: &str, alias: Option<&str>| {
        let path = sshd.folder.join("known");
        std::fs::write(&path, known).unwrap();
        let settings = FleetSettings {
            known_hosts: Some(path),
            identity: Some(sshd.user_key()),
            ..FleetSettings::default()
        };
        let config = alias.map_or(String::new(), |alias| format!("HostKeyAlias {alias}\n"));
        let fleet = fleet_routed(sshd.folder.path(), settings, &config);
        let reply = run_one(&fleet, job("true"), target(address, sshd.port));
        (reply.outcome.label(), reply.outcome.message)
    };
    let trusting = |hosts: &str| format!("@cert-authority {hosts} {authority}");
    let (label, message) = ask(trusting("127.0.3.*,[127.0.3.*]:*"), "127.0.3.1", None);
    assert_eq!(label, "ok", "{message}");
    assert_eq!(ask(trusting("*"), "127.0.3.1", None).0, "ok");
    assert_eq!(ask(trusting("*"), "127.0.3.2", Some("a.lan")).0, "ok");
    let (label, message) = ask(trusting("*"), "127.0.3.2", None);
    assert_eq!(label, "host_key");
    assert!(message.contains("is for other hosts") && message.contains("*.lan"), "{message}");
    let (label, message) = ask(trusting("other.lan"), "127.0.3.1", None);
    assert_eq!(label, "host_key");
    assert!(message.contains("not known yet"), "{message}");
    let revoked = format!("{}@revoked * {authority}", trusting("*"));
    let (label, message) = ask(revoked, "127.0.3.1", None);
    assert_eq!(label, "host_key");
    assert!(message.contains("revoked"), "{message}");
    // A certificate of which the authority is unknown counts as the key in it.
    let key = std::fs::read_to_string(sshd.folder.join("host.pub")).unwrap();
    let both = format!("@cert-authority 127.0.3.9 {authority}[127.0.3.9]:{} {key}", sshd.port);
    assert_eq!(ask(both, "127.0.3.9", None).0, "host_key", "the certificate is for others");
    certify(&sshd.folder, "host", &["-h", "-n", "127.0.3.1", "-V", "20200101:20200102"]);
    let mut sshd = sshd;
    sshd.crash();
    sshd.restart();
    let path = sshd.folder.join("known");
    std::fs::write(&path, format!("@cert-authority * {authority}")).unwrap();
    let settings = FleetSettings {
        known_hosts: Some(path),
        identity: Some(sshd.user_key()),
        ..FleetSettings::default()
    };
    let late = fleet(sshd.folder.path(), settings);
    let reply = run_one(&late, job("true"), target("127.0.3.1", sshd.port));
    assert_eq!(reply.outcome.label(), "host_key");
    assert!(reply.outcome.message.contains("not valid now"), "{}", reply.outcome.message);
}
