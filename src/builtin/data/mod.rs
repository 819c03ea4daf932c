//! Commands that turn values into text and back.

pub mod from_clf;
pub mod from_csv;
pub mod from_fixed;
pub mod from_ini;
pub mod from_json;
pub mod from_logfmt;
pub mod from_msgpack;
pub mod from_ndjson;
pub mod from_nuon;
pub mod from_syslog;
pub mod from_toml;
pub mod from_tsv;
pub mod from_xml;
pub mod from_yaml;
pub mod to_csv;
pub mod to_html;
pub mod to_json;
pub mod to_md;
pub mod to_msgpack;
pub mod to_ndjson;
pub mod to_nuon;
pub mod to_text;
pub mod to_toml;
pub mod to_tsv;
pub mod to_yaml;
mod written;
