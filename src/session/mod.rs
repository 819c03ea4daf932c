//! The composition root: the one place that wires all of it together.
//!
//! A [`Session`] lives as long as a REPL or one run of a script. It holds the texts, the variables
//! and the world, so that connections and variables are there for the next line.

mod ask;
mod beside;
mod check;
mod complete;
mod entry;
mod find_tests;
mod format;
mod interrupt;
mod kept;
mod left_behind;
mod modules;
mod options;
mod pages;
mod plugins;
mod prepared;
mod run_tests;
#[expect(clippy::module_inception, reason = "the file is named after the type in it")]
mod session;
mod test_output;
mod texts;
mod told;
mod trial;
mod watch;
mod workspace;

pub use check::Fix;
pub use complete::{Callee, Calling, Choice, ChoiceKind, Completed};
pub use find_tests::{Test, TestFile};
pub use format::Formatted;
pub use interrupt::Interrupt;
pub use left_behind::{Begun, hosts_left};
pub use modules::STANDARD;
pub use options::{Demo, Options};
pub use plugins::{Chosen, PluginPage, Publishing, Tried, Unlocked, Updates};
pub use prepared::Prepared;
pub use run_tests::{TestOptions, TestsEnded};
pub use session::{Session, exit_code};
pub use test_output::TestTable;
pub use texts::{Text, script, stdin};
pub use workspace::{Study, Workspace};

// What a face needs of the modules below, so that it knows this one alone.
pub use crate::builtin::{find_code, plan_branches};
pub use crate::command::Mode;
pub use crate::effect::Grant;
pub use crate::effect::real::{RealEnvironment, leave};
pub use crate::exec::Report;
pub use crate::exec::event::{TestEnd, Tested};
pub use crate::fleet::{FleetSettings, PasswordSource};
pub use crate::inventory::{ConfigFiles, Format as InventoryFormat};
pub use crate::package::{Built, Language, Record as PluginRecord};
