//! Deadlines: every await on a host is bounded by its phase, by the total, and by cancellation.

use std::time::Duration;

use tokio::time::Instant;

use super::classify::Trouble;
use crate::effect::{Cancel, Limits, Phase};

/// The clock of one host.
pub(super) struct Deadlines {
    limits: Limits,
    cancel: Cancel,
    total: Instant,
}

/// The end of one phase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Until {
    at: Instant,
    phase: Phase,
    limit: Duration,
}

impl Until {
    /// How long its phase may take.
    pub(super) fn limit(self) -> Duration {
        self.limit
    }
}

impl Deadlines {
    /// The clock of a host whose work starts at `start`.
    pub(super) fn new(limits: &Limits, cancel: Cancel, start: Instant) -> Self {
        Self { total: later(start, limits.total), limits: limits.clone(), cancel }
    }

    /// The end of `phase`, when it starts now: its own deadline or the total one, whichever is
    /// first.
    pub(super) fn phase(&self, phase: Phase) -> Until {
        let limit = match phase {
            Phase::Connect => self.limits.connect,
            Phase::Auth => self.limits.auth,
            Phase::Exec => self.limits.exec,
            Phase::Total => self.limits.total,
        };
        let at = later(Instant::now(), limit);
        if at <= self.total {
            Until { at, phase, limit }
        } else {
            Until { at: self.total, phase: Phase::Total, limit: self.limits.total }
        }
    }

    /// The end of the same phase, `limit` from now where that is sooner.
    pub(super) fn sooner(&self, until: Until, limit: Duration) -> Until {
        let at = later(Instant::now(), limit);
        if at < until.at { Until { at, limit, ..until } } else { until }
    }

    /// Wait for `work` until then.
    pub(super) async fn within<T>(
        &self,
        until: Until,
        work: impl Future<Output = T>,
    ) -> Result<T, Trouble> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Trouble::cancelled()),
            done = work => Ok(done),
            () = tokio::time::sleep_until(until.at) => {
                Err(Trouble::timeout(until.phase, until.limit))
            }
        }
    }

    /// Wait for a person: only cancellation ends it, and the time that it took is given back to
    /// the total and to `until`.
    pub(super) async fn off_the_clock<T>(
        &mut self,
        until: &mut Until,
        work: impl Future<Output = T>,
    ) -> Result<T, Trouble> {
        let start = Instant::now();
        let done = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(Trouble::cancelled()),
            done = work => done,
        };
        let taken = start.elapsed();
        until.at = later(until.at, taken);
        self.total = later(self.total, taken);
        Ok(done)
    }
}

/// `start + by`, a year from `start` when that is beyond what the clock can tell.
pub(super) fn later(start: Instant, by: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    start.checked_add(by.min(YEAR)).unwrap_or(start)
}
