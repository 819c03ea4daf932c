//! What is wrong, where, and what to do about it.
//!
//! One shape serves syntax errors, type errors, run-time errors and the REPL, which asks
//! [`Diagnostic::partial`] whether more input would mend it. Nothing is rendered here.

mod code;
mod diagnostic;
pub mod exit;
mod mend;
mod page;
mod suggest;

pub use code::{Code, codes};
pub use diagnostic::{Diagnostic, Edit, Label, Severity};
pub use mend::{Change, Checked, changes, mended};
pub use page::{Block, Example, Page, Way};
pub use suggest::{did_you_mean, nearest};

/// What only touches the world returns: a value, or the one diagnostic that stopped it.
pub type Result<T, E = Box<Diagnostic>> = std::result::Result<T, E>;
