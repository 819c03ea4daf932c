//! Commands on hosts that are played by a real sshd.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use rebe_shell::effect::{Cancel, OutcomeKind, Phase, Remote, RemoteEvent};

use crate::support::sshd::{Sshd, free_port};
use crate::support::{
    block_on, job, job_reading, job_with, me, run, run_one, run_until, target, targets,
};

#[test]
fn fifty_hosts_answer() {
    let sshd = Sshd::start();
    let replies = run(&sshd.fleet(), job("echo $SSH_CONNECTION"), targets(50, sshd.port));
    for reply in replies {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
        assert_eq!((reply.outcome.attempts, reply.exit_code), (1, Some(0)));
        assert!(reply.outcome.elapsed > Duration::ZERO);
        let stdout = String::from_utf8(reply.stdout).unwrap();
        assert!(stdout.contains(&format!(" {} ", reply.target.address)), "{stdout}");
    }
}

#[test]
fn exit_codes_signals_and_stderr() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let ask = |command: &str| run_one(&fleet, job(command), target("127.0.0.1", sshd.port));
    assert_eq!(ask("true").outcome.kind, OutcomeKind::Ok);
    let reply = ask("echo out; echo err >&2; exit 3");
    assert_eq!(reply.outcome.label(), "failed(3)");
    assert_eq!((&*reply.stdout, &*reply.stderr), (&b"out\n"[..], &b"err\n"[..]));
    assert_eq!(ask("no-such-command").outcome.kind, OutcomeKind::Failed(127));
    assert_eq!(ask("kill -9 $$").exit_code, Some(137));
    assert_eq!(ask("kill -TERM $$").outcome.kind, OutcomeKind::Failed(143));
    assert_eq!(ask("sleep 0.3; exit 7").exit_code, Some(7));
    assert_eq!(sshd.logins(), 1, "all on one connection");
}

#[test]
fn input_and_output_larger_than_every_window() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let stdin =
        (0..5 << 20).map(|at: u32| at.to_le_bytes()[at as usize % 3]).collect::<Arc<[u8]>>();
    let echo = job_reading("cat", Arc::clone(&stdin));
    let reply = run_one(&fleet, echo, target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::Ok, "{}", reply.outcome.message);
    assert!(*reply.stdout == *stdin);
    // A command that does not read its input is not waited for.
    let unread = job_reading("echo done", stdin);
    let reply = run_one(&fleet, unread, target("127.0.0.1", sshd.port));
    assert_eq!((reply.outcome.label(), &*reply.stdout), ("ok".to_owned(), &b"done\n"[..]));
}

#[test]
fn a_gigabyte_of_output_is_cut_at_once() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    for command in ["head -c 1G /dev/zero", "head -c 1G /dev/zero >&2"] {
        let start = Instant::now();
        let job = job_with(command, |limits| limits.max_output = 1 << 20);
        for reply in run(&fleet, job, targets(8, sshd.port)) {
            assert_eq!(reply.outcome.kind, OutcomeKind::Truncated, "{}", reply.outcome.message);
            assert_eq!(reply.stdout.len() + reply.stderr.len(), 1 << 20);
            assert_eq!(reply.exit_code, None);
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
    // Kept whole it would be eight times that, and the other tests of this process need some too.
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(peak < 2 << 20, "{peak} kB");
}

#[test]
fn exactly_the_limit_is_not_truncated() {
    let sshd = Sshd::start();
    let job = job_with("printf 12345678", |limits| limits.max_output = 8);
    let reply = run_one(&sshd.fleet(), job, target("127.0.0.1", sshd.port));
    assert_eq!((reply.outcome.label(), &*reply.stdout), ("ok".to_owned(), &b"12345678"[..]));
}

#[test]
fn a_command_that_hangs_is_stopped_there_too() {
    let sshd = Sshd::start();
    let nap = nap(&sshd, 9);
    let job = job_with(&endless(&nap), |limits| limits.exec = Duration::from_millis(2500));
    let reply = run_one(&sshd.fleet(), job, target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::Timeout(Phase::Exec));
    assert_eq!(reply.outcome.label(), "timeout(exec)");
    assert!(reply.outcome.message.contains("2.5 s"), "{}", reply.outcome.message);
    assert!(reply.stdout.starts_with(b"tick\n"), "what came in time is kept");
    assert!(reply.outcome.elapsed < Duration::from_secs(10));
    wait_until_gone(&nap);
}

#[test]
fn a_command_that_prints_nothing_gets_a_signal() {
    let sshd = Sshd::start();
    let nap = format!("600.{}", sshd.port);
    let job = job_with(&format!("exec sleep {nap}"), |limits| {
        limits.exec = Duration::from_millis(2500);
    });
    let reply = run_one(&sshd.fleet(), job, target("127.0.0.1", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::Timeout(Phase::Exec));
    // OpenSSH before 9.8 passes signals on only for accounts that are not the superuser's.
    if me() != "root" {
        wait_until_gone(&nap);
    }
}

#[test]
fn cancelling_accounts_for_every_target_and_stops_the_commands() {
    let sshd = Sshd::start();
    let nap = nap(&sshd, 8);
    let fleet = sshd.fleet();
    let cancel = Cancel::new();
    let job = job_with(&endless(&nap), |limits| limits.parallel = 5);
    let hosts = targets(3000, sshd.port);
    let (later, napping) = (cancel.clone(), nap.clone());
    let waiter = std::thread::spawn(move || {
        while !running(&napping) {}
        later.cancel();
        Instant::now()
    });
    let replies = run_until(&fleet, job, hosts, &cancel);
    let since = waiter.join().unwrap().elapsed();
    assert!(since < Duration::from_secs(2), "{since:?}");
    assert!(replies.iter().all(|reply| reply.outcome.kind == OutcomeKind::Cancelled));
    assert_eq!(replies.iter().filter(|reply| reply.outcome.attempts > 0).count(), 5);
    wait_until_gone(&nap);
}

#[test]
fn dropping_the_stream_stops_the_commands() {
    let sshd = Sshd::start();
    let nap = nap(&sshd, 7);
    let fleet = sshd.fleet();
    let hosts = futures_util::stream::iter(targets(4, sshd.port)).boxed();
    let mut events = fleet.run(job(&endless(&nap)), hosts, Cancel::new());
    block_on(async {
        while !running(&nap) {
            assert!(matches!(events.next().await, Some(RemoteEvent::Progress { .. })));
        }
    });
    drop(events);
    wait_until_gone(&nap);
}

#[test]
fn a_connection_is_used_again() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    for _ in 0..3 {
        let replies = run(&fleet, job("true"), targets(10, sshd.port));
        assert!(replies.iter().all(|reply| reply.outcome.kind == OutcomeKind::Ok));
    }
    assert_eq!(sshd.logins(), 10);
    let stats = fleet.stats();
    assert_eq!((stats.opened, stats.reused), (10, 20));
}

#[test]
fn targets_that_share_an_account_share_a_connection() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let alias = |at: usize| {
        let mut alias = (*target("127.0.0.1", sshd.port)).clone();
        alias.name = format!("alias{at}");
        Arc::new(alias)
    };
    let replies = run(&fleet, job("sleep 0.1; echo hi"), (0..30).map(alias).collect());
    for reply in replies {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
    assert_eq!(sshd.logins(), 1);
}

#[test]
fn a_host_that_was_restarted_is_connected_to_anew() {
    let mut sshd = Sshd::start();
    let fleet = sshd.fleet();
    let ask = |port| run_one(&fleet, job("echo hi"), target("127.0.0.1", port));
    assert_eq!(ask(sshd.port).outcome.kind, OutcomeKind::Ok);
    sshd.crash();
    assert_eq!(ask(sshd.port).outcome.kind, OutcomeKind::Unreachable);
    sshd.restart();
    let reply = ask(sshd.port);
    assert_eq!(reply.outcome.kind, OutcomeKind::Ok, "{}", reply.outcome.message);
}

#[test]
fn a_pooled_connection_that_fell_silent_is_replaced() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let ask = || run_one(&fleet, job("echo hi"), target("127.0.0.1", sshd.port));
    assert_eq!(ask().outcome.kind, OutcomeKind::Ok);
    // The process of the connection stops, as a host does that was suspended or whose route is
    // gone; the server goes on.
    sshd.freeze_connections();
    let reply = ask();
    assert_eq!(reply.outcome.kind, OutcomeKind::Ok, "{}", reply.outcome.message);
    assert_eq!((&*reply.stdout, reply.outcome.attempts), (&b"hi\n"[..], 2));
    assert!(reply.outcome.elapsed < Duration::from_secs(8), "{:?}", reply.outcome.elapsed);
    assert_eq!(ask().outcome.attempts, 1);
    assert_eq!(sshd.logins(), 2);
}

#[test]
fn a_crash_under_way_is_told_from_an_end() {
    let mut sshd = Sshd::start();
    let fleet = sshd.fleet();
    let hosts = targets(5, sshd.port);
    let port = sshd.port;
    let nap = format!("20.{port}");
    let napping = nap.clone();
    let waiter = std::thread::spawn(move || {
        while naps(&napping) < 5 {
            std::thread::sleep(Duration::from_millis(10));
        }
        std::thread::sleep(Duration::from_millis(500));
        sshd.crash();
    });
    let replies = run(&fleet, job(&format!("echo some; sleep {nap}; true")), hosts);
    waiter.join().unwrap();
    for reply in replies {
        assert_eq!(reply.outcome.kind, OutcomeKind::Unreachable, "{}", reply.outcome.message);
        assert!(reply.outcome.message.contains("connection broke"), "{}", reply.outcome.message);
        assert_eq!((&*reply.stdout, reply.exit_code), (&b"some\n"[..], None));
    }
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", port));
    assert!(reply.outcome.message.contains("connection refused"), "{}", reply.outcome.message);
}

#[test]
fn nobody_listens_and_no_such_name() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let reply = run_one(&fleet, job("true"), target("127.0.0.1", free_port()));
    assert_eq!(reply.outcome.kind, OutcomeKind::Unreachable);
    assert!(reply.outcome.message.contains("connection refused"), "{}", reply.outcome.message);
    let reply = run_one(&fleet, job("true"), target("no-such-host.invalid", 22));
    assert_eq!(reply.outcome.kind, OutcomeKind::Unreachable);
    assert!(reply.outcome.message.contains("cannot be resolved"), "{}", reply.outcome.message);
    let reply = run_one(&fleet, job("echo $SSH_CONNECTION"), target("localhost", sshd.port));
    assert_eq!(reply.outcome.kind, OutcomeKind::Ok, "{}", reply.outcome.message);
}

#[test]
fn a_slow_consumer_stops_the_run() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let job = job_with("head -c 4M /dev/zero", |limits| limits.parallel = 4);
    let hosts = futures_util::stream::iter(targets(60, sshd.port)).boxed();
    let mut events = fleet.run(job, hosts, Cancel::new());
    block_on(async {
        events.next().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    });
    // 4 events of 8 to 12 MiB wait in the channel, 1 in the batch, and 4 hosts are done.
    let logins = sshd.logins();
    assert!(logins < 35, "{logins} hosts were asked and nobody takes the answers");
    let mut answered = 0;
    block_on(async {
        while let Some(event) = events.next().await {
            if let RemoteEvent::Replies(replies) = event {
                answered += replies.len();
            }
        }
    });
    assert!((50..=60).contains(&answered), "{answered}");
}

/// A time to sleep that no other process sleeps for.
fn nap(sshd: &Sshd, number: u8) -> String {
    format!("0.0{number}{}", sshd.port)
}

/// A command that never ends by itself. It prints, for that is how it hears that nobody listens:
/// the sshd of the superuser passes no signals on.
fn endless(nap: &str) -> String {
    format!("while echo tick; do sleep {nap}; done")
}

/// Whether a process of this machine sleeps for `nap`.
fn running(nap: &str) -> bool {
    naps(nap) > 0
}

/// How many processes of this machine sleep for `nap`.
fn naps(nap: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.map(|entry| std::fs::read(entry.path().join("cmdline")));
    let wanted = format!("sleep\0{nap}\0");
    lines.filter(|line| line.as_ref().is_ok_and(|line| line == wanted.as_bytes())).count()
}

fn wait_until_gone(nap: &str) {
    let (start, mut quiet) = (Instant::now(), 0);
    // Between two naps it is not to be seen, so once is not enough.
    while quiet < 20 {
        quiet = if running(nap) { 0 } else { quiet + 1 };
        assert!(start.elapsed() < Duration::from_secs(10), "the command still runs");
        std::thread::sleep(Duration::from_millis(20));
    }
}
