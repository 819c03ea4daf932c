//! skeleton

pub mod builtin;
pub mod cli;
pub mod columnar;
pub mod command;
pub mod diag;
pub mod effect;
pub mod exec;
pub mod fleet;
pub mod format;
pub mod inventory;
pub mod plan;
pub mod probe;
pub mod render;
pub mod repl;
pub mod session;
pub mod source;
pub mod syntax;
pub mod value;
