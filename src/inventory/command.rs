//! An inventory that a program prints.

use std::ffi::OsString;
use std::time::Duration;

use futures_executor::block_on;

use super::load::LARGEST;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Limits, Processes, Program};

/// How long the program may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the shell of the system prints that is given `command`.
///
/// # Errors
/// It was cancelled, cannot be started, ends with another exit code than 0, takes longer than 60 s, or prints
/// more than an inventory may be long.
pub(super) fn output(command: &str, programs: &dyn Processes, cancel: Cancel) -> Result<Vec<u8>> {
    let arguments = ["-c", command].map(OsString::from).to_vec();
    let program = Program::new("/bin/sh", arguments, &Limits::default());
    let program = Program { deadline: PATIENCE, most_output: LARGEST, ..program };
    let ended = block_on(programs.start(program, cancel));
    let ended = ended.and_then(|ended| ended.require_success(command)).map_err(|problem| {
        if problem.code == codes::CANCELLED {
            let message = format!("`{command}` was stopped, so there is no inventory");
            let problem = Diagnostic::error(codes::CANCELLED, message);
            return Box::new(problem.help("start rebe again to ask it again"));
        }
        let message = match problem.code {
            codes::TIMEOUT => format!("`{command}` was not over after 60 s and was stopped"),
            _ => problem.message.clone(),
        };
        let help = problem.help.as_deref();
        let help =
            help.unwrap_or("run it by itself: it is to print the inventory, and nothing else");
        wrong(format!("there is no inventory: {message}"), help)
    })?;
    match (ended.stdout_truncated, ended.stdout.is_empty()) {
        (true, _) => Err(wrong(
            format!("`{command}` printed more than 64 MiB"),
            "have it name hosts by ranges such as `web[001-999]`",
        )),
        (_, true) => Err(wrong(
            format!("`{command}` printed nothing"),
            "it is to print the inventory on its standard output; `[]` is one without hosts",
        )),
        _ => Ok(ended.stdout),
    }
}

fn wrong(message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(codes::INVENTORY, message).help(help))
}
