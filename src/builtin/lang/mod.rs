//! Commands about the language itself.

pub mod all;
pub mod any;
pub mod codes;
pub mod complete;
pub mod described;
pub mod do_;
pub mod each;
pub mod error;
pub mod explain;
pub mod explore;
pub mod filter;
pub mod help;
pub mod ignore;
pub mod par_each;
pub mod plan;
pub mod print;
pub mod reduce;
pub mod skip_while;
pub mod sleep;
pub mod take_while;
mod truth;
