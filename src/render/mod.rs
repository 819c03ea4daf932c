//! Values, events and diagnostics to text, for people and for robots.
//!
//! Only [`Output`] opens a stream: all else is handed a writer, together with a [`Look`] that says
//! what that writer can show. Text that may have come from a host is defused ([`text::defuse`]) in
//! every form for people; the forms for robots carry it unchanged, escaped as their format says.
//! Every form for robots has a `version` or a format of its own that does not change: NDJSON of
//! [`diagnostic`] and [`outcomes`]; rows are written by [`crate::format`].

mod look;
#[cfg(test)]
mod tests;
pub mod text;

mod annotation;
pub mod diagnostic;
mod explore;
mod grid;
mod held;
mod host_junit;
mod human;
mod layout;
pub mod outcomes;
mod outline;
mod output;
mod page;
pub mod progress;
mod screen;
mod table;
mod tested;
mod view;

pub use crate::format::Format;
pub use host_junit::junit_of_hosts;
pub use human::human;
pub use look::{Look, ROWS};
pub use outline::outline;
pub use output::{Errors, Output};
pub use page::page;
pub use progress::Progress;
pub use screen::{Form, Screen};
pub use table::{cells, table, value};
pub use tested::{TestCounts, junit, test_row, test_schema};
