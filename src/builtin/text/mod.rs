//! Commands on texts.

pub mod capitalize;
pub mod contains;
pub mod downcase;
pub mod ends_with;
pub mod fill;
pub mod holds;
pub mod index_of;
pub mod join;
pub mod length;
pub mod lines;
pub mod pad_left;
pub mod pad_right;
pub mod parse;
pub mod pattern;
pub mod replace;
pub mod reverse;
pub mod split_chars;
pub mod split_column;
pub mod split_row;
pub mod split_words;
pub mod starts_with;
pub mod substring;
pub mod trim;
pub mod upcase;
