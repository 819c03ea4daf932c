//! The flags by which a remote command is run as another account, and the command line for it.

use std::sync::Arc;

use super::surroundings::quoted;
use crate::command::{Args, Flag, Shape};
use crate::diag::{Diagnostic, codes};
use crate::effect::Sudo;

/// As another account.
pub const BECOME: Flag = Flag {
    name: "become",
    short: None,
    shape: None,
    doc: "run it as root, by `sudo`; if that wants a password, rebe needs `--ask-become-password`",
};

/// Which account.
pub const BECOME_USER: Flag = Flag {
    name: "become-user",
    short: None,
    shape: Some(Shape::Text),
    doc: "with `--become`: run it as this account of the host instead of root",
};

/// `BECOME` by another name.
pub const SUDO: Flag =
    Flag { name: "sudo", short: None, shape: None, doc: "another name of `--become`" };

/// The account that a command is run as when nobody says which.
const ROOT: &str = "root";

/// What is wrong with these flags in a call.
pub fn problem(args: &Args) -> Option<Diagnostic> {
    let arg = args.first(BECOME_USER.name)?;
    let wrong = |message: &str, help: &str| {
        Some(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "").help(help))
    };
    if !is_on(args) {
        return wrong("an account to become, without `--become`", "add `--become` to the call");
    }
    let is_none = |char: char| char.is_control() || char.is_whitespace();
    match arg.text() {
        Some(name) if name.is_empty() || name.starts_with('-') || name.contains(is_none) => wrong(
            "`become-user` has to be the name of an account",
            "give a name such as `postgres`, or `#` and a number",
        ),
        _ => None,
    }
}

fn is_on(args: &Args) -> bool {
    args.switch(BECOME.name) || args.switch(SUDO.name)
}

/// `line` as `args` say that it is run; `random` is what nobody can guess.
pub fn command_line(line: String, args: &Args, random: u128) -> (Arc<str>, Option<Sudo>) {
    if !is_on(args) {
        return (line.into(), None);
    }
    let account = args.text(BECOME_USER.name).unwrap_or(ROOT);
    let (question, started) =
        (format!("[password {random:032x}]"), format!("[begin {random:032x}]"));
    // What goes before the command is a line of its own, so that the command may be any text.
    let inner = format!("printf %s {} >&2\n{line}", quoted(&started));
    let whole = format!(
        "exec sudo -H -S -p {} -u {} -- /bin/sh -c {}",
        quoted(&question),
        quoted(account),
        quoted(&inner)
    );
    (whole.into(), Some(Sudo { question: question.into(), started: started.into() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span};

    #[test]
    fn without_the_flag_a_line_is_what_it_was() {
        let args = Args::new(Vec::new(), Span::new(SourceId::default(), 0..0));
        let (line, sudo) = command_line("it's".to_owned(), &args, 7);
        assert_eq!((&*line, sudo.is_none()), ("it's", true));
    }
}
