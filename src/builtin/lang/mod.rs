//! Commands about the language itself.

pub mod codes;
pub mod explain;
pub mod help;
