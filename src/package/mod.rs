//! Plugins that were installed: which there are, who made them, and what each was granted.
//!
//! A plugin lies in the folder of its user's data as two files: its component, by the digest of it,
//! and a record, by its name, that says all that is known of it. The record is written last and as a
//! whole, so that a plugin is there or is not. A component whose digest is not that of the record is
//! never compiled and never run, and grants belong to the digest: whoever changes the file has none.

//!
//! A plugin of Nushell is a program that stays where it is; its record has the digest of that program,
//! and what it said about itself.
//!
//! They are found in indexes, which are signed; see [`Index`]. Which key an index or a plugin has to be
//! signed with is decided once and remembered.

mod index;
mod lock;
mod private;
mod project;
mod reach;
mod record;
mod settings;
mod shelf;
mod trust;

pub use index::{
    COMPONENT, Index, Indexes, Listed, Pinned, Published, Seen, State, is_digest, publish,
};
pub use lock::{LOCK, Lock, Locked};
pub use project::{
    Built, Language, build as build_project, create as create_project, test as test_project,
};
pub use reach::{beside, bring, is_address, is_open, whole};
pub use record::{NativeProgram, Origin, Record};
pub use settings::UserSettings;
pub use shelf::{All, Broken, Installing, Shelf, fits};
pub use trust::{Key, SMALL, Secret};
