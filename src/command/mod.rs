//! The contract of one command.
//!
//! A command is data: a [`Signature`], a function from its arguments and the type of its input to
//! the type of its output, which is all that the checker calls, and a [`Body`]. It never sees the
//! syntax tree and never prints.

mod args;
mod body;
mod context;
mod explained;
mod input;
mod last;
mod ledger;
mod registry;
mod signature;
mod written;

pub use args::{Arg, ArgKind, Args, ENOUGH};
pub use body::{Body, Calling, Command, Output, Streaming};
pub use context::{Checking, Context, Mode, Observer};
pub use explained::{Capability, Explained, Hosts, Place, Rewritten, Runs, Step};
pub use input::{Input, Lift};
pub use last::Last;
pub use ledger::Ledger;
pub use registry::{Allowed, FileFormat, Native, Registry};
pub use signature::{Arity, Example, Flag, Param, Shape, Signature};
pub use written::Written;
