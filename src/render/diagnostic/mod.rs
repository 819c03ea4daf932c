//! What is wrong, shown to people (with the source and marks in it) and to robots.

mod check;
mod excerpt;
mod human;
mod machine;
#[cfg(test)]
mod tests;

pub use check::{check_json, mended_line, watched_line, write_changes};
pub use human::write;
pub use machine::{json, write_json};
