//! Process groups: a program and all that it started, as far as that did not leave the group.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process_group, test_kill_process_group, waitid,
};

/// The groups of all programs under way. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups(Arc<Mutex<BTreeSet<i32>>>);

impl Groups {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<i32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kill them all.
    pub(super) fn kill_all(&self) {
        for pid in std::mem::take(&mut *self.lock()).into_iter().filter_map(Pid::from_raw) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }

    /// The group of the child with the number `pid`, which leads one.
    pub(super) fn of(&self, pid: Option<u32>) -> Group {
        let pid = pid.and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
        self.lock().extend(pid.map(Pid::as_raw_pid));
        Group { pid, groups: self.clone() }
    }
}

/// A child and all that it started. They are killed when it is dropped before [`Self::release`].
#[derive(Debug)]
pub(super) struct Group {
    pid: Option<Pid>,
    groups: Groups,
}

impl Group {
    /// Send a signal to everybody in it.
    pub(super) fn signal(&self, signal: Signal) {
        if let Some(pid) = self.pid {
            let _ = kill_process_group(pid, signal);
        }
    }

    /// Whether somebody is left in it.
    pub(super) fn is_alive(&self) -> bool {
        self.pid.is_some_and(|pid| test_kill_process_group(pid).is_ok())
    }

    /// Whether the child was stopped for it wanted to read from the terminal or change it, which is
    /// not its own.
    pub(super) fn wants_terminal(&self) -> bool {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let stopped = self.pid.and_then(|pid| waitid(WaitId::Pid(pid), options).ok().flatten());
        let signal = stopped.and_then(|status| status.stopping_signal());
        let terminal = [Signal::TTIN, Signal::TTOU].map(Signal::as_raw);
        signal.is_some_and(|signal| terminal.contains(&signal))
    }

    /// Its child has ended: whatever is left of it may live on.
    pub(super) fn release(&mut self) {
        if let Some(pid) = self.pid.take() {
            self.groups.lock().remove(&pid.as_raw_pid());
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
        self.release();
    }
}
