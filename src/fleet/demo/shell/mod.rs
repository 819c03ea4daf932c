//! The shell of a demo host: enough of `sh` for what probes send and what people try first.
//!
//! Nothing here waits or does input or output. A command line becomes an [`Answer`]: what is to be
//! written, with the pauses between, and the exit code.

mod commands;
mod primitives;
mod run;
mod script;
mod tools;
mod words;

pub use run::{Answer, Step, opening, run, wants_input};
