//! Commands that make tables of tables.

pub mod filter;
pub mod first;
pub mod group_by;
pub mod last;
pub mod length;
pub mod reject;
pub mod select;
pub mod sort_by;
mod sum;
