//! The deadline of a run as a whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::diag::exit;
use crate::effect::{Cancel, real};

/// How long a run that was cancelled may take to tell what had finished.
const GRACE: Duration = Duration::from_secs(5);

/// Cancels a run when its time is up; until then it only waits.
pub struct Watch {
    expired: Arc<AtomicBool>,
    /// Dropped to say that the run has ended.
    ended: Option<Sender<()>>,
}

impl Watch {
    /// Watch a run that may take as long as `deadline` and that `cancel` ends.
    pub fn start(deadline: Duration, cancel: Cancel) -> Self {
        let expired = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = mpsc::channel::<()>();
        let flag = Arc::clone(&expired);
        thread::spawn(move || {
            if receiver.recv_timeout(deadline) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            flag.store(true, Ordering::SeqCst);
            cancel.cancel();
            // A computation that hears nothing of cancelling must not outlive its deadline.
            if receiver.recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
                real::leave(exit::DEADLINE);
            }
        });
        Self { expired, ended: Some(sender) }
    }

    /// The run has ended; whether its time was up before.
    pub fn end(mut self) -> bool {
        self.ended = None;
        self.expired.load(Ordering::SeqCst)
    }
}
