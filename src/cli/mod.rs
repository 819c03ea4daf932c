//! The command line: words in, an exit code out.

mod arguments;
mod check;
mod fmt;
mod main;
mod test;

pub use main::main;
