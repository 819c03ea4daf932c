//! Exit codes of the process. They are part of the interface and never change their meaning.

/// All well.
pub const OK: u8 = 0;
/// A run-time error.
pub const RUNTIME: u8 = 1;
/// The text or the command line does not parse or type-check; nothing ran.
pub const CHECK: u8 = 2;
/// Some hosts failed.
pub const SOME_HOSTS: u8 = 3;
/// All hosts failed.
pub const ALL_HOSTS: u8 = 4;
/// Denied by policy, or a grant is missing.
pub const DENIED: u8 = 5;
/// A deadline ended the run.
pub const DEADLINE: u8 = 124;
/// Interrupted by the user.
pub const INTERRUPTED: u8 = 130;

/// What `code` means, as a short clause.
pub fn meaning(code: u8) -> &'static str {
    match code {
        OK => "all well",
        RUNTIME => "a run-time error",
        CHECK => "nothing ran",
        SOME_HOSTS => "some hosts failed",
        ALL_HOSTS => "all hosts failed",
        DENIED => "denied by policy",
        DEADLINE => "a deadline ended the run",
        INTERRUPTED => "interrupted",
        _ => "unknown",
    }
}
