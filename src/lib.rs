//! A structured-data shell for fleets.
//!
//! rebe is a small query engine whose tables are machines. A text becomes a typed plan, the plan is
//! checked before anything is touched, then it runs as streams. Data flows one way, and the modules
//! stand in its order:
//!
//! | stage | module |
//! |---|---|
//! | texts, and places in them | [`source`] |
//! | what is wrong with them | [`diag`] |
//! | values, types, row schemas, tables | [`value`] |
//! | effects, and the world behind traits | [`effect`] |
//! | text → tree | [`syntax`] |
//! | what can be asked of a machine | [`probe`] |
//! | which machines there are | [`inventory`] |
//! | the contract of a command | [`command`] |
//! | tree → typed plan | [`plan`] |
//! | expressions → columns, or row by row | [`columnar`] |
//! | text formats | [`format`](mod@format) |
//! | the commands | [`builtin`] |
//! | commands that came as WASM | [`plugin`] |
//! | commands of Nushell's plugins, where they are built in | `nushell` |
//! | those that were installed, and what each was granted | [`package`] |
//! | machines, real and played | [`fleet`] |
//! | plan → events | [`exec`] |
//! | events → text | [`render`] |
//! | all of it wired together | [`session`] |
//! | the shell, the language server, the command line | [`repl`], [`lsp`], [`cli`] |
//!
//! `tests/tidy.rs` holds who may import whom. Some things are true everywhere:
//!
//! - Nothing runs when the plan has an error, and checking contacts no host.
//! - Each target of a fleet command ends in exactly one [`effect::Outcome`]; an error is never a
//!   cell, an empty text or a shorter table.
//! - Raw files, environment, processes and clocks are touched in [`effect::real`] alone, except by
//!   polars when it scans a file and by [`fleet`] for sockets and child processes.
//! - Text that came from a host is defused before a terminal shows it.
//! - Nothing is started, read or initialised before it is needed.

pub mod source;

pub mod diag;

pub mod value;

pub mod effect;

pub mod syntax;

pub mod probe;

pub mod inventory;

pub mod command;

pub mod plan;

pub mod columnar;

pub mod format;

pub mod builtin;

pub mod plugin;

#[cfg(feature = "nushell-plugins")]
pub mod nushell;

pub mod package;

pub mod fleet;

pub mod store;

pub mod exec;

pub mod render;

pub mod session;

pub mod repl;

pub mod lsp;

pub mod cli;
