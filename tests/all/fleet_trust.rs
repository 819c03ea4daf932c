//! Host keys: refused by default, recorded when told so, never silently changed.

use rebe_shell::effect::OutcomeKind;
use rebe_shell::fleet::FleetSettings;

use crate::support::sshd::{Sshd, make_key};
use crate::support::{Folder, fleet, fleet_routed, job, run, run_one, target, targets, tool};

/// Settings with the right key to log in with, and no host key on record.
fn strangers(sshd: &Sshd, accept_new: bool) -> FleetSettings {
    FleetSettings { identity: Some(sshd.user_key()), accept_new, ..FleetSettings::default() }
}

#[test]
fn an_unknown_host_is_refused_and_nothing_is_written() {
    let sshd = Sshd::start();
    let home = Folder::new();
    let fleet = fleet(home.path(), strangers(&sshd, false));
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::HostKey);
    let message = reply.outcome.message;
    let print =
        tool("ssh-keygen", &["-lf", &sshd.folder.join("host.pub").display().to_string()], &[]);
    let print = print.split_whitespace().nth(1).unwrap();
    assert!(message.contains(print), "{message}");
    assert!(message.contains(&format!("ssh-keyscan -p {} 127.0.0.1", sshd.port)), "{message}");
    assert!(message.contains("--accept-new"), "{message}");
    assert!(!home.join(".ssh").exists());
    assert_eq!(sshd.logins(), 0);
}

#[test]
fn accept_new_writes_what_ssh_reads() {
    use std::os::unix::fs::PermissionsExt;
    let sshd = Sshd::start();
    let home = Folder::new();
    let first = fleet(home.path(), strangers(&sshd, true));
    for reply in run(&first, job("true"), targets(100, sshd.port)) {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
    let path = home.join(".ssh/known_hosts");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 100);
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(home.join(".ssh")), mode(path.clone())), (0o700, 0o600));
    let file = path.display().to_string();
    let name = format!("[127.0.0.77]:{}", sshd.port);
    let found = tool("ssh-keygen", &["-F", &name, "-f", &file], &[]);
    let key = std::fs::read_to_string(sshd.folder.join("host.pub")).unwrap();
    let key = key.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    assert!(found.contains(&format!("{name} {key}\n")), "{found}");
    // Now they are known, to ssh-keygen's hashed form of the file too.
    tool("ssh-keygen", &["-H", "-f", &file], &[]);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("|1|"));
    let second = fleet(home.path(), strangers(&sshd, false));
    for reply in run(&second, job("true"), targets(100, sshd.port)) {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
}

#[test]
fn a_changed_key_is_refused_whatever_the_policy() {
    let sshd = Sshd::start();
    let home = Folder::new();
    let other = home.join("other");
    make_key(&other, "");
    let key = std::fs::read_to_string(home.join("other.pub")).unwrap();
    std::fs::create_dir(home.join(".ssh")).unwrap();
    // The last line break is missing, as in files that people edit.
    let text = format!("# mine\n[127.0.0.1]:{} {}", sshd.port, key.trim());
    std::fs::write(home.join(".ssh/known_hosts"), &text).unwrap();
    let fleet = fleet(home.path(), strangers(&sshd, true));
    let replies = run(&fleet, job("true"), targets(2, sshd.port));
    assert_eq!(replies[0].outcome.kind, OutcomeKind::HostKey);
    let message = &replies[0].outcome.message;
    assert!(message.contains("WARNING") && message.contains("known_hosts line 2"), "{message}");
    assert!(message.contains("ssh-keygen -R"), "{message}");
    assert_eq!(replies[1].outcome.kind, OutcomeKind::Ok);
    let after = std::fs::read_to_string(home.join(".ssh/known_hosts")).unwrap();
    assert!(after.starts_with(&format!("{text}\n[127.0.0.2]:")), "{after}");
    assert_eq!(after.lines().count(), 3);
}

#[test]
fn a_revoked_key_is_refused_though_it_is_on_record() {
    let sshd = Sshd::start();
    let home = Folder::new();
    let key = std::fs::read_to_string(sshd.folder.join("host.pub")).unwrap();
    let path = home.join("hosts");
    std::fs::write(&path, format!("127.0.0.* {key}@revoked * {key}")).unwrap();
    let settings = FleetSettings { known_hosts: Some(path), ..strangers(&sshd, true) };
    let reply = run_one(&fleet(home.path(), settings), job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::HostKey);
    assert!(reply.outcome.message.contains("revoked"), "{}", reply.outcome.message);
}

#[test]
fn the_type_of_key_on_record_is_asked_for() {
    let sshd = Sshd::start();
    let rsa = sshd.folder.join("host_ecdsa");
    let path = rsa.display().to_string();
    tool("ssh-keygen", &["-q", "-t", "ecdsa", "-N", "", "-f", &path], &[]);
    let config = sshd.folder.join("config");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{text}HostKey {path}\n")).unwrap();
    let mut sshd = sshd;
    sshd.crash();
    sshd.restart();
    let key = std::fs::read_to_string(sshd.folder.join("host_ecdsa.pub")).unwrap();
    let known = sshd.folder.join("hosts");
    std::fs::write(&known, format!("127.0.0.1 {key}")).unwrap();
    let settings = FleetSettings { known_hosts: Some(known), ..strangers(&sshd, false) };
    let fleet = fleet(sshd.folder.path(), settings);
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
}

#[test]
fn a_file_of_known_hosts_that_cannot_be_read_trusts_nobody() {
    let sshd = Sshd::start();
    let home = Folder::new();
    std::fs::create_dir_all(home.join(".ssh/known_hosts")).unwrap();
    let fleet = fleet(home.path(), strangers(&sshd, true));
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::HostKey);
    assert!(reply.outcome.message.contains("cannot be read"), "{}", reply.outcome.message);
}

#[test]
fn a_list_of_revoked_keys_beats_the_record_and_has_to_be_readable() {
    let sshd = Sshd::start();
    let home = Folder::new();
    let key = std::fs::read_to_string(sshd.folder.join("host.pub")).unwrap();
    let (host, list) = (target("127.0.0.1", sshd.port), home.join("revoked"));
    make_key(&home.join("other"), "");
    let other = std::fs::read_to_string(home.join("other.pub")).unwrap();
    let krl = home.join("krl").display().to_string();
    tool(
        "ssh-keygen",
        &["-q", "-k", "-f", &krl, &home.join("other.pub").display().to_string()],
        &[],
    );
    let krl = std::fs::read(krl).unwrap();
    let revoked = format!("# these\n{other}\n{key}");
    let cases: [(Option<&[u8]>, &str); 6] = [
        (Some(other.as_bytes()), "ok"),
        (Some(b""), "ok"),
        (Some(revoked.as_bytes()), "revoked line 4"),
        (Some(b"ssh-ed25519 AAAA\n"), "has a line 1 that is no public key"),
        (Some(&krl), "one public key a line"),
        (None, "cannot be read"),
    ];
    for (text, words) in cases {
        match text {
            Some(text) => std::fs::write(&list, text).unwrap(),
            None => std::fs::remove_file(&list).unwrap(),
        }
        let config = "Host *\n  RevokedHostKeys ~/revoked\n";
        // The key is the right one as far as anybody else knows.
        let fleet = fleet_routed(home.path(), sshd.settings(), config);
        let outcome = run_one(&fleet, job("true"), host.clone()).outcome;
        let said = format!("{} {}", outcome.label(), outcome.message);
        assert!(said.contains(words), "{words}: {said}");
        assert_eq!(outcome.kind == OutcomeKind::HostKey, words != "ok", "{said}");
    }
}
