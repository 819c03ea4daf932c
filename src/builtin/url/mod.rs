//! Commands on URLs, as texts.

pub mod decode;
pub mod encode;
pub mod join;
pub mod parse;
