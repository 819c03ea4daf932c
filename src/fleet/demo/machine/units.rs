//! The services of a machine: what systemd would call its units, and what has become of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::random::Random;
use super::Machine;
use super::kinds::Groups;

/// What a service does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Active,
    /// It was stopped, or never started.
    Inactive,
    /// It ended by an error.
    Failed,
}

impl State {
    /// As systemd calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Failed => "failed",
        }
    }
}

/// What clients have changed since the fleet stands, by host and unit.
#[derive(Debug, Clone, Default)]
pub struct Changed(Arc<Mutex<BTreeMap<(String, String), State>>>);

impl Changed {
    fn get(&self, host: &str, unit: &str) -> Option<State> {
        let changed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        changed.get(&(host.to_owned(), unit.to_owned())).copied()
    }

    fn set(&self, host: &str, unit: &str, state: State) {
        let mut changed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        changed.insert((host.to_owned(), unit.to_owned()), state);
    }
}

/// The units of every machine, which always run.
const EVERYWHERE: &[&str] = &["cron", "ssh"];

/// The units of those that do the work of a role.
const BY_ROLE: &[(&str, &[&str])] = &[
    ("arm", &["app"]),
    ("cache", &["redis"]),
    ("ci", &["gitlab-runner"]),
    ("db", &["postgresql"]),
    ("edge", &["mosquitto", "nginx"]),
    ("web", &["app", "nginx"]),
    ("z", &["postgresql"]),
];

impl Machine {
    /// Whether systemd runs it. BusyBox has none, and an old kernel cannot have it.
    pub fn has_systemd(&self) -> bool {
        self.sys && self.groups != Groups::None
    }

    /// What `unit` does, with or without `.service` at its end. `None` when there is no such unit.
    pub fn state(&self, unit: &str) -> Option<State> {
        let unit = unit.strip_suffix(".service").unwrap_or(unit);
        if EVERYWHERE.contains(&unit) {
            return Some(State::Active);
        }
        let role = self.role();
        let (_, units) = BY_ROLE.iter().find(|(name, _)| *name == role)?;
        units.contains(&unit).then(|| {
            let changed = self.changed.get(&self.name, unit);
            changed.unwrap_or_else(|| self.drawn(unit).0)
        })
    }

    /// Start `unit` anew and say whether it runs then. One that is broken fails again.
    pub fn start(&self, unit: &str) -> Option<bool> {
        self.state(unit)?;
        let unit = unit.strip_suffix(".service").unwrap_or(unit);
        let broken = self.drawn(unit).1;
        let state = if broken { State::Failed } else { State::Active };
        self.changed.set(&self.name, unit, state);
        Some(!broken)
    }

    /// Stop `unit`.
    pub fn stop(&self, unit: &str) -> Option<()> {
        self.state(unit)?;
        let unit = unit.strip_suffix(".service").unwrap_or(unit);
        if !EVERYWHERE.contains(&unit) {
            self.changed.set(&self.name, unit, State::Inactive);
        }
        Some(())
    }

    /// The letters that the name begins with.
    pub fn role(&self) -> &str {
        self.name.trim_end_matches(|c: char| c.is_ascii_digit())
    }

    /// What `unit` does as long as nobody has changed it, and whether it cannot be started.
    fn drawn(&self, unit: &str) -> (State, bool) {
        if EVERYWHERE.contains(&unit) {
            return (State::Active, false);
        }
        let letters = unit.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
        let mut random = Random::new(self.luck, letters);
        match random.below(12) {
            0 => (State::Failed, random.below(2) == 0),
            1 => (State::Inactive, false),
            _ => (State::Active, false),
        }
    }
}
