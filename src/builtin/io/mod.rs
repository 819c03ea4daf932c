//! Commands that read and write files.

mod append;
mod aside;
pub mod cells;
mod database;
mod elsewhere;
mod logs;
pub mod open;
pub mod paths;
mod plugged;
mod raw;
pub mod read;
pub mod save;
pub mod source;
