//! Plugins that were installed: which there are, who made them, and what each was granted.
//!
//! A plugin lies in the folder of its user's data as two files: its component, by the digest of it,
//! and a record, by its name, that says all that is known of it. The record is written last and as a
//! whole, so that a plugin is there or is not. A component whose digest is not that of the record is
//! never compiled and never run, and grants belong to the digest: whoever changes the file has none.

mod record;
mod settings;
mod shelf;

pub use record::{Origin, Record};
pub use settings::UserSettings;
pub use shelf::{Broken, Installing, Shelf, fits};
