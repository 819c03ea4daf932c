//! Commands that read and write files.

pub mod cells;
pub mod open;
pub mod save;
pub mod source;
