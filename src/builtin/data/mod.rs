//! Commands that turn values into text and back.

pub mod from_csv;
pub mod from_json;
pub mod from_ndjson;
pub mod to_csv;
pub mod to_json;
pub mod to_ndjson;
pub mod to_nuon;
pub mod to_text;
mod written;
