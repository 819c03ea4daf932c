//! Formats: tables and values out, values in. Pure: readers take bytes, writers take whatever
//! can be written to.
//!
//! Filesizes are written as bytes and durations as nanoseconds, both as integers; dates by
//! RFC 3339 in UTC; binary as lower-case hexadecimal; floats that are no number as null.

mod csv;
mod element;
mod encoder;
mod fixed;
mod ini;
mod json;
mod kind;
mod log;
mod markup;
mod msgpack;
mod nuon;
mod outline;
mod packing;
mod page;
mod read;
mod sqlite;
#[cfg(test)]
mod tests;
mod toml;
mod workbook;
pub mod xml;
mod yaml;

pub use csv::{cell as csv_cell, from_csv, line as csv_line};
pub use element::from_xml;
pub use encoder::{Encoder, Rows, encoder};
pub use fixed::from_fixed;
pub use ini::from_ini;
pub use json::{from_json, from_ndjson, to_json, to_json_text};
pub use kind::Format;
pub use log::{Fields, Log, Met, from_log};
pub use msgpack::{from_msgpack, to_msgpack};
pub use nuon::from_nuon;
pub use outline::{Branch, OutlineRole, outline, outline_text};
pub use packing::{MAGIC, Packer, Packing};
pub use page::{PageRole, page, page_text};
pub use read::{read, to_bytes, to_text};
pub use sqlite::{Base, Database};
pub use toml::{from_toml, to_toml};
pub use workbook::from_xlsx;
pub use yaml::{from_yaml, to_yaml};
