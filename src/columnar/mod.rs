//! Typed expressions as polars expressions where they can be, and a row-wise evaluator for the
//! rest. Both give the same results; a property test holds them to it.
//!
//! Null: arithmetic and orders of null are null, `and` and `or` follow Kleene's logic, `==`, `!=`
//! and `in` treat null as a value. Arithmetic never wraps and never divides by zero silently: both
//! are errors on both paths, as soon as one row has no result. `and` and `or` do not look at their
//! right side where the left one decides, so that `n != 0 and 10 / n > 1` has a result for every
//! row; such an expression is evaluated row by row where its right side can fail. NaN equals itself
//! and is above all numbers. Division by zero is an error for floats too, but a float may become
//! infinite.

mod arithmetic;
mod compile;
mod kernel;
mod row;

pub use compile::{compile, is_row_wise};
pub use row::{Names, equal, evaluate, fold};
