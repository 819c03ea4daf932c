//! Commands that turn values of one type into another.

pub mod decode_base64;
pub mod decode_hex;
pub mod decode_utf8;
pub mod describe;
pub mod encode_base64;
pub mod encode_hex;
pub mod format_duration;
pub mod format_filesize;
pub mod hash_sha256;
pub mod hash_sha512;
pub mod into_binary;
pub mod into_bool;
pub mod into_datetime;
pub mod into_duration;
pub mod into_filesize;
pub mod into_float;
pub mod into_int;
pub mod into_string;
pub mod outcome;
pub mod rounded;
pub mod units;
