//! Ctrl-C: the first one cancels the run at hand.

use std::sync::{Arc, Mutex, PoisonError};

use crate::effect::Cancel;

/// Cancels whatever runs now. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<Mutex<Option<Cancel>>>);

impl Interrupt {
    /// A run begins: what cancels it.
    pub fn begin(&self) -> Cancel {
        let cancel = Cancel::new();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cancel.clone());
        cancel
    }

    /// The run has ended.
    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Do `work`, which may be cancelled as a run is: with the run at hand, or else by itself.
    pub fn during(&self, work: &mut dyn FnMut(Cancel)) {
        let at_hand = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(cancel) = at_hand {
            return work(cancel);
        }
        work(self.begin());
        self.end();
    }

    /// Whether a run is at hand, cancelled or not.
    pub fn is_running(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Cancel the run at hand; false when there is none or it was cancelled before.
    pub fn fire(&self) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match running.as_ref() {
            Some(cancel) if !cancel.is_cancelled() => {
                cancel.cancel();
                true
            }
            _ => false,
        }
    }
}
