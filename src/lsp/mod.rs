//! The language server: what an editor asks about scripts, over the Language Server Protocol.
//!
//! It wires a [`Workspace`](crate::session::Workspace) to a client and holds no knowledge of its own
//! about the language, but for which name means what (`names`), which follows the tree alone.
//! Nothing of a script runs and no host is contacted; what `rebe check` looks at is looked at.

mod server;

mod capabilities;
mod state;
mod wire;

mod address;
mod position;

mod names;
mod resolve;

mod complete;
mod describe;
mod format;
mod hints;
mod hover;
mod locate;
mod problems;
mod rename;
mod signature;
mod symbols;
mod tokens;

pub use server::serve;
