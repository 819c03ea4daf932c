//! Circuit breakers: a host that failed several times in a row is left alone for a while, and so
//! are all hosts behind one that is on the way to them.
//!
//! Invariants: a host that never failed, or that worked the last time, takes no memory here; while
//! a breaker is half open, one attempt is under way and no more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::pool::Key;
use crate::effect::Breaker;

/// Failures in a row after which a host is left alone.
const MOST_FAILURES: u32 = 3;

/// For how long at first; it doubles each time that it fails again.
const FIRST: Duration = Duration::from_secs(30);

/// For how long at most.
const LONGEST: Duration = Duration::from_secs(300);

/// Hosts that are kept in mind.
const MOST: usize = 200_000;

/// The breakers of all hosts that failed lately.
#[derive(Debug, Default)]
pub(super) struct Breakers {
    by_key: Mutex<HashMap<Key, State>>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Since when it is open, and for how long.
    open: Option<(Instant, Duration)>,
    /// Whether somebody finds out whether it is well again.
    probing: bool,
}

/// The right to make an attempt. Without a verdict it counts as never made.
pub(super) struct Pass {
    breakers: Arc<Breakers>,
    key: Option<Key>,
    /// Whether it is the one by which is found out whether the host is well again.
    probes: bool,
}

impl Breakers {
    /// Ask to make an attempt. When the breaker is open, the error is how long it stays so.
    pub(super) fn enter(self: &Arc<Self>, key: &Key, now: Instant) -> Result<Pass, Duration> {
        let mut states = self.lock();
        let mut probes = false;
        if let Some(state) = states.get_mut(key)
            && let Some((since, wait)) = state.open
        {
            let left = wait.saturating_sub(now.duration_since(since));
            if !left.is_zero() || state.probing {
                return Err(left.max(Duration::from_secs(1)));
            }
            state.probing = true;
            probes = true;
        }
        Ok(Pass { breakers: Arc::clone(self), key: Some(key.clone()), probes })
    }

    /// The right to make an attempt however it stands, for who waits for the host. Only that it went
    /// well is told then.
    pub(super) fn anyway(self: &Arc<Self>, key: &Key) -> Pass {
        Pass { breakers: Arc::clone(self), key: Some(key.clone()), probes: false }
    }

    /// All hosts that failed lately, with how they stand and how often they failed in a row.
    pub(super) fn all(&self, now: Instant) -> HashMap<Key, (Breaker, u32)> {
        let states = self.lock();
        let told =
            |(key, state): (&Key, &State)| (key.clone(), (state.standing(now), state.failures));
        states.iter().map(told).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, State>> {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn standing(&self, now: Instant) -> Breaker {
        match self.open {
            None => Breaker::Closed,
            Some((since, wait)) => match wait.saturating_sub(now.duration_since(since)) {
                left if left.is_zero() => Breaker::HalfOpen,
                left => Breaker::Open(left),
            },
        }
    }
}

impl Pass {
    /// It went well.
    pub(super) fn succeeded(mut self) {
        if let Some(key) = self.key.take() {
            self.breakers.lock().remove(&key);
        }
    }

    /// It failed.
    pub(super) fn failed(mut self, now: Instant) {
        let Some(key) = self.key.take() else { return };
        let mut states = self.breakers.lock();
        if states.len() >= MOST && !states.contains_key(&key) {
            return;
        }
        let state = states.entry(key).or_default();
        state.failures += 1;
        if state.failures >= MOST_FAILURES {
            let wait = state.open.map_or(FIRST, |(_, wait)| (wait * 2).min(LONGEST));
            // Whoever failed beside the one that opened it says nothing new.
            if state.open.is_none() || self.probes {
                state.open = Some((now, wait));
            }
        }
        state.probing &= !self.probes;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.probes
            && let Some(key) = self.key.take()
            && let Some(state) = self.breakers.lock().get_mut(&key)
        {
            state.probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key { user: "u".into(), address: "a".into(), port: 22, via: "".into() }
    }

    #[test]
    fn it_opens_lets_one_through_later_and_closes() {
        let breakers = Arc::new(Breakers::default());
        let mut now = Instant::now();
        let enter = |now| breakers.enter(&key(), now);
        let late = enter(now).ok().unwrap();
        for failures in 0..MOST_FAILURES {
            let stands = breakers.all(now).get(&key()).copied();
            assert_eq!(stands, (failures > 0).then_some((Breaker::Closed, failures)));
            enter(now).ok().unwrap().failed(now);
        }
        assert_eq!(breakers.all(now)[&key()].0, Breaker::Open(FIRST));
        assert!(enter(now).is_err());
        now += FIRST;
        assert_eq!(breakers.all(now)[&key()].0, Breaker::HalfOpen);
        let probe = enter(now).ok().unwrap();
        assert!(enter(now).is_err(), "one at a time");
        late.failed(now);
        assert!(enter(now).is_err(), "whoever came in before it was open ends no probe");
        probe.failed(now);
        now += FIRST;
        assert!(enter(now).is_err(), "it stays open for twice as long");
        now += FIRST;
        drop(enter(now));
        enter(now).ok().unwrap().succeeded();
        assert!(breakers.all(now).is_empty());
    }
}
