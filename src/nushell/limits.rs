//! What a plugin of Nushell may use up.

use std::time::Duration;

/// Bytes of one message.
pub const MESSAGE: usize = 64 << 20;
/// Bytes of all messages of a call.
pub const MESSAGES: usize = 2 << 30;
/// Bytes of what it says about itself.
pub const DESCRIPTION: usize = 4 << 20;
/// How long it may take to say that.
pub const ASK: Duration = Duration::from_secs(10);
/// How long it may take to end when nothing more is wanted of it, before it is stopped.
pub const PARTING: Duration = Duration::from_secs(1);
/// Rows that are sent to it and that it has not taken yet, as many as Nushell sends.
pub const AHEAD: usize = 100;
/// Pieces of its output that wait to be read.
pub const WAITING: usize = 4;
/// How deep lists and records may be in each other.
pub const DEPTH: usize = 64;
/// The stack of what reads messages: their depth is bounded, and each level takes some of it.
pub const STACK: usize = 16 << 20;
/// Commands of a plugin, parameters and flags of a command.
pub const COMMANDS: usize = 1_000;
pub const ARGUMENTS: usize = 64;
