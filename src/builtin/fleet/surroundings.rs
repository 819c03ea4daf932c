//! What a remote command finds around it: its folder, its environment and its standard input.

use std::fmt::Write;
use std::sync::Arc;

use crate::command::{Arg, Args, Flag, Shape};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::Value;

/// The folder that the command starts in.
pub const FOLDER: Flag = Flag {
    name: "folder",
    short: None,
    shape: Some(Shape::Text),
    doc: "the folder of the host to run it in; `~/…` is below the home of the account",
};

/// What is added to the environment of the command.
pub const ENV: Flag = Flag {
    name: "env",
    short: None,
    shape: Some(Shape::Any),
    doc: "variables to add to its environment, a record such as `{LANG: \"C\"}`",
};

/// What the command reads.
pub const STDIN: Flag = Flag {
    name: "stdin",
    short: None,
    shape: Some(Shape::Any),
    doc: "what it gets on its standard input, text or binary; nothing unless said otherwise",
};

/// The command line that runs `command` in the folder and environment that `args` tell. Without
/// these it is `command` itself, for whatever shell the account has; else for a POSIX shell.
///
/// # Errors
/// The folder is empty, or a variable has no name or value that a shell can hold.
pub fn command_line(command: &str, args: &Args) -> Result<String> {
    let mut line = String::new();
    if let Some(arg) = args.first(FOLDER.name)
        && let Some(folder) = arg.text()
    {
        let help = "give a path such as `/srv/app` or `~/app`";
        let folder = place(folder)
            .ok_or_else(|| bad("`folder` has to be the path of a folder", help, arg))?;
        let _ = writeln!(line, "CDPATH= cd -- {folder} || exit 1");
    }
    if let Some(arg) = args.first(ENV.name) {
        variables(arg, &mut line)?;
    }
    Ok(line + command)
}

/// What the command gets on its standard input.
///
/// # Errors
/// It is neither text nor binary.
pub fn stdin(args: &Args) -> Result<Arc<[u8]>> {
    let Some(arg) = args.first(STDIN.name) else { return Ok(Arc::from([])) };
    match arg.to_value() {
        Some(Value::String { val, .. }) => Ok(Arc::from(val.into_bytes())),
        Some(Value::Binary { val, .. }) => Ok(Arc::from(val.as_slice())),
        None => Ok(Arc::from([])),
        Some(_) => {
            let message = format!("`stdin` has to be text or binary, found {}", arg.ty());
            Err(bad(&message, "make text of it first, as with `to json`", arg))
        }
    }
}

/// `export` lines for the variables of the record in `arg`; none where it is not known yet.
fn variables(arg: &Arg, line: &mut String) -> Result<()> {
    let record = match arg.to_value() {
        Some(Value::Record { val, .. }) => val.into_owned(),
        None => return Ok(()),
        Some(_) => {
            let message = format!("`env` has to be a record, found {}", arg.ty());
            return Err(bad(&message, "name each variable, as in `{LANG: \"C\"}`", arg));
        }
    };
    for (name, value) in &record {
        if !is_name(name) {
            let message = format!("`{name}` is no name for a variable");
            let help = "a name has letters, digits and `_`, and no digit at its start";
            return Err(bad(&message, help, arg));
        }
        let text = match value {
            Value::String { val, .. } if !val.contains('\0') => val.clone(),
            Value::Int { val, .. } => val.to_string(),
            Value::Bool { val, .. } => val.to_string(),
            _ => {
                let message = format!("the variable `{name}` has to be text, an int or a bool");
                let help = "write its value in quotes, without a zero byte";
                return Err(bad(&message, help, arg));
            }
        };
        let _ = writeln!(line, "export {name}={}", quoted(&text));
    }
    Ok(())
}

/// A folder as a word of a shell; `None` where it names nothing.
fn place(folder: &str) -> Option<String> {
    if folder.is_empty() || folder.contains('\0') {
        return None;
    }
    match folder.strip_prefix('~') {
        Some("") => Some("\"$HOME\"".to_owned()),
        Some(rest) if rest.starts_with('/') => Some(format!("\"$HOME\"{}", quoted(rest))),
        _ => Some(quoted(folder)),
    }
}

/// Any text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn bad(message: &str, help: &str, arg: &Arg) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "").help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_shell_are_quoted() {
        assert_eq!(quoted("it's; $x"), "'it'\\''s; $x'");
        assert_eq!(place("~/a b").as_deref(), Some("\"$HOME\"'/a b'"));
        assert_eq!(place("~").as_deref(), Some("\"$HOME\""));
        assert_eq!(place("~root").as_deref(), Some("'~root'"));
        assert_eq!(place(""), None);
    }

    #[test]
    fn names_are_those_of_a_shell() {
        assert!(is_name("LC_ALL") && is_name("_1"));
        assert!(!is_name("") && !is_name("1A") && !is_name("A-B") && !is_name("A=B;"));
    }
}
