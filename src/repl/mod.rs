//! The shell at a terminal: a line in, its result out, and on.
//!
//! It wires an editor to a [`Session`](crate::session::Session) and holds no knowledge of its own
//! about the language: whether a line is complete, what a word is and what may stand at the cursor
//! all come from the parser, the planner and the registry. Nothing here contacts a host but the
//! run of a line.

mod run;

mod editor;
mod history;
mod plain;
mod prompt;

mod complete;
mod highlight;
mod validate;

#[cfg(test)]
mod tests;

pub use run::run;
