//! Regular expressions that commands are given.

use regex::Regex;

use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::source::Span;

/// The pattern of parameter `name`.
///
/// # Errors
/// It cannot be read as one.
pub fn of(args: &Args, name: &str) -> Result<Regex> {
    let (text, span) = args.texts(name).next().unwrap_or(("", args.span));
    read(text, span)
}

/// The pattern `text`, which stands at `span`.
///
/// # Errors
/// It cannot be read as one.
pub fn read(text: &str, span: Span) -> Result<Regex> {
    Regex::new(text).map_err(|error| {
        let error = error.to_string();
        let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        Diagnostic::error(codes::BAD_REGEX, format!("this is no pattern: {reason}"))
            .at(span, "")
            .help("put a `\\` before a character that is meant literally, in '…' quotes")
            .into()
    })
}

/// See that the pattern of parameter `name` can be read, where it is known already.
pub fn check(checking: &mut Checking<'_>, name: &str) {
    let args = checking.args;
    if args.text(name).is_some()
        && let Err(problem) = of(args, name)
    {
        checking.problem(*problem);
    }
}
