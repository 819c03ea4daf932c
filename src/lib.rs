//! skeleton

pub mod diag;
pub mod effect;
pub mod inventory;
pub mod render;
pub mod source;
pub mod syntax;
pub mod value;
