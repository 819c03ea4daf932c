//! A whole statement on a demo fleet with every fault there is: each host ends as the fleet says
//! that it must, nobody is missing, and the rows are those of the hosts that ended well.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rebe_shell::diag::exit;
use rebe_shell::effect::{Outcome, OutcomeKind};
use rebe_shell::fleet::KnownKey;
use rebe_shell::fleet::demo::{DemoFleet, DemoOptions, Fault, Faults};
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Demo, Mode, Options, Report, Session, exit_code};

use crate::support::Text;

const HOSTS: usize = 1000;

/// Far longer than anything takes here that is not meant to hang, and not worth waiting for often.
const DEADLINE: Duration = Duration::from_secs(4);

fn run(text: &str, seed: u64) -> (DemoFleet, Report, String) {
    let mut options = Options::default();
    let limits = &mut options.limits;
    // Few at once, so that the many who answer do not keep each other from it in time.
    (limits.parallel, limits.max_output) = (48, 1 << 20);
    (limits.connect, limits.auth, limits.exec) = (DEADLINE, DEADLINE, DEADLINE);
    let demo = Demo { hosts: HOSTS, faults: Some("all".to_owned()), seed, latency: Duration::ZERO };
    let fleet = demo.start(&mut options).unwrap();
    let (report, written) = run_on(options, text);
    (fleet, report, written)
}

fn run_on(options: Options, text: &str) -> (Report, String) {
    let mut session = Session::new(options);
    let prepared = session.prepare("test", text, Mode::Run);
    assert!(!prepared.is_wrong(), "{:?}", prepared.diagnostics);
    let out = Text::default();
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(out.clone()));
    let report = session.run(&prepared, Arc::new(Mutex::new(screen)));
    let written = out.text();
    (report, written)
}

fn by_host(all: &[Outcome]) -> HashMap<&str, &Outcome> {
    all.iter().map(|outcome| (outcome.host.as_str(), outcome)).collect()
}

/// How it must end for the host called `name`.
fn wanted(fleet: &DemoFleet, name: &str) -> OutcomeKind {
    fleet.fault(name).map_or(OutcomeKind::Ok, Fault::outcome_with_retries)
}

fn every_outcome_is_the_expected_one(seed: u64) {
    let (fleet, report, written) = run("hosts | discover cpu", seed);
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    assert_eq!(exit_code(&report), exit::SOME_HOSTS);
    assert_eq!(report.all.len(), HOSTS, "one outcome a host");
    let ended = by_host(&report.all);
    let mut faults = 0;
    for target in fleet.targets() {
        let outcome = ended.get(target.name.as_str()).unwrap();
        let fault = fleet.fault(&target.name);
        let wanted = wanted(&fleet, &target.name);
        let name = fault.map_or("none", Fault::name);
        let Outcome { host, kind, message, attempts, elapsed } = outcome;
        assert_eq!(*kind, wanted, "{host} with the fault {name}: {message}");
        let tries = match fault {
            Some(Fault::Flapping) => 2..=3,
            Some(Fault::Refuse) => 4..=4,
            // It depends on how far the handshake had come.
            Some(Fault::Reset) => 4..=7,
            // It may look like a host that hangs up in the midst of a handshake.
            Some(Fault::Garbage) => 1..=7,
            _ => 1..=1,
        };
        assert!(tries.contains(attempts), "{host} with the fault {name}: {attempts} attempts");
        assert_eq!(message.is_empty(), *kind == OutcomeKind::Ok, "{host}: {message}");
        let phase = matches!(kind, OutcomeKind::Timeout(_));
        // Pauses between attempts take time too.
        let late = *elapsed >= DEADLINE && *attempts == 1;
        assert_eq!(phase, late, "{host} with the fault {name}: {elapsed:?}");
        faults += usize::from(fault.is_some());
    }
    assert_eq!(faults, HOSTS / 10);
    let rows = written.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut rows =
        rows.map(|row| row.get("host").unwrap().as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let well = report.all.iter().filter(|outcome| outcome.kind == OutcomeKind::Ok);
    let mut well = well.map(|outcome| outcome.host.clone()).collect::<Vec<_>>();
    rows.sort();
    well.sort();
    assert_eq!(rows, well, "a row for each host that ended well, and for no other");
}

#[test]
fn every_outcome_is_the_expected_one_by_twenty_seeds() {
    // Most of the time is waiting for hosts that hang, and much of the rest is theirs who play them.
    std::thread::scope(|scope| {
        for first in [1, 11] {
            scope.spawn(move || (first..first + 10).for_each(every_outcome_is_the_expected_one));
        }
    });
}

#[test]
fn faults_that_pass_are_gone_at_the_end() {
    let kinds = Faults { kinds: vec![Fault::Flapping], per_mille: 300 };
    let fleet = DemoFleet::start(DemoOptions {
        hosts: HOSTS,
        faults: kinds,
        seed: 7,
        ..DemoOptions::default()
    })
    .unwrap();
    let flapping = fleet.targets().iter().filter(|t| fleet.fault(&t.name).is_some()).count();
    assert_eq!(flapping, 300);
    let mut options = Options::default();
    options.fleet.known_keys = vec![KnownKey { host: None, key: fleet.host_key().clone() }];
    options.fleet.identity = Some(Arc::new(fleet.client_key().clone()));
    options.targets = Some(fleet.targets());
    options.limits.parallel = 64;
    let (report, _) = run_on(options, "hosts | discover cpu | length");
    let failed = report.all.iter().filter(|one| one.kind != OutcomeKind::Ok).collect::<Vec<_>>();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(report.all.iter().filter(|outcome| outcome.attempts > 1).count(), flapping);
}

#[test]
fn taken_as_data_the_outcomes_are_a_table_of_all_hosts() {
    let (fleet, report, written) = run("hosts | discover cpu | outcomes", 4);
    assert_eq!(exit_code(&report), exit::OK);
    let mut seen = HashMap::<String, usize>::new();
    for line in written.lines() {
        let row = serde_json::from_str::<serde_json::Value>(line).unwrap();
        let host = row["host"].as_str().unwrap();
        let wanted = wanted(&fleet, host);
        let phase = match wanted {
            OutcomeKind::Timeout(phase) => serde_json::Value::from(phase.name()),
            _ => serde_json::Value::Null,
        };
        assert_eq!((&row["outcome"], &row["phase"]), (&wanted.name().into(), &phase), "{host}");
        *seen.entry(host.to_owned()).or_default() += 1;
    }
    assert_eq!(seen.len(), HOSTS);
    assert!(seen.values().all(|rows| *rows == 1));
}
