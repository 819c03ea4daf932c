//! The threads that all of the work is spread over, started when they are needed first.

use std::sync::{Arc, OnceLock};

use tokio::runtime::{Builder, Handle, Runtime};

use super::group::Groups;

/// Number of threads; the work waits for others most of the time.
const THREADS: usize = 2;

/// The threads and the programs that were started on them. Cheap to clone; the work ends with the
/// last clone.
#[derive(Clone, Default)]
pub(super) struct Threads(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// None inside when this machine has no threads left.
    runtime: OnceLock<Option<Runtime>>,
    groups: Groups,
}

impl Threads {
    /// Where work can be started; absent when this machine has no threads left.
    pub(super) fn runtime(&self) -> Option<&Handle> {
        let start = || {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(THREADS).thread_name("fleet").enable_all().build().ok()
        };
        self.0.runtime.get_or_init(start).as_ref().map(Runtime::handle)
    }

    /// The programs under way.
    pub(super) fn groups(&self) -> &Groups {
        &self.0.groups
    }
}

impl Drop for Inner {
    /// The runtime ends in the background, so that this waits for nothing; and the process may end
    /// before that, so programs are killed here and not by the work that started them.
    fn drop(&mut self) {
        self.groups.kill_all();
        if let Some(Some(runtime)) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
