//! Where texts to run come from.

use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::builtin::REGISTRY;
use crate::diag::{Diagnostic, Result, codes, nearest};
use crate::effect::Files;
use crate::effect::real::RealFiles;

/// The largest text that is taken, in bytes.
const LARGEST: u64 = 16 << 20;

/// What the command line takes besides the name of a script.
const FACES: [&str; 7] = ["check", "demo", "explain", "fmt", "help", "lsp", "test"];

/// A text and what people call it.
#[derive(Debug)]
pub struct Text {
    /// `-c`, `stdin`, or the path as it was given.
    pub name: String,
    /// The text itself.
    pub text: String,
}

/// The script at `path`, where `-` is standard input.
///
/// # Errors
/// It cannot be read, is no UTF-8, or is larger than 16 MiB.
pub fn script(path: &str) -> Result<Text> {
    if path == "-" { stdin() } else { script_in(&RealFiles, path) }
}

/// The script at `path` among `files`.
///
/// # Errors
/// As for [`script`].
pub fn script_in(files: &dyn Files, path: &str) -> Result<Text> {
    let bytes = files.read_at_most(Path::new(path), LARGEST + 1).map_err(|error| {
        let missing = error.kind() == ErrorKind::NotFound;
        let code = if missing { codes::FILE_MISSING } else { codes::FILE_ACCESS };
        let reason = match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            ErrorKind::IsADirectory => "it is a folder".to_owned(),
            ErrorKind::PermissionDenied => "you may not read it".to_owned(),
            _ => error.to_string(),
        };
        let problem = Diagnostic::error(code, format!("`{path}` cannot be read: {reason}"));
        match REGISTRY.find(path) {
            _ if !missing => problem,
            Some(_) => problem.help(format!(
                "`{path}` is a command of the language, which `rebe -c \"{path} …\"` runs"
            )),
            None => problem.help(match nearest(path, FACES) {
                Some(face) => format!("did you mean `rebe {face}`?"),
                None => "`rebe -c TEXT` runs a text, `rebe --help` lists what else there is".into(),
            }),
        }
    })?;
    decode(path, bytes)
}

/// All of standard input.
///
/// # Errors
/// As for [`script`].
pub fn stdin() -> Result<Text> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Diagnostic::error(codes::FILE_ACCESS, format!("standard input cannot be read: {error}"))
    })?;
    decode("stdin", bytes)
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<Text> {
    if bytes.len() as u64 > LARGEST {
        let message = format!("`{name}` is larger than 16 MiB, which no script is");
        return Err(Diagnostic::error(codes::USAGE, message).into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        let message = format!("`{name}` is no UTF-8 text, the first bad byte is number {at}");
        Diagnostic::error(codes::BAD_LITERAL, message).help("save it as UTF-8")
    })?;
    Ok(Text { name: name.to_owned(), text })
}
