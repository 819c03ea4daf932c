//! Hosts are reached the way `ssh` reaches them: by the same files, through hosts on the way, and
//! over programs. One `sshd` plays all of them.

use std::sync::Arc;

use rebe_shell::effect::Target;
use rebe_shell::fleet::{Fleet, FleetSettings};

use crate::support::sshd::Sshd;
use crate::support::{fleet_routed, job, me, run, run_one, target};

/// A fleet that reaches hosts by `config`, in which `@PORT@` and `@FOLDER@` are those of the server.
fn routed(sshd: &Sshd, config: &str) -> Fleet {
    routed_with(sshd, config, sshd.settings())
}

fn routed_with(sshd: &Sshd, config: &str, settings: FleetSettings) -> Fleet {
    let folder = sshd.folder.path();
    let config = config
        .replace("@PORT@", &sshd.port.to_string())
        .replace("@FOLDER@", &folder.display().to_string())
        .replace("@ME@", &me());
    fleet_routed(folder, settings, &config)
}

/// A host of which nothing is known but its name.
fn named(name: &str) -> Arc<Target> {
    let known = (*target(name, 22)).clone();
    Arc::new(Target { name: name.to_owned(), port: None, user: None, ..known })
}

fn said(fleet: &Fleet, name: &str) -> String {
    let reply = run_one(fleet, job("echo $SSH_CONNECTION"), named(name));
    assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    String::from_utf8(reply.stdout).unwrap().trim().to_owned()
}

#[test]
fn names_ports_accounts_and_keys_come_from_the_configuration() {
    let sshd = Sshd::start();
    let config = "Host web*\n  HostName 127.0.9.1\n  User @ME@\nHost *\n  Port @PORT@\n  \
                  IdentityFile @FOLDER@/missing\n  IdentityFile @FOLDER@/user\n  IdentitiesOnly yes\n";
    let fleet = routed_with(&sshd, config, sshd.trusting());
    assert!(said(&fleet, "web1").ends_with(&format!(" 127.0.9.1 {}", sshd.port)));
    // What the inventory says beats the configuration.
    let stranger =
        Arc::new(Target { user: Some("nobody-here".to_owned()), ..(*named("web1")).clone() });
    let reply = run_one(&fleet, job("true"), stranger);
    assert_eq!(reply.outcome.label(), "auth_failed");
    assert!(reply.outcome.message.contains("nobody-here"), "{}", reply.outcome.message);
}

#[test]
fn hosts_behind_others_share_the_connections_to_them() {
    let sshd = Sshd::start();
    let config = "Host inner*\n  HostName 127.0.8.%h\n  ProxyJump middle\nHost middle\n  \
                  HostName 127.0.8.200\n  ProxyJump outer\nHost outer\n  HostName 127.0.8.201\nHost *\n  \
                  Port @PORT@\n  User @ME@\n";
    let config = config.replace("127.0.8.%h", "127.0.8.1");
    let fleet = routed(&sshd, &config);
    assert!(said(&fleet, "inner1").contains(" 127.0.8.1 "));
    let stats = fleet.stats();
    assert_eq!((stats.opened, stats.reused), (3, 0));
    assert!(said(&fleet, "inner1").contains(" 127.0.8.1 "));
    assert_eq!(fleet.stats().opened, 3);

    let config = "Host 127.0.7.*\n  ProxyJump gate\nHost gate\n  HostName 127.0.8.1\nHost *\n  \
                  Port @PORT@\n  User @ME@\n";
    let fleet = routed(&sshd, config);
    let before = sshd.logins();
    let hosts = (1..=40).map(|at| named(&format!("127.0.7.{at}"))).collect();
    for reply in run(&fleet, job("echo $SSH_CONNECTION"), hosts) {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
        let stdout = String::from_utf8(reply.stdout).unwrap();
        assert!(stdout.contains(&format!(" {} ", reply.target.name)), "{stdout}");
    }
    assert_eq!(sshd.logins() - before, 41, "one for the gate, and one each");
    assert_eq!(fleet.stats().opened, 41);
}

#[test]
fn a_host_on_the_way_that_fails_is_named() {
    let sshd = Sshd::start();
    let config = "Host lost\n  ProxyJump gate\nHost gate\n  HostName 127.0.8.1\nHost deaf\n  ProxyJump \
                  dead\nHost dead\n  HostName 127.0.8.2\n  Port 1\nHost round\n  ProxyJump round2\nHost round2\n  \
                  ProxyJump round\nHost bad\n  IdentityFile ~/%Z\nHost lost\n  HostName 127.0.8.9\n  Port 1\n\
                  Host *\n  User @ME@\nHost !dead *\n  Port @PORT@\n";
    let fleet = routed(&sshd, config);
    let ended = |name: &str| {
        let reply = run_one(&fleet, job("true"), named(name));
        (reply.outcome.label(), reply.outcome.message)
    };
    let (label, message) = ended("lost");
    assert_eq!(label, "unreachable");
    assert!(message.contains("the jump host gate cannot connect to 127.0.8.9 port 1"), "{message}");
    let (label, message) = ended("deaf");
    assert_eq!(label, "unreachable");
    assert!(message.starts_with("the jump host dead: cannot connect"), "{message}");
    let (label, message) = ended("deaf");
    assert_eq!(label, "breaker_open", "{message}");
    let (label, message) = ended("round");
    assert_eq!(label, "unreachable");
    assert!(message.contains("goes round in circles"), "{message}");
    let (label, message) = ended("bad");
    assert_eq!(label, "unreachable");
    assert!(message.contains("`%Z` stands for nothing here; write `%%`"), "{message}");
}

#[test]
fn a_program_carries_a_connection_and_ends_with_it() {
    let sshd = Sshd::start();
    let config = "Host far\n  ProxyCommand busybox nc 127.0.6.1 %p\nHost broken\n  ProxyCommand sh -c 'echo first >&2; \
                  printf \"\\033[31mno way\" >&2; exit 7'\n\
                  Host none\n  ProxyCommand /nowhere/at/all\nHost *\n  Port @PORT@\n  User @ME@\n";
    let fleet = routed(&sshd, config);
    assert!(said(&fleet, "far").contains(" 127.0.6.1 "));
    assert!(said(&fleet, "far").contains(" 127.0.6.1 "));
    assert_eq!(fleet.stats().opened, 1);
    for (name, words) in
        [("broken", "`, which said `\u{1b}[31mno way`: "), ("none", "not found`: ")]
    {
        let outcome = run_one(&fleet, job("true"), named(name)).outcome;
        assert_eq!(outcome.label(), "unreachable");
        assert!(outcome.message.starts_with("over `"), "{}", outcome.message);
        assert!(outcome.message.contains(words), "{:?}", outcome.message);
    }
    let programs = || {
        let listed = std::process::Command::new("pgrep")
            .args(["-f", &format!("nc 127.0.6.1 {}", sshd.port)])
            .output();
        String::from_utf8(listed.unwrap().stdout).unwrap().lines().count()
    };
    assert_eq!(programs(), 1);
    drop(fleet);
    let gone = (0..50).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        programs() == 0
    });
    assert!(gone, "the program outlives its connection");
}

#[test]
fn a_condition_runs_its_command_once_for_all_hosts() {
    let sshd = Sshd::start();
    let config = "Match exec \"echo x >> @FOLDER@/asked; true\"\n  Port @PORT@\n  User @ME@\n\
                  Match exec \"echo %h >> @FOLDER@/each; test %h = 127.0.5.2\"\n  HostKeyAlias two\n";
    let fleet = routed(&sshd, config);
    let hosts = || (1..=20).map(|at| named(&format!("127.0.5.{at}"))).collect();
    for reply in run(&fleet, job("true"), hosts()) {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
    run(&fleet, job("true"), hosts());
    let lines =
        |name: &str| std::fs::read_to_string(sshd.folder.join(name)).unwrap().lines().count();
    assert_eq!((lines("asked"), lines("each")), (1, 20));
}

#[test]
fn files_of_known_hosts_aliases_and_policies_come_from_the_configuration() {
    let sshd = Sshd::start();
    let config = "Host *\n  HostName 127.0.4.1\n  Port @PORT@\n  User @ME@\n  IdentityFile \
                  @FOLDER@/user\n  UserKnownHostsFile @FOLDER@/known\nHost new*\n  StrictHostKeyChecking \
                  accept-new\n  HashKnownHosts yes\nHost *alias*\n  HostKeyAlias %h-key\n";
    let config = config.replace("%h-key", "the-key");
    let fleet = routed_with(&sshd, &config, FleetSettings::default());
    let ended = |name: &str| run_one(&fleet, job("true"), named(name)).outcome.label();
    assert_eq!(ended("old"), "host_key");
    assert_eq!(ended("new"), "ok");
    let known = std::fs::read_to_string(sshd.folder.join("known")).unwrap();
    assert!(known.starts_with("|1|") && known.lines().count() == 1, "{known}");
    assert_eq!(ended("old"), "ok", "known by now, by its hash");
    assert_eq!(ended("old-alias"), "host_key", "an alias is another name");
    assert_eq!(ended("new-alias"), "ok");
    // A file of known hosts that is written is one that `ssh-keygen` reads.
    let found = std::process::Command::new("ssh-keygen")
        .args(["-F", "the-key", "-f"])
        .arg(sshd.folder.join("known"))
        .output()
        .unwrap();
    assert!(found.status.success());
}
