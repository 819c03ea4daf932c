//! A machine: its hardware, its system and its files, made from a template and a few draws.

mod cpu;
mod disks;
mod distro;
mod files;
mod glob;
mod kinds;
mod units;

pub use glob::expand;
pub use kinds::{Kind, Machine};
pub use units::{Changed, State};
