//! Plugins of Nushell: programs called `nu_plugin_NAME` that speak its protocol over their standard
//! streams, see <https://www.nushell.sh/contributor-book/plugin_protocol_reference.html>.
//!
//! Such a plugin is native code: it may do whatever its user may, and nothing here can hold it back.
//! So it is there only where somebody has asked for it by name, each call of one runs a program as
//! far as plans and `--read-only` go, and what it says is taken as hostile all the same:
//!
//! - A call has a process for itself, which has ended when the call has. It has a deadline, and is
//!   stopped with all that it started when the run is cancelled or its rows are not wanted any more.
//! - Messages have bounds, as has what comes of them; see `limits`.
//! - What it gives is checked before it is a value: no closures, no values that only it understands,
//!   no type but the one that it promised.
//! - A program that is not the one that was asked about is not started.
//!
//! A call goes through `command` (what it may be given, and what comes of it) → `call` (what is sent,
//! and what is made of the answer) → `talk` (the process and the messages) → `wire` (their bytes).
//! What is said about a command is made of its `signature`, values and types are turned in `values`,
//! and what a plugin asks of its shell is answered in `engine`.

mod call;
mod command;
mod described;
mod engine;
mod feed;
mod limits;
mod signature;
mod talk;
mod values;
mod wire;

pub use command::{Native, commands};
pub use described::{Described, LeftOut, describe, name_of};
