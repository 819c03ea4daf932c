//! The composition root: the one place that wires all of it together.
//!
//! A [`Session`] lives as long as a REPL or one run of a script. It holds the texts, the variables
//! and the world, so that connections and variables are there for the next line.

mod ask;
mod check;
mod entry;
mod format;
mod interrupt;
mod modules;
mod options;
mod plugins;
mod prepared;
#[expect(clippy::module_inception, reason = "the file is named after the type in it")]
mod session;
mod texts;
mod watch;

pub use check::Fix;
pub use format::Formatted;
pub use interrupt::Interrupt;
pub use options::{Demo, Options};
pub use prepared::Prepared;
pub use session::{Session, exit_code};
pub use texts::{Text, script, stdin};

// What a face needs of the modules below, so that it knows this one alone.
pub use crate::builtin::{find_code, plan_branches};
pub use crate::command::Mode;
pub use crate::effect::real::{RealEnvironment, leave};
pub use crate::exec::Report;
pub use crate::fleet::FleetSettings;
