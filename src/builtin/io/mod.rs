//! Commands that read and write files.

mod append;
pub mod cells;
pub mod open;
pub mod save;
pub mod source;
