//! The outcomes of one pipeline. Counts always add up: one entry a target a fleet command.
//!
//! A `def` or a closure runs pipelines of its own, each with a ledger of its own. The pipeline that
//! calls it adopts them, so that `outcomes` and `require` behind the call see what they would see
//! behind the commands themselves. An entry stays in the ledger that it was recorded in, so nothing
//! is counted twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::effect::{Load, Outcome};

/// Collects outcomes beside the rows.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    outcomes: Vec<(usize, Outcome)>,
    /// How many of them a command has taken as data.
    handled: usize,
    /// The ledgers of the pipelines that the stage of this number has run.
    adopted: Vec<(usize, Arc<Ledger>)>,
    /// When the fewest hosts were worked on at once, if it was fewer than allowed.
    slowest: Option<Load>,
}

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Record `outcome` of the command at `stage`.
    pub fn record(&self, stage: usize, outcome: Outcome) {
        self.lock().outcomes.push((stage, outcome));
    }

    /// Look into `ledger` too: it is that of a pipeline that `stage` has run.
    pub fn adopt(&self, stage: usize, ledger: Arc<Self>) {
        self.lock().adopted.push((stage, ledger));
    }

    /// Remember when fewer hosts were worked on at once than are allowed.
    pub fn slow_down(&self, load: Load) {
        let slowest = &mut self.lock().slowest;
        if load.is_slowed() && slowest.is_none_or(|before| load.limit < before.limit) {
            *slowest = Some(load);
        }
    }

    /// When the fewest hosts were worked on at once, if it was fewer than allowed.
    pub fn slowest(&self) -> Option<Load> {
        self.lock().slowest
    }

    /// All outcomes in the order in which they came, without those of adopted ledgers.
    pub fn all(&self) -> Vec<Outcome> {
        self.lock().outcomes.iter().map(|(_, outcome)| outcome.clone()).collect()
    }

    /// How it ended for each host, in the order in which hosts first ended: its failure when a
    /// command failed on it, whatever came later, and else the outcome of the last command.
    ///
    /// What a command inside of an adopted ledger's pipeline has taken as data is not among them.
    pub fn of_each_host(&self) -> Vec<Outcome> {
        let entries = self.lock();
        let inner = entries.adopted.iter().flat_map(|(stage, ledger)| {
            ledger.unhandled().into_iter().map(|outcome| (*stage, outcome))
        });
        let mut all = inner.chain(entries.outcomes.iter().cloned()).collect::<Vec<_>>();
        all.sort_by_key(|(stage, _)| *stage);
        merged(&all)
    }

    /// Take everything so far as data: it no longer moves the exit code.
    pub fn handle(&self) {
        let mut entries = self.lock();
        entries.handled = entries.outcomes.len();
        entries.adopted.iter().for_each(|(_, ledger)| ledger.handle());
    }

    /// The same for the outcomes of this ledger itself that no command has taken as data.
    pub fn unhandled(&self) -> Vec<Outcome> {
        let entries = self.lock();
        merged(entries.outcomes.get(entries.handled..).unwrap_or_default())
    }
}

fn merged(outcomes: &[(usize, Outcome)]) -> Vec<Outcome> {
    let mut place = HashMap::<&str, usize>::new();
    let mut merged: Vec<&(usize, Outcome)> = Vec::new();
    for entry in outcomes {
        let at = *place.entry(entry.1.host.as_str()).or_insert(merged.len());
        match merged.get_mut(at) {
            Some(before) if !before.1.kind.is_failure() && before.0 <= entry.0 => *before = entry,
            Some(_) => {}
            None => merged.push(entry),
        }
    }
    merged.into_iter().map(|(_, outcome)| outcome.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::effect::OutcomeKind;

    fn outcome(host: &str, kind: OutcomeKind) -> Outcome {
        let message = String::new();
        Outcome { host: host.into(), kind, message, attempts: 1, elapsed: Duration::ZERO }
    }

    #[test]
    fn a_host_that_failed_once_has_failed() {
        let ledger = Ledger::default();
        ledger.record(1, outcome("a", OutcomeKind::Ok));
        ledger.record(1, outcome("b", OutcomeKind::Failed(1)));
        ledger.record(1, outcome("c", OutcomeKind::Ok));
        ledger.record(3, outcome("a", OutcomeKind::Failed(2)));
        ledger.record(3, outcome("b", OutcomeKind::Ok));
        ledger.record(3, outcome("c", OutcomeKind::Skipped));
        let merged = ledger.of_each_host();
        let kinds = merged.iter().map(|o| (o.host.as_str(), o.kind)).collect::<Vec<_>>();
        let wanted = [
            ("a", OutcomeKind::Failed(2)),
            ("b", OutcomeKind::Failed(1)),
            ("c", OutcomeKind::Skipped),
        ];
        assert_eq!(kinds, wanted);
        assert_eq!(ledger.unhandled(), merged);
    }

    #[test]
    fn the_outcomes_of_a_call_are_seen_behind_it_and_counted_once() {
        let (inner, outer) = (Arc::new(Ledger::default()), Ledger::default());
        inner.record(1, outcome("a", OutcomeKind::Failed(1)));
        inner.handle();
        inner.record(1, outcome("b", OutcomeKind::Ok));
        inner.record(3, outcome("b", OutcomeKind::Failed(2)));
        outer.adopt(1, Arc::clone(&inner));
        outer.record(2, outcome("b", OutcomeKind::Ok));
        outer.record(2, outcome("c", OutcomeKind::Ok));
        let merged = outer.of_each_host();
        let kinds = merged.iter().map(|o| (o.host.as_str(), o.kind)).collect::<Vec<_>>();
        assert_eq!(kinds, [("b", OutcomeKind::Failed(2)), ("c", OutcomeKind::Ok)]);
        assert_eq!((outer.all().len(), inner.all().len()), (2, 3));
        assert_eq!((outer.unhandled().len(), inner.unhandled().len()), (2, 1));
        outer.handle();
        assert_eq!((outer.unhandled().len(), inner.unhandled().len()), (0, 0));
    }

    #[test]
    fn what_was_taken_as_data_is_handled() {
        let ledger = Ledger::default();
        ledger.record(0, outcome("a", OutcomeKind::Unreachable));
        ledger.handle();
        ledger.record(2, outcome("b", OutcomeKind::AuthFailed));
        assert_eq!(ledger.unhandled().len(), 1);
        assert_eq!(ledger.all().len(), 2);
    }
}
