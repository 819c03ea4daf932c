//! Lines that are long, thin and noisy, on the way to a real server.

use std::net::Ipv4Addr;
use std::time::Duration;

use rebe_shell::effect::{Job, OutcomeKind};

use crate::support::proxy::{End, Fault, Proxy, Side};
use crate::support::sshd::Sshd;
use crate::support::{job, job_with, run, target};

/// The most round trips until the first answer: version, keys, a key that is offered, the session
/// and the command.
const COLD: usize = 9;

#[test]
fn far_away_hosts_are_asked_in_few_round_trips() {
    let sshd = Sshd::start();
    let far = Fault { latency: Duration::from_millis(200), ..Fault::default() };
    let proxy = Proxy::start(sshd.port, move |_, _| far);
    let fleet = sshd.fleet();
    let hosts = (1..=8).map(|at| target(&format!("127.0.9.{at}"), proxy.port)).collect::<Vec<_>>();
    let ask = |job: Job| {
        for reply in run(&fleet, job, hosts.clone()) {
            assert_eq!((reply.outcome.kind, reply.outcome.attempts), (OutcomeKind::Ok, 1));
            assert_eq!(&*reply.stdout, b"hi\n");
        }
        proxy.passed().iter().map(|passed| passed.turns).collect::<Vec<_>>()
    };
    let first = ask(job("echo hi"));
    assert_eq!(first.len(), 8);
    assert!(first.iter().all(|turns| *turns <= COLD), "{first:?}");
    let second = ask(job("echo hi"));
    assert_eq!(second.len(), 8, "the connections are there");
    let more = second.iter().zip(&first).map(|(second, first)| second - first);
    assert!(more.clone().all(|turns| turns <= 2), "{:?}", more.collect::<Vec<_>>());
}

const THIN: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 20);
const THINNER: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 21);
const WARNS: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 22);
const GARBAGE: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 23);
const BUSY: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 24);

#[test]
fn drips_are_waited_for_and_noise_is_told_from_words() {
    let sshd = Sshd::start();
    let proxy = Proxy::start(sshd.port, |host, _| {
        let drip = |bytes, millis| Some((bytes, Duration::from_millis(millis)));
        match host {
            // 15 kB and 200 bytes a second.
            THIN => Fault { drip: drip(300, 20), ..Fault::default() },
            THINNER => Fault { drip: drip(10, 50), ..Fault::default() },
            WARNS => Fault { before: b"Who are you?\r\nBe good.\r\n", ..Fault::default() },
            GARBAGE => Fault { before: &[0xff; 3000], ..Fault::default() },
            BUSY => {
                let end = Some((Side::Server, 0, End::Close));
                Fault { before: b"Not allowed at this time\r\n", end, ..Fault::default() }
            }
            _ => Fault::default(),
        }
    });
    let hosts = (20..=28).map(|at| target(&format!("127.0.9.{at}"), proxy.port)).collect();
    let job = job_with("seq 1 5000", |limits| limits.connect = Duration::from_secs(4));
    let whole = (1..=5000).map(|number| format!("{number}\n")).collect::<String>();
    for reply in run(&sshd.fleet(), job, hosts) {
        let (label, message) = (reply.outcome.label(), &reply.outcome.message);
        let (wanted, words) = match reply.target.address.parse().unwrap() {
            THINNER => ("timeout(connect)", "no SSH connection within 4 s"),
            GARBAGE => ("unreachable", "does not speak SSH; check the port in the inventory"),
            BUSY => ("unreachable", "may not want your address, try again later"),
            _ => ("ok", ""),
        };
        assert_eq!(label, wanted, "{}: {message}", reply.target.name);
        assert!(message.contains(words), "{}: {message}", reply.target.name);
        let wanted = if label == "ok" { whole.as_bytes() } else { b"" };
        assert!(reply.stdout == wanted, "{}", reply.target.name);
    }
    proxy.wait_until_let_go();
}
