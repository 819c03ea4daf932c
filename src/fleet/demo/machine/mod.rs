//! A machine: its hardware, its system and its files, made from a template and a few draws.

mod cpu;
mod distro;
mod files;
mod glob;
mod kinds;

pub use glob::expand;
pub use kinds::{Kind, Machine};
