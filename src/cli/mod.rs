//! The command line: words in, an exit code out.

mod arguments;
mod main;
mod output;
mod texts;

pub use main::main;
pub use output::Output;
