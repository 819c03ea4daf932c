//! Optimised plans on a demo fleet: the same rows, the same outcomes, and no more hosts contacted
//! than the plan says.

use std::sync::{Arc, Mutex};

use rebe_shell::command::{Mode, Step};
use rebe_shell::effect::memory::{MemoryEnvironment, NoPrompt};
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{DirectRoutes, OutcomeKind};
use rebe_shell::fleet::Fleet;
use rebe_shell::fleet::demo::DemoFleet;
use rebe_shell::session::{Demo, Options, Session};

use crate::optimiser::{Ran, Recording, run, session_on};

/// A demo fleet, and what it was asked.
struct Played {
    _fleet: DemoFleet,
    session: Session,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Played {
    fn new(faults: Option<&str>, unoptimised: bool) -> Self {
        let mut options = Options::default();
        let demo = Demo {
            hosts: 30,
            faults: faults.map(str::to_owned),
            seed: 5,
            latency: std::time::Duration::ZERO,
        };
        let fleet = demo.start(&mut options).unwrap();
        let environment = Arc::new(MemoryEnvironment::default());
        let (routes, files) = (Arc::new(DirectRoutes), Arc::new(RealFiles));
        let transport = Fleet::new(options.fleet, routes, files, environment, Arc::new(NoPrompt));
        let asked = Arc::default();
        let remote = Recording { inner: Some(transport), asked: Arc::clone(&asked) };
        let session = session_on(remote, options.targets.unwrap(), unoptimised);
        Self { _fleet: fleet, session, asked }
    }

    /// The run, and the hosts and scripts that were asked in it, sorted.
    fn run(&mut self, text: &str) -> (Ran, Vec<(String, String)>) {
        let mut ran = run(&mut self.session, text).unwrap();
        ran.lines.sort();
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.sort();
        (ran, asked)
    }

    /// How many hosts the plan says that each of its stages contacts.
    fn planned(&self, text: &str) -> Vec<usize> {
        fn contacted(steps: &[Step], found: &mut Vec<usize>) {
            for step in steps {
                let hosts = step.hosts.as_ref().filter(|hosts| hosts.contacted);
                found.extend(hosts.map(|hosts| hosts.count.unwrap()));
                contacted(&step.steps, found);
            }
        }
        let prepared = self.session.prepare("test", text, Mode::Run);
        let mut found = Vec::new();
        contacted(&self.session.explain(&prepared).optimised, &mut found);
        found
    }
}

#[test]
fn the_same_rows_come_and_as_many_hosts_are_contacted_as_the_plan_says() {
    // Each with the number of hosts that are asked: of 30, and as it was written.
    let texts = [
        ("hosts | discover cpu | where host =~ \"web\" and cores > 2 | sort-by host", 30),
        ("hosts | discover cpu memory | select host cores | sort-by cores", 30),
        ("hosts | discover memory cpu os | group-by arch (count) (max cores)", 30),
        ("hosts | discover cpu | discover memory | select host total", 60),
        (
            "hosts | discover cpu | join (hosts | discover memory) host | select host cores total",
            60,
        ),
        ("hosts | where host =~ \"db\" | discover os memory | where 1 < 2 | length", 0),
        ("hosts | discover cpu memory | where cores > 2 or 1 > 2 | get host | sort", 30),
        (
            "let few = hosts web*; $few | discover os cpu | sort-by kernel | where name != \"\" | select host",
            0,
        ),
    ];
    let (mut plain, mut quick) = (Played::new(None, true), Played::new(None, false));
    for (text, written) in texts {
        let (wanted, before) = plain.run(text);
        let (found, after) = quick.run(text);
        assert!(!wanted.lines.is_empty(), "{text}");
        assert_eq!(
            (&found.lines, &found.errors, found.exit),
            (&wanted.lines, &wanted.errors, wanted.exit),
            "{text}"
        );
        assert!(written == 0 || before.len() == written, "{text}: {}", before.len());
        assert!(after.len() <= before.len(), "{text}");
        let planned = quick.planned(text);
        assert_eq!(planned.iter().sum::<usize>(), after.len(), "{text}: {planned:?}");
        // Whoever is asked ends the same.
        for (host, kind) in &found.outcomes {
            assert_eq!(wanted.outcomes.get(host), Some(kind), "{text}: {host}");
        }
        let asked = |all: &[(String, String)]| {
            all.iter().map(|(_, script)| script.matches("\nsection ").count()).sum::<usize>()
        };
        assert!(asked(&after) < asked(&before) || text.starts_with("hosts | where"), "{text}");
    }
}

#[test]
fn hosts_in_trouble_end_the_same_and_those_that_nobody_wants_are_not_contacted() {
    let faults = Some("deny,refuse,garbage,reset");
    let (mut plain, mut quick) = (Played::new(faults, true), Played::new(faults, false));
    for text in [
        "hosts | discover cpu memory | select host cores",
        "hosts | discover cpu memory | length",
        "hosts | discover cpu memory | outcomes | reject elapsed attempts | where outcome != \"ok\"",
        "hosts | discover cpu | sort-by cores | where cores > 1 | select host",
    ] {
        let (wanted, before) = plain.run(text);
        let (found, after) = quick.run(text);
        // The messages have ports in them, which the system gives out.
        let hosts = |ran: &Ran| {
            ran.lines
                .iter()
                .map(|line| line.split("message").next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!((hosts(&found), found.exit), (hosts(&wanted), wanted.exit), "{text}");
        assert_eq!(found.outcomes, wanted.outcomes, "{text}");
        assert_eq!(after.len(), before.len(), "{text}");
    }
    let text = "hosts | discover cpu | where host =~ \"^web\" | sort-by host";
    let (wanted, _) = plain.run(text);
    let (found, after) = quick.run(text);
    assert_eq!(found.lines, wanted.lines);
    assert!(after.iter().all(|(host, _)| host.starts_with("web")) && !after.is_empty());
    let of_web = wanted.outcomes.into_iter().filter(|(host, _)| host.starts_with("web"));
    assert_eq!(found.outcomes, of_web.collect());
}

#[test]
fn a_limit_contacts_no_more_hosts_at_once_than_rows_are_missing() {
    let mut quick = Played::new(None, false);
    let (ran, asked) = quick.run("hosts | discover os | select host | first 3");
    assert_eq!(ran.lines.len(), 3);
    // A machine under load may be slow to answer, and then more are asked.
    assert!((3..=9).contains(&asked.len()), "{}", asked.len());
    assert_eq!(ran.outcomes.len(), 30, "the others are skipped");
    let ok = ran.outcomes.values().filter(|kind| **kind == OutcomeKind::Ok).count();
    assert!((3..=9).contains(&ok), "{ok}");
    // Hosts that hang keep nobody from being asked, and hosts that fail are replaced.
    let mut trouble = Played::new(Some("hang,refuse"), false);
    let (ran, _) = trouble.run("hosts | discover os | first 25 | length");
    assert_eq!(ran.lines, ["25"]);
}
