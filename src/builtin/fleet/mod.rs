//! Commands about machines.

pub mod discover;
mod fan_out;
mod feed;
mod gate;
mod gather;
pub mod hosts;
pub mod into_outcomes;
mod lines;
pub mod outcomes;
mod quota;
pub mod require;
pub mod run;
pub mod status;
mod sudo;
mod surroundings;
pub mod wait_for;
mod waves;
