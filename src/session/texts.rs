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

/// The script at `path`, the first word of the command line; `-` is standard input. Where there is
/// none, the word may have been meant otherwise, and the help says how.
///
/// # Errors
/// It cannot be read, is no UTF-8, or is larger than 16 MiB.
pub fn script(path: &str) -> Result<Text> {
    if path == "-" {
        return stdin();
    }
    script_in(&RealFiles, path).map_err(|problem| {
        let problem = *problem;
        let help = match (REGISTRY.find(path), nearest(path, FACES)) {
            _ if problem.code != codes::FILE_MISSING => return problem.into(),
            (Some(_), _) => {
                format!("`{path}` is a command of the language, which `rebe -c \"{path} …\"` runs")
            }
            (None, Some(face)) => format!("did you mean `rebe {face}`?"),
            (None, None) => neighbour(&RealFiles, path).unwrap_or_else(|| {
                "`rebe -c TEXT` runs a text, `rebe --help` lists what else there is".to_owned()
            }),
        };
        problem.help(help).into()
    })
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
        if !missing {
            return problem;
        }
        let near = neighbour(files, path);
        problem.help(near.unwrap_or_else(|| "name a script, or a folder of scripts".to_owned()))
    })?;
    decode(path, bytes)
}

/// Help that names the file beside `path` which was most likely meant.
fn neighbour(files: &dyn Files, path: &str) -> Option<String> {
    let (path, name) = (Path::new(path), Path::new(path).file_name()?.to_str()?);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let beside = files.list(folder.unwrap_or(Path::new("."))).ok()?;
    let near = nearest(name, beside.iter().map(|entry| entry.name.as_str()))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
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
