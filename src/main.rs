//! The `rebe` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(rebe_shell::cli::main())
}
