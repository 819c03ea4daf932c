//! What may stand at the cursor of a text that is still being written, for the shell and for
//! editors: where the cursor stands, what may stand there, and what of that there is. Nothing runs
//! and no host is contacted.

mod asking;
mod place;
mod slot;
mod suggest;

pub use asking::{Callee, Calling, Completed};
pub use suggest::{Choice, ChoiceKind};

pub(super) use asking::Asking;
