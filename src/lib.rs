//! skeleton

pub mod columnar;
pub mod command;
pub mod diag;
pub mod effect;
pub mod plan;
pub mod source;
pub mod syntax;
pub mod value;
