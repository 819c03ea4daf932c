//! Commands that turn values into text and back.

pub mod from_json;
pub mod to_json;
