//! Commands on paths of files, as texts.

pub mod basename;
pub mod dirname;
pub mod extension;
pub mod join;
