//! Commands on this machine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rebe_shell::effect::{Cancel, OutcomeKind, Phase, Target, Transport};
use rebe_shell::fleet::{Fleet, FleetSettings, Stats};

use crate::support::{Folder, fleet, job, job_reading, job_with, run_one, run_until, target};

fn here() -> Arc<Target> {
    let target = (*target("localhost", 22)).clone();
    Arc::new(Target { transport: Transport::Local, name: "here".to_owned(), ..target })
}

fn with_fleet(test: impl FnOnce(&Fleet)) {
    let home = Folder::new();
    let fleet = fleet(home.path(), FleetSettings::default());
    test(&fleet);
    assert_eq!(fleet.stats(), Stats::default());
}

#[test]
fn output_input_exit_codes_and_signals() {
    with_fleet(|fleet| {
        let cat = job_reading("cat; echo err >&2; exit 4", vec![7; 3 << 20].into());
        let reply = run_one(fleet, cat, here());
        assert_eq!(reply.outcome.label(), "failed(4)");
        assert_eq!((reply.stdout.len(), &*reply.stderr), (3 << 20, &b"err\n"[..]));
        assert_eq!(run_one(fleet, job("kill -9 $$"), here()).exit_code, Some(137));
        let unread = job_reading("echo hi", vec![7; 3 << 20].into());
        assert_eq!(run_one(fleet, unread, here()).outcome.kind, OutcomeKind::Ok);
    });
}

#[test]
fn endless_output_is_cut_and_a_hang_ends() {
    // That of another run of this test is another one.
    let nap = format!("sleep 777.{}", std::process::id());
    with_fleet(|fleet| {
        let start = Instant::now();
        let reply = run_one(fleet, job_with("yes", |limits| limits.max_output = 100_000), here());
        assert_eq!(reply.outcome.kind, OutcomeKind::Truncated);
        assert_eq!(reply.stdout.len(), 100_000);
        let hang =
            |limits: &mut rebe_shell::effect::Limits| limits.exec = Duration::from_millis(200);
        let reply = run_one(fleet, job_with(&format!("({nap}) | cat"), hang), here());
        assert_eq!(reply.outcome.kind, OutcomeKind::Timeout(Phase::Exec));
        let total =
            |limits: &mut rebe_shell::effect::Limits| limits.total = Duration::from_millis(200);
        let reply = run_one(fleet, job_with(&nap, total), here());
        assert_eq!(reply.outcome.kind, OutcomeKind::Timeout(Phase::Total));
        assert!(start.elapsed() < Duration::from_secs(5));
        std::thread::sleep(Duration::from_millis(200));
        let left = std::process::Command::new("pgrep").args(["-f", &format!("^{nap}")]).output();
        assert!(left.is_ok_and(|left| left.stdout.is_empty()), "the whole group is killed");
    });
}

#[test]
fn a_run_that_is_cancelled_before_it_starts() {
    with_fleet(|fleet| {
        let cancel = Cancel::new();
        cancel.cancel();
        let replies = run_until(fleet, job("echo hi"), vec![here()], &cancel);
        assert_eq!(replies[0].outcome.kind, OutcomeKind::Cancelled);
        assert_eq!(replies[0].outcome.attempts, 0);
    });
}
