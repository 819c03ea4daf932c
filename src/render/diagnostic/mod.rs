//! What is wrong, shown to people (with the source and marks in it) and to robots.

mod excerpt;
mod human;
mod machine;
#[cfg(test)]
mod tests;

pub use human::write;
pub use machine::{json, write_json};
