//! Commands about the language itself.

pub mod explain;
pub mod help;
