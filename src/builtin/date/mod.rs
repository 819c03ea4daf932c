//! Commands on instants.

pub mod format;
pub mod now;
pub mod read;
pub mod record;
