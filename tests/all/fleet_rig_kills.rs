//! Processes of a real sshd that are stopped and killed while commands run, and servers that take
//! few at a time.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rebe_shell::effect::{Limits, OutcomeKind, Phase, Reply, Target};
use rebe_shell::fleet::FleetSettings;

use crate::support::rebe::rebe;
use crate::support::sshd::Sshd;
use crate::support::{fleet, job, job_with, run, skipped, target, targets};

fn signal(name: &str, processes: &[String]) {
    assert!(!processes.is_empty());
    let mut kill = Command::new("kill");
    let status = kill.arg(format!("-{name}")).args(processes).stderr(Stdio::null()).status();
    assert!(status.unwrap().success());
}

fn short(limits: &mut Limits) {
    limits.exec = Duration::from_secs(3);
}

/// The reply of the first host, while `act` is done to the processes of its connection once its
/// command runs; the other four end well.
fn while_it_runs(sshd: &Sshd, act: impl FnOnce(&[String]) + Send) -> (Reply, Vec<Arc<Target>>) {
    let fleet = sshd.fleet();
    let told = sshd.folder.join("told").display().to_string();
    let go = sshd.folder.join("go").display().to_string();
    let _ = std::fs::remove_file(&told);
    let _ = std::fs::remove_file(&go);
    // The others go on until it has been done to the first.
    let line = format!(
        "echo some; case $SSH_CONNECTION in *\\ 127.0.0.1\\ *) echo $PPID > {told}.new; \
         mv {told}.new {told}; exec sleep 20;; \
         *) until [ -e {go} ]; do sleep 0.05; done;; esac"
    );
    let hosts = targets(5, sshd.port);
    let replies = std::thread::scope(|scope| {
        scope.spawn(|| {
            let start = Instant::now();
            while !std::fs::exists(&told).unwrap() {
                assert!(start.elapsed() < Duration::from_secs(20), "it never began");
                std::thread::sleep(Duration::from_millis(10));
            }
            std::thread::sleep(Duration::from_millis(200));
            let process = std::fs::read_to_string(&told).unwrap().trim().to_owned();
            act(&[process]);
            std::fs::write(&go, "").unwrap();
        });
        run(&fleet, job_with(&line, short), hosts.clone())
    });
    for reply in &replies[1..] {
        assert_eq!((reply.outcome.label(), &*reply.stdout), ("ok".to_owned(), &b"some\n"[..]));
    }
    // On the connections that there are, or on new ones, all is well again.
    if replies[0].outcome.kind != OutcomeKind::Timeout(Phase::Exec) {
        for reply in run(&fleet, job("echo again"), hosts.clone()) {
            assert_eq!(&*reply.stdout, b"again\n", "{:?}", reply.outcome);
        }
    }
    (replies.into_iter().next().unwrap(), hosts)
}

#[test]
fn a_connection_that_is_killed_ends_one_host_and_no_other() {
    let sshd = Sshd::start();
    let (reply, _) = while_it_runs(&sshd, |process| signal("KILL", process));
    let message = &reply.outcome.message;
    assert_eq!(reply.outcome.kind, OutcomeKind::Unreachable, "{message}");
    assert!(message.contains("the connection broke while the command ran"), "{message}");
    assert!(message.contains("may have gone down, try again"), "{message}");
    assert_eq!(
        (&*reply.stdout, reply.exit_code, reply.outcome.attempts),
        (&b"some\n"[..], None, 1)
    );
}

#[test]
fn a_connection_that_is_stopped_ends_in_time_and_one_that_goes_on_is_well() {
    let sshd = Sshd::start();
    let (reply, hosts) = while_it_runs(&sshd, |process| signal("STOP", process));
    let message = &reply.outcome.message;
    assert_eq!(reply.outcome.label(), "timeout(exec)", "{message}");
    assert!(message.contains("the command did not finish within 3 s"), "{message}");
    assert_eq!((&*reply.stdout, reply.exit_code), (&b"some\n"[..], None));
    let fleet = sshd.fleet();
    let first = || run(&fleet, job_with("echo again", short), vec![hosts[0].clone()]).remove(0);
    assert_eq!(first().outcome.kind, OutcomeKind::Ok);
    // All of its processes, and what was asked in the meantime is answered once it goes on.
    sshd.freeze_connections();
    let late = std::thread::scope(|scope| {
        let asked = scope.spawn(first);
        std::thread::sleep(Duration::from_millis(500));
        sshd.thaw_connections();
        asked.join().unwrap()
    });
    assert_eq!((&*late.stdout, late.outcome.attempts), (&b"again\n"[..], 1), "{:?}", late.outcome);
    assert_eq!(&*first().stdout, b"again\n");
}

#[test]
fn without_a_listener_old_connections_serve_and_new_ones_are_refused() {
    let mut sshd = Sshd::start();
    let fleet = sshd.fleet();
    let old = targets(5, sshd.port);
    assert!(
        run(&fleet, job("true"), old.clone()).iter().all(|r| r.outcome.kind == OutcomeKind::Ok)
    );
    sshd.kill_listener();
    let mut hosts = old.clone();
    hosts.extend((1..=5).map(|at| target(&format!("127.0.1.{at}"), sshd.port)));
    for reply in run(&fleet, job("echo hi"), hosts) {
        let message = &reply.outcome.message;
        if old.iter().any(|host| host.name == reply.target.name) {
            assert_eq!(&*reply.stdout, b"hi\n", "{message}");
        } else {
            assert_eq!(reply.outcome.label(), "unreachable", "{message}");
            assert!(message.contains("connection refused; is an SSH server running"), "{message}");
        }
    }
    sshd.restart();
    for reply in run(&fleet, job("echo hi"), vec![target("127.0.1.1", sshd.port)]) {
        assert_eq!(&*reply.stdout, b"hi\n", "{:?}", reply.outcome);
    }
}

#[test]
fn a_server_that_takes_two_at_a_time_and_one_session_each_serves_thirty_hosts() {
    let sshd = Sshd::start_with(|_| "MaxStartups 2\nMaxSessions 1\n".to_owned());
    let text =
        "hosts | discover os | length; hosts | run 'echo hi' | where stdout == \"hi\" | length";
    let ran = rebe(&sshd, sshd.port, "127.0.3.[1-30]", text, &[]);
    assert_eq!((ran.exit, &*ran.stdout), (Some(0), "30\n30\n"), "{}", ran.stderr);
    assert_eq!(sshd.logins(), 30, "the second question needs no connection");
    assert!(sshd.log().contains("MaxStartups"), "it was never overrun: {}", sshd.log());
}

#[test]
fn a_server_that_punishes_is_told_in_words() {
    // OpenSSH 9.8 and later leave an address alone that failed to log in.
    let ask = Command::new("/usr/sbin/sshd").args(["-T", "-o", "PerSourcePenalties=yes"]).output();
    if String::from_utf8_lossy(&ask.unwrap().stderr).contains("Bad configuration option") {
        skipped("this sshd knows no PerSourcePenalties");
        return;
    }
    let sshd = Sshd::start_with(|_| "PerSourcePenalties authfail:30s\n".to_owned());
    let other = Sshd::start();
    let settings = FleetSettings { identity: Some(other.user_key()), ..sshd.trusting() };
    let stranger = fleet(sshd.folder.path(), settings);
    let one = || vec![target("127.0.0.1", sshd.port)];
    assert_eq!(run(&stranger, job("true"), one())[0].outcome.kind, OutcomeKind::AuthFailed);
    let reply = run(&sshd.fleet(), job("true"), one()).remove(0);
    let message = &reply.outcome.message;
    assert_eq!(reply.outcome.kind, OutcomeKind::Unreachable, "{message}");
    assert!(message.contains("may not want your address, try again later"), "{message}");
}
