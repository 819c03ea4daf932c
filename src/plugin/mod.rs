//! Commands that came as WASM components.
//!
//! A plugin can do nothing but compute: it is linked against nothing, and one that imports anything
//! is refused before its first instruction. Whatever it says is taken as hostile. What it does wrong
//! is an error of that call and of nothing else:
//!
//! - A stage has an instance for itself, which is thrown away at its end, and after any error.
//! - Time is counted in ticks that the guest itself ran through. Between two ticks it gives the
//!   thread back, hears of cancelling, and is stopped when its ticks are used up. No function of
//!   the host is called by a guest, so there is nothing else that it could wait in.
//! - Memory, tables, instances and what crosses the boundary have bounds; see `limits`.
//! - Rows that come back are checked in full before they become a chunk.
//!
//! Nothing here is initialised before a plugin is loaded. Its commands live as long as the process,
//! for plans refer to them: what a load makes is never given back, which a shell that loads a
//! handful of plugins at its start can afford.

mod arguments;
mod commands;
mod compile;
mod engine;
mod failure;
mod guest;
mod input;
mod limits;
mod manifest;
mod notation;
mod rows;
mod stage;
mod wit;

pub use commands::load;
