//! The command line: words in, an exit code out.

mod arguments;
mod check;
mod fmt;
mod forms;
mod main;
mod parsers;
mod plugin;
mod quiet;
mod test;

pub use main::main;
