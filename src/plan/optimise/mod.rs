//! The optimiser: a plan to one that yields the same with less work.
//!
//! Each rule is a file, a small pass that knows nothing of the others. A driver (`walk`) applies
//! them to all expressions and pipelines of a plan until none has anything left to do. What follows
//! holds for every rule:
//!
//! - What comes out has the type that it had, the same rows, and the same errors.
//! - A stage of which something is not known before the run is planned again then; no rule changes
//!   it, and none moves anything past it.
//! - Where `outcomes` or `require` looks at how it ended for each host, the same hosts are asked
//!   the same things as before.
//! - Nothing is touched: no host, and no file that was not read when the text was checked.
//!
//! polars optimises again what becomes one plan of its own: it reads only the columns of a file
//! that are used, and stops when enough rows stand. Rules here are about what polars cannot see:
//! hosts, and tables that come chunk by chunk.

mod closures;
mod columns;
mod fold;
mod fusion;
mod limits;
mod predicates;
mod projection;
mod retype;
mod rule;
mod sure;
mod walk;

pub(super) use columns::{Wanted, call, condition, fixed, target, texts, wanted};
pub(super) use limits::limit;
pub use rule::{RULES, Rewrite, Rule};
pub(super) use sure::{is_sure, replaced};
pub use walk::{Optimised, optimise};
