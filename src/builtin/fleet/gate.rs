//! How many targets of a fleet command may be under way, where it is not just any number: no more
//! than rows are wanted, a few first, or batch by batch while not too many fail.

use std::task::Waker;

use super::quota::Quota;
use crate::effect::Cancel;

/// Decides whether one more target may be started.
pub struct Gate {
    enough: Option<Enough>,
    waves: Option<Waves>,
    /// Targets that are under way.
    flying: usize,
    /// Who waits for it to open.
    waker: Option<Waker>,
    /// Once the run is cancelled it stands open, for each target has to end.
    cancel: Cancel,
}

/// What the gate says about one more target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Start it.
    Go,
    /// Wait for those that are under way.
    Wait,
    /// Neither it nor any other is started.
    Stop,
}

/// Lets as many targets be under way as rows are missing, and more of them while answers are
/// awaited for long: a host that hangs must not keep the others from being asked.
pub struct Enough {
    /// How many rows are missing.
    rows: usize,
    /// How many targets more may be under way.
    slack: usize,
    /// How many more each time that the wait was long.
    step: usize,
}

impl Enough {
    /// For `rows` rows.
    pub fn of(rows: usize) -> Self {
        Self { rows, slack: 0, step: rows.max(1) }
    }
}

/// Starts targets a wave at a time, each when all of the one before have ended, and no more once too
/// many have failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Waves {
    /// How many are in the first wave, none of which may fail.
    pub canary: Option<usize>,
    /// How many are in each wave after it.
    pub batch: Option<Quota>,
    /// How many may fail.
    pub most_failed: Option<Quota>,
    /// Targets in all, once that is known.
    total: Option<usize>,
    /// Targets of this wave that were started.
    started: usize,
    /// Waves that have ended.
    ended: usize,
    /// Targets that failed.
    failed: usize,
}

impl Waves {
    /// Waves of these sizes.
    pub fn new(canary: Option<usize>, batch: Option<Quota>, most_failed: Option<Quota>) -> Self {
        Self { canary, batch, most_failed, total: None, started: 0, ended: 0, failed: 0 }
    }

    fn needs_all(&self) -> bool {
        [self.batch, self.most_failed].into_iter().flatten().any(Quota::needs_all)
    }

    /// The number of targets of this wave.
    fn size(&self) -> usize {
        let total = self.total.unwrap_or(usize::MAX);
        match (self.ended, self.canary) {
            (0, Some(canary)) => canary.max(1),
            _ => self.batch.map_or(usize::MAX, |batch| batch.at_least(total).max(1)),
        }
    }

    fn is_canary(&self) -> bool {
        self.ended == 0 && self.canary.is_some()
    }

    /// Why no more are started.
    fn stop(&self) -> Option<String> {
        let of = if self.failed == 1 { "1 host" } else { &format!("{} hosts", self.failed) };
        if self.is_canary() && self.failed > 0 {
            return Some(format!("not started, for {of} of `--canary` failed"));
        }
        let most = self.most_failed?.at_most(self.total.unwrap_or(usize::MAX));
        let is_over = self.failed > most;
        is_over.then(|| format!("not started, for {of} failed, more than `--max-fail` allows"))
    }

    fn pass(&mut self, flying: usize) -> Pass {
        if self.stop().is_some() {
            return Pass::Stop;
        }
        if self.started < self.size() {
            return Pass::Go;
        }
        if flying > 0 {
            return Pass::Wait;
        }
        (self.started, self.ended) = (0, self.ended + 1);
        Pass::Go
    }
}

impl Gate {
    /// A gate; none where neither is given.
    pub fn new(enough: Option<Enough>, waves: Option<Waves>, cancel: Cancel) -> Option<Self> {
        let is_any = enough.is_some() || waves.is_some();
        is_any.then_some(Self { enough, waves, flying: 0, waker: None, cancel })
    }

    /// Whether all targets have to be known before the first is started.
    pub fn needs_all(&self) -> bool {
        self.waves.as_ref().is_some_and(|waves| waves.total.is_none() && waves.needs_all())
    }

    /// There are so many targets.
    pub fn know(&mut self, total: usize) {
        if let Some(waves) = &mut self.waves {
            waves.total = Some(total);
        }
    }

    /// Whether one more target may be started.
    pub fn pass(&mut self) -> Pass {
        if self.cancel.is_cancelled() {
            return Pass::Go;
        }
        let flying = self.flying;
        let is_room = |enough: &Enough| flying < enough.rows.max(1) + enough.slack;
        match (&self.enough, &mut self.waves) {
            (Some(enough), _) if !is_room(enough) => Pass::Wait,
            (_, Some(waves)) => waves.pass(flying),
            _ => Pass::Go,
        }
    }

    /// Why no more are started, once that is so.
    pub fn stopped(&self) -> Option<String> {
        self.waves.as_ref().and_then(Waves::stop)
    }

    /// One more target is started.
    pub fn start(&mut self) {
        self.flying += 1;
        if let Some(waves) = &mut self.waves {
            waves.started += 1;
        }
    }

    /// So many targets more have ended, so many of these badly, with so many rows.
    pub fn end(&mut self, targets: usize, failed: usize, rows: usize) {
        self.flying = self.flying.saturating_sub(targets);
        if let Some(enough) = &mut self.enough {
            enough.rows = enough.rows.saturating_sub(rows);
        }
        if let Some(waves) = &mut self.waves {
            waves.failed += failed;
        }
    }

    /// Answers are awaited for long.
    pub fn widen(&mut self) {
        if let Some(enough) = &mut self.enough {
            enough.slack += enough.step;
        }
    }

    /// Wake `waker` when something has changed.
    pub fn wait(&mut self, waker: &Waker) {
        self.waker = Some(waker.clone());
    }

    /// Who waits.
    pub fn waker(&mut self) -> Option<Waker> {
        self.waker.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(waves: Waves) -> Gate {
        Gate::new(None, Some(waves), Cancel::new()).unwrap()
    }

    /// How many targets it lets through now.
    fn let_through(gate: &mut Gate) -> usize {
        let mut count = 0;
        while count < 100 && gate.pass() == Pass::Go {
            gate.start();
            count += 1;
        }
        count
    }

    #[test]
    fn a_wave_begins_when_the_one_before_has_ended() {
        let mut gate = gate(Waves::new(Some(1), Some(Quota::Share(30.0)), None));
        assert!(gate.needs_all());
        gate.know(10);
        assert!(!gate.needs_all());
        assert_eq!((let_through(&mut gate), gate.pass()), (1, Pass::Wait));
        gate.end(1, 0, 1);
        assert_eq!((let_through(&mut gate), gate.pass()), (3, Pass::Wait));
        gate.end(2, 2, 0);
        assert_eq!(gate.pass(), Pass::Wait);
        gate.end(1, 0, 1);
        assert_eq!(let_through(&mut gate), 3);
    }

    #[test]
    fn a_canary_that_fails_ends_it_and_so_do_too_many_failures() {
        let mut canary = gate(Waves::new(Some(2), None, None));
        assert_eq!(let_through(&mut canary), 2);
        canary.end(1, 1, 0);
        assert_eq!(canary.pass(), Pass::Stop);
        let why = "not started, for 1 host of `--canary` failed";
        assert_eq!(canary.stopped().as_deref(), Some(why));
        let mut most = gate(Waves::new(None, None, Some(Quota::Count(1))));
        assert_eq!(let_through(&mut most), 100);
        most.end(50, 1, 49);
        assert_eq!((most.pass(), most.stopped()), (Pass::Go, None));
        most.end(1, 1, 0);
        assert_eq!(most.pass(), Pass::Stop);
        assert!(most.stopped().unwrap().contains("2 hosts failed"));
    }

    #[test]
    fn with_rows_enough_it_waits_and_widens() {
        let mut gate = Gate::new(Some(Enough::of(2)), None, Cancel::new()).unwrap();
        assert_eq!(let_through(&mut gate), 2);
        gate.end(1, 0, 1);
        assert_eq!(let_through(&mut gate), 0);
        gate.widen();
        assert_eq!(let_through(&mut gate), 2);
    }
}
