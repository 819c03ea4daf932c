//! Plans to results: streams of chunks on one side, outcomes beside them.
//!
//! Nothing is computed before something asks for it, so stages only build on each other until the
//! result is driven: into the [`Sink`], or into a variable. The driver is one thread; whatever
//! works in parallel does so behind [`crate::effect::Remote`] or inside polars.

mod apply;
mod bind;
mod calling;
mod control;
pub mod event;
mod executor;
mod observe;
mod parallel;
mod pattern;
mod program;
mod variables;

pub use event::{Asks, Event, Report, Shown, Sink};
pub use executor::{Executor, Settings};
pub use variables::{Stored, Variables};
