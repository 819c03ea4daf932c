//! Commands on records.

pub mod merge;
pub mod transpose;
pub mod values;
