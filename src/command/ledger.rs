//! The outcomes of one pipeline. Counts always add up: one entry a target a fleet command.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::effect::Outcome;

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
}

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Record `outcome` of the command at `stage`.
    pub fn record(&self, stage: usize, outcome: Outcome) {
        self.lock().outcomes.push((stage, outcome));
    }

    /// All outcomes in the order in which they came.
    pub fn all(&self) -> Vec<Outcome> {
        self.lock().outcomes.iter().map(|(_, outcome)| outcome.clone()).collect()
    }

    /// How it ended for each host: the outcome of the last command that tried it, in the order in
    /// which hosts first ended.
    pub fn last_of_each_host(&self) -> Vec<Outcome> {
        let entries = self.lock();
        let mut place = std::collections::HashMap::<&str, usize>::new();
        let mut last: Vec<&(usize, Outcome)> = Vec::new();
        for entry in &entries.outcomes {
            let at = *place.entry(entry.1.host.as_str()).or_insert(last.len());
            match last.get_mut(at) {
                Some(before) if before.0 <= entry.0 => *before = entry,
                Some(_) => {}
                None => last.push(entry),
            }
        }
        last.into_iter().map(|(_, outcome)| outcome.clone()).collect()
    }

    /// Take everything so far as data: it no longer moves the exit code.
    pub fn handle(&self) {
        let mut entries = self.lock();
        entries.handled = entries.outcomes.len();
    }

    /// The outcomes that no command has taken as data.
    pub fn unhandled(&self) -> Vec<Outcome> {
        let entries = self.lock();
        let rest = entries.outcomes.iter().skip(entries.handled);
        rest.map(|(_, outcome)| outcome.clone()).collect()
    }
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
    fn a_host_is_what_its_last_command_made_of_it() {
        let ledger = Ledger::default();
        ledger.record(1, outcome("a", OutcomeKind::Ok));
        ledger.record(1, outcome("b", OutcomeKind::Unreachable));
        ledger.record(3, outcome("a", OutcomeKind::Failed(2)));
        let last = ledger.last_of_each_host();
        let kinds = last.iter().map(|o| (o.host.as_str(), o.kind)).collect::<Vec<_>>();
        assert_eq!(kinds, [("a", OutcomeKind::Failed(2)), ("b", OutcomeKind::Unreachable)]);
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
