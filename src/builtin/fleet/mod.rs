//! Commands about machines.

pub mod discover;
mod fan_out;
mod feed;
pub mod hosts;
pub mod into_outcomes;
pub mod outcomes;
pub mod require;
pub mod run;
pub mod status;
mod surroundings;
