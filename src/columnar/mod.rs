//! Typed expressions as polars expressions where they can be, and a row-wise evaluator for the
//! rest. Both give the same results; a property test holds them to it.
//!
//! Null: arithmetic and orders of null are null, `and` and `or` follow Kleene's logic, `==`, `!=`
//! and `in` treat null as a value. Arithmetic never wraps and never divides by zero silently: both
//! are errors on both paths.

mod arithmetic;
mod compile;
mod kernel;
mod row;

pub use compile::compile;
pub use row::{Row, evaluate};
