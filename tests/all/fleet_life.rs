//! How a fleet begins and ends.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use rebe_shell::effect::memory::{MemoryEnvironment, NoPrompt};
use rebe_shell::effect::{
    Cancel, DirectRoutes, Entry, Files, Load, NewFile, OutcomeKind, Remote, RemoteEvent,
};
use rebe_shell::fleet::{Fleet, FleetSettings, Stats};

use crate::support::sshd::{Sshd, free_port};
use crate::support::{block_on, job, run, targets};

/// Files that count how often they are asked, and then fail in the worst way.
#[derive(Default)]
struct Traps(AtomicUsize);

impl Files for Traps {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        panic!("this is what a defect looks like");
    }

    fn open(&self, _: &Path) -> io::Result<Box<dyn Read + Send>> {
        unreachable!("a fleet reads files whole");
    }

    fn create(&self, _: &Path) -> io::Result<Box<dyn NewFile>> {
        unreachable!("a fleet replaces no file");
    }

    fn list(&self, _: &Path) -> io::Result<Vec<Entry>> {
        unreachable!("a fleet lists no folder");
    }

    fn real_path(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn append(&self, _: &Path, _: &[u8], _: u32) -> io::Result<()> {
        unreachable!("nobody is accepted");
    }

    fn exists(&self, _: &Path) -> bool {
        false
    }
}

fn trapped(settings: FleetSettings) -> (Fleet, Arc<Traps>) {
    let traps = Arc::new(Traps::default());
    let files = Arc::clone(&traps) as Arc<dyn Files>;
    let environment = Arc::new(MemoryEnvironment::default());
    let routes = Arc::new(DirectRoutes);
    (Fleet::new(settings, routes, files, environment, Arc::new(NoPrompt)), traps)
}

#[test]
fn a_new_fleet_has_done_nothing() {
    let (fleet, traps) = trapped(FleetSettings::default());
    assert_eq!(fleet.stats(), Stats::default());
    // A stream that nobody has asked anything yet is fine, too.
    drop(fleet.run(job("true"), futures_util::stream::empty().boxed(), Cancel::new()));
    assert_eq!(traps.0.load(Ordering::Relaxed), 0);
    drop(fleet);
}

#[test]
fn no_target_is_no_reply() {
    let (fleet, _) = trapped(FleetSettings::default());
    assert!(run(&fleet, job("true"), Vec::new()).is_empty());
}

#[test]
fn a_panic_costs_no_reply() {
    let sshd = Sshd::start();
    let (fleet, traps) = trapped(FleetSettings { accept_new: true, ..FleetSettings::default() });
    for reply in run(&fleet, job("true"), targets(5, sshd.port)) {
        assert_eq!(reply.outcome.kind, OutcomeKind::HostKey);
        assert!(reply.outcome.message.contains("internal error"), "{}", reply.outcome.message);
    }
    assert!(traps.0.load(Ordering::Relaxed) > 0);
}

#[test]
fn a_stream_outlives_its_fleet_and_ends_in_async_code() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let hosts = futures_util::stream::iter(targets(10, sshd.port)).boxed();
    let mut events = fleet.run(job("sleep 0.2; echo hi"), hosts, Cancel::new());
    block_on(async {
        drop(fleet);
        let mut answered = 0;
        while let Some(event) = events.next().await {
            if let RemoteEvent::Replies(replies) = event {
                assert!(replies.iter().all(|reply| reply.outcome.kind == OutcomeKind::Ok));
                answered += replies.len();
            }
        }
        assert_eq!(answered, 10);
        drop(events);
    });
}

#[test]
fn progress_tells_what_waits() {
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let mut slow = job("sleep 0.5");
    slow.limits.parallel = 2;
    let hosts = futures_util::stream::iter(targets(5, sshd.port)).boxed();
    let mut events = fleet.run(slow, hosts, Cancel::new());
    let mut seen = Vec::new();
    block_on(async {
        while let Some(event) = events.next().await {
            if let RemoteEvent::Progress(Load { in_flight, waiting, .. }) = event {
                assert!(in_flight <= 2);
                seen.push((in_flight, waiting));
            }
        }
    });
    assert!(seen.contains(&(2, 3)) && seen.contains(&(1, 0)), "{seen:?}");
}

#[test]
fn ten_thousand_refusals_are_ten_thousand_replies() {
    let (fleet, _) = trapped(FleetSettings {
        known_hosts: Some("/dev/null".into()),
        ..FleetSettings::default()
    });
    let replies = run(&fleet, job("true"), targets(10_000, free_port()));
    assert!(replies.iter().all(|reply| reply.outcome.kind == OutcomeKind::Unreachable));
}
