//! `cpu`: how many cores of which kind, and how many of them the session may use.

mod info;
mod list;
mod model;
mod probe;
mod topology;

pub use probe::PROBE;
