//! What can be asked of a machine.
//!
//! A [`Probe`] is the columns that it fills, the sections of a script that gather the facts, and a
//! total parser of what comes back. The script sends raw files and decides nothing; everything is
//! read here, in one place that can be tested without a machine. Nothing in this module does any
//! input or output, and it knows neither SSH nor the language.
//!
//! A host is never believed: whatever bytes it sends, [`parse`] ends with cells of the types that
//! [`schema`] promises or with an [`Invalid`] that says what was found.

mod frame;
mod kind;
mod script;

mod cgroup;
mod cpu;
mod memory;
mod os;
mod text;
mod uname;

pub use frame::{Invalid, Sections, said};
pub use kind::{ALL, Probe, find, parse, schema};
pub use script::{Script, Section, script};
