//! Source texts and places in them.
//!
//! Everything that can be wrong is wrong somewhere: a [`Span`] is that place, in bytes of one
//! [`Source`]. This module knows nothing of the language.

mod line;
mod text;

pub use line::{LineIndex, Position};
pub use text::{Source, SourceId, Sources, Span};
