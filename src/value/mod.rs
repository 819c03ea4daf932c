//! Values, their types, and tables.
//!
//! A value is a [`nu_protocol::Value`], so that the Nushell world stays within reach; this is the
//! only module that names that crate. A table is a polars frame with a [`Schema`] of ours beside
//! it, for polars knows no filesizes.

pub mod aggregate;
#[cfg(test)]
pub mod any;
mod cell;
mod chunk;
mod compact;
mod data;
mod flat;
mod frame;
mod infer;
mod pieces;
pub mod scalar;
pub mod scan;
mod schema;
pub mod spill;
mod store;
mod text;
mod types;
pub mod units;

pub use aggregate::{Aggregate, Function};
pub use cell::{from_cell, to_cell};
pub use chunk::{Chunk, Rows};
pub use data::{ChunkStream, Data};
pub use flat::{Cells, Flat, Texts, is_flat};
pub use frame::{ColumnExpr, Frame, Origin, physical, whole};
pub use infer::{conform, rows_of, type_of};
pub use nu_protocol::{Record, Value};
pub use schema::{Column, Schema};
pub use store::{Store, Stored};
pub use text::{column_text, literal_text, plain_scalar, plain_text};
pub use types::Type;
