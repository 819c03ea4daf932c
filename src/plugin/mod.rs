//! Commands that came as WASM components.
//!
//! A plugin can do nothing but compute, and call what it was granted: it is linked against the
//! services of its version of the interface and nothing else, and each call of one is held against
//! the grants of its user. Whatever it says is taken as hostile. What it does wrong is an error of
//! that call and of nothing else:
//!
//! - A stage has an instance for itself, which is thrown away at its end, and after any error.
//! - Time is counted in ticks that the guest itself ran through. Between two ticks it gives the
//!   thread back, hears of cancelling, and is stopped when its ticks are used up. What it waits for in
//!   a service has a deadline of its own and ends when the run is cancelled.
//! - Memory, tables, instances and what crosses the boundary have bounds; see `limits`.
//! - Rows that come back are checked in full before they become a chunk.
//! - What a component imports is what it wants: more than it asks for is refused before it runs.
//!
//! Nothing here is initialised before a plugin is asked for something, and what was compiled once is
//! kept; see `code`. Its commands live as long as the process, for plans refer to them: what a load
//! makes is never given back, which a shell that loads a handful of plugins at its start can afford.

mod arguments;
mod code;
mod commands;
mod compile;
mod engine;
mod failure;
mod guest;
mod input;
mod limits;
mod loaded;
mod manifest;
mod nested;
mod notation;
mod rows;
mod services;
mod stage;
mod wit;

pub use code::{digest, digest_of};
pub use commands::{Plugged, commands};
pub use compile::is_known;
pub use failure::plain;
pub use loaded::{Bytes, Described, Granted, describe};
pub use manifest::{Want, is_name, is_plain_line, wants};
pub use services::Settings;
pub use wit::{
    Command as PluginCommand, Input as PluginCommandInput, Inventory as PluginInventory, Manifest,
};

#[cfg(test)]
mod tests;
