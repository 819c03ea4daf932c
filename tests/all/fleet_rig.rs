//! What real servers do to those who come in great numbers, and what becomes of it.

use std::time::Duration;

use futures_executor::block_on;
use futures_util::StreamExt;
use rebe_shell::effect::{Cancel, Load, Remote, RemoteEvent, Reply};
use rebe_shell::fleet::{Fleet, FleetSettings};

use crate::support::sshd::Sshd;
use crate::support::{fleet, job, job_with, run, run_one, target, targets};

/// All replies, and the least load that was told.
fn watch(fleet: &Fleet, sshd: &Sshd, hosts: usize, parallel: usize) -> (Vec<Reply>, Load) {
    let targets = futures_util::stream::iter(targets(hosts, sshd.port)).boxed();
    let job = job_with("echo hi", |limits| limits.parallel = parallel);
    let mut events = fleet.run(job, targets, Cancel::new());
    let mut replies = Vec::new();
    let mut least = Load { limit: usize::MAX, ..Load::default() };
    block_on(async {
        while let Some(event) = events.next().await {
            match event {
                RemoteEvent::Replies(more) => replies.extend(more),
                RemoteEvent::Progress(load) if load.limit < least.limit => least = load,
                RemoteEvent::Progress(_) | RemoteEvent::Output(_) => {}
            }
        }
    });
    (replies, least)
}

#[test]
fn a_server_that_takes_two_at_a_time_is_not_overrun() {
    let sshd = Sshd::start_with(|_| "MaxStartups 2\n".to_owned());
    let (replies, least) = watch(&sshd.fleet(), &sshd, 100, 32);
    let failed = replies.iter().filter(|reply| reply.outcome.label() != "ok").collect::<Vec<_>>();
    assert!(failed.is_empty(), "{} of {}: {failed:?}", failed.len(), replies.len());
    assert!(least.limit < 32 && least.most == 32, "{least:?}");
}

#[test]
fn a_server_that_takes_one_session_a_connection_is_given_more_connections() {
    let sshd = Sshd::start_with(|_| "MaxSessions 1\n".to_owned());
    let fleet = sshd.fleet();
    let alias = |at: usize| {
        let mut alias = (*target("127.0.0.1", sshd.port)).clone();
        alias.name = format!("alias{at}");
        std::sync::Arc::new(alias)
    };
    let replies = run(&fleet, job("sleep 0.3; echo hi"), (0..6).map(alias).collect());
    for reply in replies {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
}

#[test]
fn a_forced_command_one_that_fails_and_a_banner() {
    let sshd = Sshd::start_with(|_| "ForceCommand echo forced\n".to_owned());
    let reply = run_one(&sshd.fleet(), job("echo mine"), target("127.0.0.1", sshd.port));
    assert_eq!((reply.outcome.label(), reply.stdout), ("ok".to_owned(), b"forced\n".to_vec()));
    let sshd = Sshd::start_with(|_| "ForceCommand /bin/false\n".to_owned());
    let reply = run_one(&sshd.fleet(), job("echo mine"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.label(), "failed(1)");
    let sshd = Sshd::start_with(|_| "Banner /etc/passwd\n".to_owned());
    let reply = run_one(&sshd.fleet(), job("echo mine"), target("127.0.0.1", sshd.port));
    assert_eq!(reply.stdout, b"mine\n");
}

#[test]
fn a_connection_that_dies_in_silence_is_noticed() {
    let sshd = Sshd::start();
    let config = "Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n";
    let settings = FleetSettings { identity: Some(sshd.user_key()), ..sshd.trusting() };
    let fleet = crate::support::fleet_routed(sshd.folder.path(), settings, config);
    let host = || target("127.0.0.1", sshd.port);
    assert_eq!(run_one(&fleet, job("true"), host()).outcome.label(), "ok");
    let waiting = std::thread::scope(|scope| {
        let asked = scope.spawn(|| run_one(&fleet, job("sleep 30"), host()));
        std::thread::sleep(Duration::from_millis(500));
        sshd.freeze_connections();
        asked.join().unwrap()
    });
    assert_eq!(waiting.outcome.label(), "unreachable", "{}", waiting.outcome.message);
    assert!(waiting.outcome.elapsed < Duration::from_secs(10), "{:?}", waiting.outcome.elapsed);
}

#[test]
fn hosts_that_are_down_slow_nobody() {
    let sshd = Sshd::start();
    let here = fleet(sshd.folder.path(), sshd.settings());
    let mut hosts = targets(20, sshd.port);
    hosts.extend((1..=100).map(|at| target(&format!("127.9.0.{at}"), 1)));
    let stream = futures_util::stream::iter(hosts).boxed();
    let mut events = here.run(job("true"), stream, Cancel::new());
    let (mut ok, mut down) = (0, 0);
    block_on(async {
        while let Some(event) = events.next().await {
            match event {
                RemoteEvent::Replies(replies) => {
                    let well = replies.iter().filter(|reply| reply.outcome.label() == "ok").count();
                    (ok, down) = (ok + well, down + replies.len() - well);
                }
                RemoteEvent::Progress(load) => assert!(!load.is_slowed(), "{load:?}"),
                RemoteEvent::Output(_) => {}
            }
        }
    });
    assert_eq!((ok, down), (20, 100));
}
