//! Commands about machines.

pub mod discover;
pub mod download;
mod fan_out;
mod feed;
mod gate;
mod gather;
pub mod hosts;
pub mod into_outcomes;
mod lines;
mod local_files;
mod moved;
pub mod outcomes;
pub mod plugged;
mod quota;
pub mod require;
pub mod run;
mod running;
pub mod script;
pub mod status;
mod sudo;
mod surroundings;
pub mod upload;
pub mod wait_for;
mod waves;
