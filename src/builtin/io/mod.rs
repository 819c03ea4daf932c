//! Commands that read and write files.

pub mod open;
pub mod save;
pub mod source;
