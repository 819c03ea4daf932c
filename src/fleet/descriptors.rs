//! The limit on open files, which bounds the number of connections.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that the rest of the program may have open.
const RESERVED: u64 = 96;

/// More connections than this are never kept, whatever the system allows.
const MOST: u64 = 65_536;

/// Raise the limit on open files as far as the system lets this process, and say how many
/// connections fit under it; at least one.
pub(super) fn budget() -> usize {
    let limit = getrlimit(Resource::Nofile);
    // When there is no hard limit, asking for more than will ever be used could still be refused.
    let wanted = limit.maximum.unwrap_or(MOST + RESERVED);
    let mut allowed = limit.current.unwrap_or(MOST + RESERVED);
    if allowed < wanted {
        let raised = Rlimit { current: Some(wanted), maximum: limit.maximum };
        if setrlimit(Resource::Nofile, raised).is_ok() {
            allowed = wanted;
        }
    }
    usize::try_from(allowed.saturating_sub(RESERVED).clamp(1, MOST)).unwrap_or(1)
}
