//! Connections that are lost at any byte, on the way to a real server: what is told as done is done,
//! and what came is told as whole only where all of it came.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use rebe_shell::effect::{Job, OutcomeKind, Reply, Target};

use crate::support::proxy::{End, Fault, Passed, Proxy, Side};
use crate::support::sshd::Sshd;
use crate::support::{command, job_with, run, target};

/// Prints 28 kB on stdout and 6 on stderr, some of it at the very end.
const COMMAND: &str = "seq 1 5000; seq 1 1000 | sed s/./e/ >&2; printf end";

/// That output.
fn printed() -> (Vec<u8>, Vec<u8>) {
    let out = (1..=5000).map(|number| format!("{number}\n")).collect::<String>() + "end";
    let err = (1..=1000).map(|number| format!("e{}\n", &number.to_string()[1..]));
    (out.into_bytes(), err.collect::<String>().into_bytes())
}

fn asked(more: &str) -> Job {
    job_with(&format!("{more}{COMMAND}"), |limits| limits.exec = Duration::from_secs(30))
}

/// The first of the hosts that nothing is done to.
const WELL: usize = 900;

/// Host number `at`.
fn host(at: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, u8::try_from(7 + at / 100).unwrap(), u8::try_from(at % 100 + 1).unwrap())
}

/// The number of the host at `address`.
fn number(address: Ipv4Addr) -> usize {
    let [_, _, hundreds, ones] = address.octets().map(usize::from);
    (hundreds - 7) * 100 + ones - 1
}

/// The hosts of a run: `count` with faults, and five without.
fn hosts(count: usize, port: u16) -> Vec<Arc<Target>> {
    let all = (0..count).chain(WELL..WELL + 5);
    all.map(|at| target(&host(at).to_string(), port)).collect()
}

/// What each host with a fault replied, in order. The others are well, and nothing is left open.
fn asked_of(sshd: &Sshd, proxy: &Proxy, job: Job, count: usize) -> Vec<Reply> {
    let mut faulty = Vec::new();
    for reply in run(&sshd.fleet(), job, hosts(count, proxy.port)) {
        judge(&reply);
        let number = number(reply.target.address.parse().unwrap());
        if number < WELL {
            faulty.push((number, reply));
        } else {
            assert_eq!((reply.outcome.kind, reply.outcome.attempts), (OutcomeKind::Ok, 1));
        }
    }
    proxy.wait_until_let_go();
    faulty.sort_by_key(|(number, _)| *number);
    faulty.into_iter().map(|(_, reply)| reply).collect()
}

/// Where the reply is an ok, all is there; else nothing is there that did not come.
fn judge(reply: &Reply) {
    let Reply { outcome, stdout, stderr, exit_code, .. } = reply;
    let (out, err) = printed();
    if outcome.kind == OutcomeKind::Ok {
        assert_eq!((exit_code, outcome.message.as_str()), (&Some(0), ""));
        assert!((stdout, stderr) == (&out, &err), "less than all is told as all: {outcome:?}");
    } else {
        assert_eq!(*exit_code, None, "{outcome:?}");
        assert!(out.starts_with(stdout) && err.starts_with(stderr), "{outcome:?}");
    }
}

/// What passes when all goes well: in the login and a command that prints nothing, and in all.
fn measured(sshd: &Sshd) -> (Passed, Passed) {
    let proxy = Proxy::start(sshd.port, |_, _| Fault::default());
    let passed = |job, at: usize| {
        let reply = run(&sshd.fleet(), job, vec![target(&host(at).to_string(), proxy.port)]);
        assert_eq!(reply[0].outcome.label(), "ok", "{:?}", reply[0].outcome);
        proxy.passed()[at]
    };
    (passed(job_with("true", |_| {}), 0), passed(asked(""), 1))
}

/// `count` places in what the server says, the more the closer to where something happens: in the
/// login, in the output, and about its end. The end is not the same each time, for what the pipes of
/// the command give at a time is a packet each.
fn places(login: u64, all: u64, count: u64) -> Vec<u64> {
    let last = all - SPREAD;
    let mut places = vec![0, 1];
    places.extend(places_within(2, login, count / 2 - 2));
    places.extend(places_within(login, last, count / 4));
    places.extend(places_within(last, all + SPREAD, count - count / 2 - count / 4));
    places
}

/// How many bytes more or less a conversation may take than another one.
const SPREAD: u64 = 500;

/// `count` places between `from` and `to`, one in each of as many parts.
fn places_within(from: u64, to: u64, count: u64) -> Vec<u64> {
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let step = ((to - from) / count).max(1);
    let place = |at: u64| {
        // Marsaglia's xorshift64.
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        from + at * step + dice % step
    };
    (0..count).map(place).collect()
}

/// How far a host came: the first of `words` that its message has; an ok is further than all.
fn phase(reply: &Reply, words: &[&[&str]]) -> usize {
    if reply.outcome.kind == OutcomeKind::Ok {
        return words.len();
    }
    assert!(!reply.outcome.message.contains("error"), "{}", reply.outcome.message);
    let told = |words: &&str| reply.outcome.message.contains(words);
    let found = words.iter().position(|words| words.iter().any(told));
    found.unwrap_or_else(|| panic!("{:?}", reply.outcome))
}

/// The later a conversation was spoiled, the further it came.
#[track_caller]
fn assert_in_order(came: &[(u64, usize)]) {
    for (bytes, phase) in came {
        let further = came.iter().find(|(fewer, more)| fewer + SPREAD < *bytes && more > phase);
        assert!(further.is_none(), "{bytes} {phase} {further:?}");
    }
}

const LOST: [&[&str]; 4] = [
    // A reset may come before the client knows that it is connected.
    &["the connection was broken off at once", "during the SSH handshake; its server may be"],
    &["the connection broke while logging in"],
    &["the connection broke while opening a session"],
    &["the connection broke while the command ran"],
];

#[test]
fn a_connection_that_is_lost_at_any_byte_is_never_an_ok_with_less() {
    let sshd = Sshd::start();
    let begun = sshd.folder.join("begun");
    let (login, all) = measured(&sshd);
    let mut faults = Vec::new();
    for end in [End::Close, End::Reset, End::Half] {
        let places = places(login.from_server, all.from_server, 40).into_iter();
        faults.extend(places.map(|bytes| (Side::Server, bytes, end)));
        let places = places_within(1, login.from_client, 10).into_iter();
        faults.extend(places.map(|bytes| (Side::Client, bytes, end)));
    }
    let planned = faults.clone();
    let proxy = Proxy::start(sshd.port, move |host, _| Fault {
        end: planned.get(number(host)).copied(),
        ..Fault::default()
    });
    let job = asked(&format!("echo >> {}; ", begun.display()));
    let replies = asked_of(&sshd, &proxy, job, faults.len());
    let mut counts = [0; LOST.len() + 1];
    let mut furthest = HashMap::new();
    for (reply, (side, bytes, end)) in replies.iter().zip(&faults) {
        assert!(["ok", "unreachable"].contains(&&*reply.outcome.label()), "{:?}", reply.outcome);
        let phase = phase(reply, &LOST);
        furthest.entry((side, end)).or_insert_with(Vec::new).push((*bytes, phase));
        counts[phase] += 1;
        // What was begun may have changed something there.
        assert!(phase != 3 || reply.outcome.attempts == 1, "{:?}", reply.outcome);
    }
    furthest.values().for_each(|came| assert_in_order(came));
    assert!(counts.iter().all(|count| *count > 3), "{counts:?}");
    let begun = std::fs::read_to_string(begun).unwrap().lines().count();
    assert!(begun <= faults.len() + 5, "{begun} for {} hosts", faults.len() + 5);
}

#[test]
fn a_connection_that_is_lost_once_is_made_again() {
    let sshd = Sshd::start();
    let (login, all) = measured(&sshd);
    let places = places(login.from_server, all.from_server, 40);
    let planned = places.clone();
    let proxy = Proxy::start(sshd.port, move |host, before| {
        let bytes = planned.get(number(host)).filter(|_| before == 0);
        let end = bytes.map(|bytes| (Side::Server, *bytes, End::Close));
        Fault { end, ..Fault::default() }
    });
    let mut job = asked("");
    command(&mut job).repeatable = true;
    let replies = asked_of(&sshd, &proxy, job, places.len());
    for reply in &replies {
        // A key that was offered is not offered again without need.
        let phase = phase(reply, &LOST);
        assert!([1, 4].contains(&phase), "{:?}", reply.outcome);
    }
    let attempts = replies.iter().filter(|reply| reply.outcome.kind == OutcomeKind::Ok);
    let attempts = attempts.map(|reply| reply.outcome.attempts).collect::<Vec<_>>();
    let well = |wanted| attempts.iter().filter(|attempts| **attempts == wanted).count();
    assert!(well(2) > 24 && well(1) > 2, "{attempts:?}");
}

const STALLED: [&[&str]; 3] = [
    &["no SSH connection within 5 s"],
    &["the login did not finish within 5 s"],
    &["the command did not finish within 5 s and was stopped"],
];

#[test]
fn a_connection_that_falls_silent_at_any_byte_ends_in_time() {
    let sshd = Sshd::start();
    let (login, all) = measured(&sshd);
    let mut places = places(login.from_server, all.from_server, 32);
    let server = places.len();
    places.extend(places_within(1, login.from_client, 8));
    let planned = places.clone();
    let proxy = Proxy::start(sshd.port, move |host, _| {
        let number = number(host);
        let side = if number < server { Side::Server } else { Side::Client };
        let end = planned.get(number).map(|bytes| (side, *bytes, End::Stall));
        Fault { end, ..Fault::default() }
    });
    let mut job = asked("");
    let limits = &mut job.limits;
    (limits.connect, limits.auth, limits.exec) =
        (Duration::from_secs(5), Duration::from_secs(5), Duration::from_secs(5));
    let replies = asked_of(&sshd, &proxy, job, places.len());
    let mut counts = [0; STALLED.len() + 1];
    let mut furthest = Vec::new();
    for (reply, bytes) in replies.iter().zip(&places) {
        let phase = phase(reply, &STALLED);
        let label = ["timeout(connect)", "timeout(auth)", "timeout(exec)", "ok"][phase];
        assert_eq!((&*reply.outcome.label(), reply.outcome.attempts), (label, 1));
        furthest.push((*bytes, phase));
        counts[phase] += 1;
    }
    furthest.truncate(server);
    assert_in_order(&furthest);
    assert!(counts.iter().all(|count| *count > 2), "{counts:?}");
}
