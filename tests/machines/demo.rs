//! The demo fleet, over SSH and beside a real shell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::join_all;
use proptest::prelude::*;
use rebe_shell::effect::{OutcomeKind, Target};
use rebe_shell::fleet::demo::{DemoFleet, DemoOptions, Fault, Faults};
use rebe_shell::probe::{self, ALL};

use super::client::{Keys, ask};
use super::fixture::{Machine, answer};

const NONCE: u128 = 0xfeed;

fn fleet(hosts: usize, faults: Faults) -> DemoFleet {
    DemoFleet::start(DemoOptions { hosts, faults, seed: 7, ..DemoOptions::default() })
        .expect("a fleet")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
}

/// What a client that believes no host makes of each target, in order.
async fn outcomes(keys: &Keys, targets: &[Target]) -> Vec<OutcomeKind> {
    let script = probe::script(ALL, NONCE);
    let one = |target: &Target| {
        let asking =
            ask(keys.clone(), target.clone(), script.command.clone(), script.stdin.clone());
        let marker = script.marker.clone();
        async move {
            match asking.await {
                Err(kind) => kind,
                Ok((_, code)) if code != 0 => OutcomeKind::Failed(code.cast_signed()),
                Ok((out, _)) if answer(ALL, &marker, &out).is_err() => OutcomeKind::Invalid,
                Ok(_) => OutcomeKind::Ok,
            }
        }
    };
    join_all(targets.iter().map(one)).await
}

#[test]
fn the_demo_says_what_a_real_shell_says_on_the_same_files() {
    let fleet = fleet(50, Faults::none());
    let script = probe::script(ALL, NONCE);
    let mut of_role = BTreeMap::<String, u32>::new();
    for target in fleet.targets() {
        // Machines of a role take turns, so the first few of each are all kinds.
        let role = target.name.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = of_role.entry(role.to_owned()).or_default();
        *number += 1;
        if *number > 5 {
            continue;
        }
        let input = script.stdin.as_bytes();
        let played = fleet.answer(&target.name, &script.command, input).expect("a host");
        let release = fleet.answer(&target.name, "uname -srm", b"").expect("a host").stdout();
        let mut files = fleet.files(&target.name).expect("a host");
        files.push(("uname".to_owned(), String::from_utf8(release).expect("UTF-8")));
        let machine = Machine::of(&target.name, "demo", &files);
        let real = machine.without_root(&machine.run(&["dash"], "C", &script));
        let (played, real) = (played.stdout(), String::from_utf8_lossy(&real).into_owned());
        assert_eq!(String::from_utf8_lossy(&played), real, "{}", target.name);
    }
    assert_eq!(of_role.len(), 8, "every role has a host");
}

#[test]
fn every_host_answers_over_ssh_and_the_machines_are_varied() {
    let fleet = fleet(50, Faults::none());
    let (keys, targets) = (Keys::of(&fleet), fleet.targets());
    assert_eq!(targets.len(), 50);
    let names = targets.iter().map(|target| target.name.as_str()).collect::<BTreeSet<_>>();
    assert_eq!(names.len(), 50);
    let found = runtime().block_on(outcomes(&keys, &targets));
    assert!(found.iter().all(|kind| *kind == OutcomeKind::Ok), "{found:?}");

    let script = probe::script(ALL, NONCE);
    let mut seen = BTreeSet::new();
    let mut big = 0;
    for name in names {
        let played = fleet.answer(name, &script.command, script.stdin.as_bytes()).expect("a host");
        let row = answer(ALL, &script.marker, &played.stdout()).expect("an answer");
        seen.insert(format!("arch {}", row["arch"]));
        seen.insert(format!("sockets {}", row["sockets"]));
        seen.insert(format!("model known {}", !row["model"].is_null()));
        seen.insert(format!("limit known {}", !row["limit"].is_null()));
        seen.insert(format!("mhz known {}", !row["mhz_max"].is_null()));
        let cores = row["cores"].as_i64().expect("a number");
        big += i32::from(cores > 4);
        seen.insert(format!("smt {}", row["threads"].as_i64().expect("a number") > cores));
    }
    let wanted = [
        "arch \"aarch64\"",
        "arch \"s390x\"",
        "arch \"x86_64\"",
        "limit known false",
        "limit known true",
        "mhz known false",
        "mhz known true",
        "smt false",
        "smt true",
        "sockets 1",
        "sockets 2",
    ];
    for one in wanted {
        assert!(seen.contains(one), "no machine with {one}: {seen:?}");
    }
    assert!((25..50).contains(&big), "{big} hosts have more than 4 cores");
}

#[test]
fn each_fault_does_what_it_says() {
    let fleet = fleet(30, Faults::all());
    let (keys, targets) = (Keys::of(&fleet), fleet.targets());
    let faults = targets.iter().filter_map(|target| fleet.fault(&target.name));
    let faults = faults.collect::<Vec<_>>();
    assert_eq!(faults.len(), 13);
    assert_eq!(faults.iter().collect::<BTreeSet<_>>().len(), Fault::ALL.len());
    let runtime = runtime();
    let found = runtime.block_on(outcomes(&keys, &targets));
    let mut flapping = Vec::new();
    for (target, found) in targets.iter().zip(found) {
        let fault = fleet.fault(&target.name);
        assert_eq!(Some(found), fleet.expected(&target.name), "{}: {fault:?}", target.name);
        if fault == Some(Fault::Flapping) {
            flapping.push(target.clone());
        }
    }
    // The second attempt may still fail, the third never does.
    runtime.block_on(outcomes(&keys, &flapping));
    let found = runtime.block_on(outcomes(&keys, &flapping));
    assert_eq!(found, [Fault::Flapping.outcome_with_retries()]);
}

#[test]
fn the_same_seed_gives_the_same_fleet() {
    let (one, other) = (fleet(300, Faults::all()), fleet(300, Faults::all()));
    let portless = |fleet: &DemoFleet| {
        fleet.targets().into_iter().map(|t| Target { port: None, ..t }).collect::<Vec<_>>()
    };
    assert_eq!(portless(&one), portless(&other));
    for target in one.targets() {
        assert_eq!(one.fault(&target.name), other.fault(&target.name));
        assert_eq!(one.files(&target.name), other.files(&target.name));
    }
    assert_ne!(one.client_key().public_key(), other.client_key().public_key());
}

#[test]
fn nobody_logs_in_with_another_key() {
    let (fleet, other) = (fleet(1, Faults::none()), fleet(1, Faults::none()));
    let keys = Keys::of(&fleet).with_key_of(&other);
    let found = runtime().block_on(outcomes(&keys, &fleet.targets()));
    assert_eq!(found, [OutcomeKind::AuthFailed]);
}

#[test]
fn people_get_the_answers_that_they_are_used_to() {
    let fleet = fleet(3, Faults::none());
    let say = |command: &str| {
        let answer = fleet.answer("web01", command, b"").expect("a host");
        (String::from_utf8(answer.stdout()).expect("UTF-8"), answer.code)
    };
    assert_eq!(say("hostname"), ("web01\n".to_owned(), 0));
    assert_eq!(say("cat /etc/hostname && whoami"), ("web01\ndemo\n".to_owned(), 0));
    assert_eq!(say("false && echo no; echo 'a  b' \"c\""), ("a  b c\n".to_owned(), 0));
    assert_eq!(say("echo one; exit 7; echo two"), ("one\n".to_owned(), 7));
    assert_eq!(say("nonsense --now"), (String::new(), 127));
    assert_eq!(say("cat /nowhere"), (String::new(), 1));
    assert_eq!(say("echo 'open"), (String::new(), 2));
    assert_eq!(say("printf '%s-%d\\n' a 3"), ("a-3\n".to_owned(), 0));
    assert_eq!(say("sh -c 'exit 3'"), (String::new(), 3));
    let (all, _) = say("uname -a");
    assert!(all.starts_with("Linux web01 ") && all.ends_with(" GNU/Linux\n"), "{all}");
    assert!(say("nproc").0.trim().parse::<u32>().is_ok_and(|n| n > 0));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_command_line_and_script_is_survived(
        line in "\\PC{0,60}|(exec |sh -c |'|\"|;|&&|cat |/proc/|section |lines |a|\\*|\\[0-9\\]){0,30}",
        script in "(section x |lines /sys/devices/system/cpu |cgroup cpu |'|\\*|cpu|/|file |\n){0,40}",
    ) {
        let fleet = &*SMALL;
        for name in ["web01", "web02"] {
            let heard = fleet.answer(name, &line, b"");
            prop_assert!(heard.is_some());
            let heard = fleet.answer(name, "exec sh -s", script.as_bytes());
            prop_assert!(heard.is_some());
        }
    }
}

static SMALL: LazyLock<DemoFleet> = LazyLock::new(|| fleet(2, Faults::none()));

#[test]
fn endless_output_and_pauses_come_over_ssh() {
    let fleet = fleet(2, Faults::none());
    let (keys, targets) = (Keys::of(&fleet), fleet.targets());
    let run = |command: &str| {
        runtime().block_on(ask(keys.clone(), targets[1].clone(), command.into(), String::new()))
    };
    assert_eq!(run("yes"), Err(OutcomeKind::Truncated));
    assert_eq!(run("echo a; sleep 0.1; echo b; exit 4"), Ok((b"a\nb\n".to_vec(), 4)));
    assert_eq!(run("sleep 30"), Err(OutcomeKind::Timeout(rebe_shell::effect::Phase::Exec)));
}

#[test]
fn names_of_faults_are_read_and_mistakes_are_helped() {
    assert_eq!(Faults::parse(" reset, hang ").expect("faults").kinds.len(), 4);
    assert_eq!(Faults::parse("all").expect("faults"), Faults::all());
    assert_eq!(Faults::parse("none").expect("faults"), Faults::none());
    assert_eq!(Faults::parse("").expect("faults"), Faults::none());
    let wrong = Faults::parse("refuse,hang-atuh").expect_err("a mistake");
    assert_eq!(wrong.message, "there is no fault called `hang-atuh`");
    assert_eq!(wrong.help.as_deref(), Some("did you mean `hang-auth`?"));
    let wrong = Faults::parse("earthquake").expect_err("a mistake");
    assert!(wrong.help.is_some_and(|help| help.contains("truncated")));
    assert!(Fault::ALL.windows(2).all(|pair| pair[0].name() < pair[1].name()));
}

#[test]
fn a_large_fleet_starts_at_once_and_spreads_its_faults() {
    let fleet = fleet(20_000, Faults::all());
    let targets = fleet.targets();
    let names = targets.iter().map(|target| &target.name).collect::<BTreeSet<_>>();
    let places = targets.iter().map(|target| (&target.address, target.port.unwrap()));
    assert_eq!((names.len(), places.collect::<BTreeSet<_>>().len()), (20_000, 20_000));
    for fault in Fault::ALL {
        let count = targets.iter().filter(|t| fleet.fault(&t.name) == Some(*fault)).count();
        assert!((153..=154).contains(&count), "{count} hosts have {}", fault.name());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_is_open_after_the_end() {
    let fleet = fleet(13, Faults::all());
    let (keys, targets) = (Keys::of(&fleet), fleet.targets());
    let ports = targets.iter().filter_map(|target| target.port).collect::<BTreeSet<_>>();
    let runtime = runtime();
    // Some of these connections still hang when the fleet ends.
    let second = Duration::from_secs(1);
    let _ =
        runtime.block_on(async { tokio::time::timeout(second, outcomes(&keys, &targets)).await });
    assert!(sockets_of(&ports) > 0, "the test sees no socket at all");
    // The end may come from within another runtime.
    runtime.block_on(async { fleet.shutdown() });
    assert_eq!(sockets_of(&ports), 0);
}

/// How many sockets of this machine are at one of `ports` and listen or are connected.
#[expect(clippy::disallowed_methods, reason = "the test looks into the tables of the kernel")]
fn sockets_of(ports: &BTreeSet<u16>) -> usize {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("a table");
    let open = |line: &&str| {
        let fields = line.split_whitespace().collect::<Vec<_>>();
        let port = fields.get(1).and_then(|local| local.rsplit(':').next());
        let port = port.and_then(|port| u16::from_str_radix(port, 16).ok());
        let (established, listening) = ("01", "0A");
        port.is_some_and(|port| ports.contains(&port))
            && fields.get(3).is_some_and(|state| [established, listening].contains(state))
    };
    table.lines().skip(1).filter(open).count()
}
