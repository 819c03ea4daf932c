//! How many hosts are worked on at once: as many as are allowed, and fewer while connections are
//! broken off or take much longer than they did, for then it is this machine, a server or the way
//! there that is overloaded.
//!
//! Hosts that are down, refuse, or hang say nothing about that: a fleet half of which is dead is to
//! be done as fast as any other.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::gate::Gate;

/// Connections after which it is looked how they went.
const WINDOW: usize = 32;

/// The share of them that may be broken off.
const CROWDED: f64 = 0.2;

/// The share below which there is room for more hosts.
const CALM: f64 = 0.05;

/// How many times longer than at best connections take when somebody is overloaded, and the least
/// time for that to count: what is over in less is no burden.
const SLOWER: u32 = 4;
const SLOW: Duration = Duration::from_millis(1500);

/// The smallest part of what is allowed that is gone down to.
const LEAST: usize = 8;

/// The number of hosts at once of one job.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    gate: Gate,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: usize,
    /// How long connections took since the last look.
    took: Vec<Duration>,
    /// How many were broken off since then.
    broken: usize,
    /// The median of the best window.
    best: Option<Duration>,
    /// Connections of the whole job so far, and how many of them were broken off.
    all: usize,
    all_broken: usize,
}

impl Pace {
    /// At most `most` hosts at once.
    pub(super) fn new(most: usize) -> Self {
        let took = Vec::new();
        let state = State { limit: most, took, broken: 0, best: None, all: 0, all_broken: 0 };
        Self { most, gate: Gate::default(), state: Mutex::new(state) }
    }

    /// How many hosts may be worked on now.
    pub(super) fn limit(&self) -> usize {
        self.lock().limit
    }

    /// How many are allowed.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// What hosts wait at that were broken off by somebody overrun, before they are tried again.
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Whether so many connections of the job were broken off that somebody is overrun. A few among
    /// many are hosts with a trouble of their own.
    pub(super) fn is_crowded(&self) -> bool {
        let state = self.lock();
        state.all_broken as f64 > CROWDED * state.all as f64
    }

    /// A connection stands, after this time.
    pub(super) fn connected(&self, took: Duration) {
        let mut state = self.lock();
        state.all += 1;
        state.took.push(took);
        state.look(self.most);
    }

    /// A connection was broken off by somebody who seems to have had too many.
    pub(super) fn broken_off(&self) {
        let mut state = self.lock();
        (state.all, state.all_broken) = (state.all + 1, state.all_broken + 1);
        state.broken += 1;
        state.look(self.most);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn look(&mut self, most: usize) {
        let seen = self.took.len() + self.broken;
        if seen < WINDOW {
            return;
        }
        let broken = self.broken as f64 / seen as f64;
        let mut took = std::mem::take(&mut self.took);
        self.broken = 0;
        took.sort_unstable();
        let median = took.get(took.len() / 2).copied();
        let best = self.best.into_iter().chain(median).min();
        let slow = median.zip(best).is_some_and(|(now, best)| now > SLOW && now > best * SLOWER);
        self.best = best;
        let least = (most / LEAST).max(1);
        if broken > CROWDED {
            self.limit = (self.limit / 2).max(least);
        } else if slow {
            self.limit = (self.limit * 3 / 4).max(least);
        } else if broken < CALM {
            self.limit = (self.limit + self.limit / 4 + 1).min(most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(pace: &Pace, connected: usize, took: Duration, broken: usize) -> usize {
        (0..connected).for_each(|_| pace.connected(took));
        (0..broken).for_each(|_| pace.broken_off());
        pace.limit()
    }

    const FAST: Duration = Duration::from_millis(20);

    #[test]
    fn it_goes_down_when_connections_are_broken_off_and_comes_back() {
        let pace = Pace::new(256);
        assert_eq!(seen(&pace, 32, FAST, 0), 256);
        assert_eq!(seen(&pace, 29, FAST, 3), 256, "a few are nothing unusual");
        assert_eq!(seen(&pace, 16, FAST, 16), 128);
        assert_eq!(seen(&pace, 0, FAST, 320), 32, "no less than an eighth");
        assert_eq!(seen(&pace, 320, FAST, 0), 256);
        assert_eq!(Pace::new(1).limit(), 1);
        assert_eq!(seen(&Pace::new(1), 0, FAST, 64), 1);
    }

    #[test]
    fn a_few_that_are_broken_off_are_no_crowd() {
        let pace = Pace::new(256);
        assert!(!pace.is_crowded());
        seen(&pace, 0, FAST, 1);
        assert!(pace.is_crowded());
        seen(&pace, 99, FAST, 10);
        assert!(!pace.is_crowded());
        seen(&pace, 0, FAST, 20);
        assert!(pace.is_crowded());
    }

    #[test]
    fn it_goes_down_when_connections_take_much_longer_than_at_best() {
        let pace = Pace::new(100);
        assert_eq!(seen(&pace, 32, Duration::from_millis(500), 0), 100);
        assert_eq!(seen(&pace, 32, Duration::from_millis(1900), 0), 100);
        assert_eq!(seen(&pace, 32, Duration::from_millis(2100), 0), 75);
        assert_eq!(seen(&pace, 64, Duration::from_millis(2100), 0), 42);
        assert_eq!(seen(&pace, 32, Duration::from_millis(600), 0), 53);
        // Whoever is slow from the start is far away and not overloaded.
        assert_eq!(seen(&Pace::new(100), 320, Duration::from_secs(5), 0), 100);
    }
}
