//! The hosts that did not end well in the statement before.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::effect::Outcome;

/// Which hosts the last statement that worked on hosts has left to be done.
#[derive(Debug, Default)]
pub struct Last(Mutex<Option<Vec<String>>>);

impl Last {
    /// A statement has ended, with these outcomes; nothing changes if it was about no host.
    pub fn statement(&self, outcomes: &[Outcome]) {
        if !outcomes.is_empty() {
            let mut seen = HashSet::new();
            let left = outcomes.iter().filter(|outcome| outcome.is_left());
            let left = left.map(|outcome| outcome.host.clone());
            let left = left.filter(|host| seen.insert(host.clone())).collect();
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(left);
        }
    }

    /// The hosts, in the order in which they ended; none when no statement was about hosts.
    pub fn left(&self) -> Option<Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::effect::OutcomeKind;

    #[test]
    fn what_failed_or_was_never_begun_is_left() {
        let outcome = |host: &str, kind, message: &str| {
            let (host, message) = (host.to_owned(), message.to_owned());
            Outcome { host, kind, message, attempts: 1, elapsed: Duration::ZERO }
        };
        let last = Last::default();
        assert_eq!(last.left(), None);
        last.statement(&[
            outcome("a", OutcomeKind::Ok, ""),
            outcome("b", OutcomeKind::Failed(1), "x"),
            outcome("b", OutcomeKind::Unreachable, "x"),
            outcome("c", OutcomeKind::Skipped, Outcome::NOT_NEEDED),
            outcome("d", OutcomeKind::Skipped, "not started, for 1 host failed"),
        ]);
        let left = Some(vec!["b".to_owned(), "d".to_owned()]);
        assert_eq!(last.left(), left);
        last.statement(&[]);
        assert_eq!(last.left(), left);
        last.statement(&[outcome("b", OutcomeKind::Ok, "")]);
        assert_eq!(last.left(), Some(Vec::new()));
    }
}
