//! skeleton

pub mod diag;
pub mod effect;
pub mod fleet;
pub mod probe;
pub mod source;
pub mod syntax;
pub mod value;
