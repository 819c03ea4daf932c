//! Trying again: which pause comes before the next attempt, and how many there may be in a run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// The most attempts on one host in one job, and where the host seems to be overrun: then it is
/// waited for longer, and fewer hosts are worked on meanwhile.
const MOST_ATTEMPTS: u32 = 4;
const MOST_WHEN_CROWDED: u32 = 7;

/// The longest pause before the second attempt; it doubles with each.
const FIRST: Duration = Duration::from_millis(200);

/// The longest pause of all.
const LONGEST: Duration = Duration::from_secs(2);

/// Attempts that are allowed however few hosts there are.
const AT_LEAST: i64 = 20;

/// How many times the hosts of one run may be tried again, all together: about once each, and a few
/// times where servers are overrun. When a whole fleet is down, trying again is not what brings it
/// back.
#[derive(Debug)]
pub(super) struct Budget {
    passing: AtomicI64,
    crowded: AtomicI64,
}

/// How often a host of a run may be tried again on the average when servers are overrun.
const CROWDED_EACH: i64 = 5;

impl Default for Budget {
    fn default() -> Self {
        Self { passing: AtomicI64::new(AT_LEAST), crowded: AtomicI64::new(AT_LEAST) }
    }
}

impl Budget {
    /// A host more is worked on.
    pub(super) fn add_host(&self) {
        self.passing.fetch_add(1, Ordering::Relaxed);
        self.crowded.fetch_add(CROWDED_EACH, Ordering::Relaxed);
    }

    /// Take the right to try a host once more that was tried `tries` times, if any is left.
    pub(super) fn take(&self, tries: u32, crowded: bool) -> bool {
        let (left, most) = match crowded {
            true => (&self.crowded, MOST_WHEN_CROWDED),
            false => (&self.passing, MOST_ATTEMPTS),
        };
        if tries >= most {
            return false;
        }
        if left.fetch_sub(1, Ordering::Relaxed) > 0 {
            return true;
        }
        left.fetch_add(1, Ordering::Relaxed);
        false
    }
}

/// Random numbers for pauses; nobody has to be unable to guess them.
#[derive(Debug)]
pub(super) struct Dice(Mutex<u64>);

impl Dice {
    pub(super) fn new(seed: u128) -> Self {
        let seed = u64::try_from(seed & u128::from(u64::MAX)).unwrap_or_default();
        Self(Mutex::new(seed | 1))
    }

    /// A number from 0 to 1 (Marsaglia's xorshift64).
    fn throw(&self) -> f64 {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        f64::from(u32::try_from(*state >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }

    /// The pause after attempt number `attempts`, from 1: anything up to a bound that doubles, so
    /// that those who failed together do not come again together.
    pub(super) fn pause(&self, attempts: u32) -> Duration {
        let bound = FIRST.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(LONGEST);
        bound.mul_f64(self.throw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_grows_with_the_hosts_and_ends() {
        let budget = Budget::default();
        (0..5).for_each(|_| budget.add_host());
        let granted = |crowded| (0..100).filter(|_| budget.take(1, crowded)).count();
        assert_eq!((granted(false), granted(true)), (25, 45));
        budget.add_host();
        assert!(budget.take(3, false) && !budget.take(1, false));
        assert!(!budget.take(7, true) && budget.take(6, true));
    }

    #[test]
    fn pauses_are_spread_below_a_bound_that_doubles() {
        let dice = Dice::new(7);
        let longest = |attempts| (0..200).map(|_| dice.pause(attempts)).max().unwrap();
        let shortest = |attempts| (0..200).map(|_| dice.pause(attempts)).min().unwrap();
        for attempts in 1..4 {
            let bound = FIRST * (1 << (attempts - 1));
            assert!(longest(attempts) <= bound && longest(attempts) > bound / 2);
            assert!(shortest(attempts) < bound / 10);
        }
        assert!(longest(40) <= LONGEST);
    }
}
