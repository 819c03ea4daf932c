//! skeleton
use crate::cli::Output;
use crate::session::Session;
/// Run.
pub fn run(_: Session, _: &Output) -> u8 {
    0
}
