//! Values, their types, and tables.
//!
//! A value is a [`nu_protocol::Value`], so that the Nushell world stays within reach; this is the
//! only module that names that crate. A table is a polars frame with a [`Schema`] of ours beside
//! it, for polars knows no filesizes.

pub mod scalar;
mod schema;
mod types;

pub use nu_protocol::{Record, Value};
pub use schema::{Column, Schema};
pub use types::Type;
