//! Indexes: where plugins are published, found, and fetched from.

mod format;
mod pinned;
mod publish;

pub use format::{COMPONENT, Index, Listed, is_digest};
pub use pinned::{Indexes, Pinned, Seen};
pub use publish::{Published, State, publish};
