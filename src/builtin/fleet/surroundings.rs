//! What a remote command finds around it: its folder, its environment and its standard input.

use std::fmt::Write;
use std::sync::Arc;

use crate::command::{Arg, Args, Flag, Shape};
use crate::diag::{Diagnostic, codes};
use crate::value::{Column, Type, Value, plain_text};

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

/// What is wrong with these flags in a call. Types are judged before the values are known.
pub fn problems(args: &Args) -> Vec<Diagnostic> {
    let folder = args.first(FOLDER.name).and_then(folder_problem);
    let env = args.first(ENV.name).and_then(env_problem);
    let stdin = args.first(STDIN.name).and_then(stdin_problem);
    [folder, env, stdin].into_iter().flatten().collect()
}

fn folder_problem(arg: &Arg) -> Option<Diagnostic> {
    let is_none = arg.text().is_some_and(|folder| folder.is_empty() || folder.contains('\0'));
    let help = "give a path such as `/srv/app` or `~/app`";
    is_none.then(|| bad("`folder` has to be the path of a folder", help, arg))
}

fn env_problem(arg: &Arg) -> Option<Diagnostic> {
    let schema = match arg.ty() {
        Type::Record(schema) => schema,
        Type::Unknown => return None,
        other => {
            let message = format!("`env` has to be a record, found a value of type {other}");
            return Some(bad(&message, "name each variable, as in `{LANG: \"C\"}`", arg));
        }
    };
    schema.columns().iter().find_map(|Column { name, ty }| {
        if !is_name(name) {
            let message = format!("`{name}` is no name for a variable");
            let help = "a name has letters, digits and `_`, and no digit at its start";
            return Some(bad(&message, help, arg));
        }
        if !any_of(&[Type::String, Type::Int, Type::Bool], ty) {
            let message = format!(
                "the variable `{name}` has to be text, an int or a bool, found a value of type {ty}"
            );
            return Some(bad(&message, "make text of it first, or leave it out", arg));
        }
        let has_zero = variables(arg).any(|(key, text)| key == name && text.contains('\0'));
        let message = format!("the variable `{name}` has a zero byte in it");
        has_zero.then(|| bad(&message, "leave that byte out: no variable can hold it", arg))
    })
}

fn stdin_problem(arg: &Arg) -> Option<Diagnostic> {
    let ty = arg.ty();
    let message = format!("`stdin` has to be text or binary, found a value of type {ty}");
    let help = "make text of it first, as with `to json`";
    (!any_of(&[Type::String, Type::Binary], &ty)).then(|| bad(&message, help, arg))
}

fn any_of(wanted: &[Type], ty: &Type) -> bool {
    wanted.iter().any(|wanted| ty.fits(wanted))
}

/// The command line that runs `command` in the folder and environment that `args` tell. Without
/// these it is `command` itself, for whatever shell the account has; else for a POSIX shell.
pub fn command_line(command: &str, args: &Args) -> String {
    let mut line = String::new();
    if let Some(folder) = args.text(FOLDER.name) {
        let _ = writeln!(line, "CDPATH= cd -- {} || exit 1", place(folder));
    }
    for (name, text) in args.first(ENV.name).into_iter().flat_map(variables) {
        let _ = writeln!(line, "export {name}={}", quoted(&text));
    }
    line + command
}

/// What the command gets on its standard input.
pub fn stdin(args: &Args) -> Arc<[u8]> {
    match args.first(STDIN.name).and_then(Arg::value) {
        Some(Value::String { val, .. }) => val.as_bytes().into(),
        Some(Value::Binary { val, .. }) => val.as_slice().into(),
        _ => Arc::default(),
    }
}

/// The variables of the record in `arg` with their texts; none while it is not known.
fn variables(arg: &Arg) -> impl Iterator<Item = (&String, String)> {
    let record = arg.value().and_then(|value| value.as_record().ok());
    record.into_iter().flat_map(|record| record.iter().map(|(k, v)| (k, plain_text(v))))
}

/// A folder as a word of a shell.
pub fn place(folder: &str) -> String {
    match folder.strip_prefix('~') {
        Some("") => "\"$HOME\"".to_owned(),
        Some(rest) if rest.starts_with('/') => format!("\"$HOME\"{}", quoted(rest)),
        _ => quoted(folder),
    }
}

/// Any text as one word of a POSIX shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn bad(message: &str, help: &str, arg: &Arg) -> Diagnostic {
    Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_shell_are_quoted() {
        assert_eq!(quoted("it's; $x"), "'it'\\''s; $x'");
        assert_eq!(place("~/a b"), "\"$HOME\"'/a b'");
        assert_eq!(place("~"), "\"$HOME\"");
        assert_eq!(place("~root"), "'~root'");
    }

    #[test]
    fn names_are_those_of_a_shell() {
        assert!(is_name("LC_ALL") && is_name("_1"));
        assert!(!is_name("") && !is_name("1A") && !is_name("A-B") && !is_name("A=B;"));
    }
}
