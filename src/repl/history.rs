//! The lines of earlier days, in a file that is the user's alone.

use std::io;
use std::path::PathBuf;

use reedline::FileBackedHistory;

use crate::diag::{Diagnostic, codes};
use crate::effect::{Environment, World};

/// So many lines are kept.
const MOST: usize = 10_000;

/// The history, and why it will be forgotten at the end if it will.
pub(super) fn open(world: &World) -> (Option<FileBackedHistory>, Option<Diagnostic>) {
    let Some(path) = path(world.environment.as_ref()) else {
        return (FileBackedHistory::new(MOST).ok(), None);
    };
    // Adding nothing makes the folders and the file with permissions that are the user's alone.
    let made = world.files.append(&path, b"", 0o600);
    let opened = made
        .and_then(|()| FileBackedHistory::with_file(MOST, path.clone()).map_err(io::Error::from));
    match opened {
        Ok(history) => (Some(history), None),
        Err(error) => {
            (FileBackedHistory::new(MOST).ok(), Some(lost(&path.to_string_lossy(), &error)))
        }
    }
}

/// That the history cannot be kept.
pub(super) fn lost(path: &str, error: &io::Error) -> Diagnostic {
    let message = format!("the history in `{path}` cannot be used: {error}");
    Diagnostic::warning(codes::FILE_ACCESS, message)
        .help("the lines of this session are remembered until it ends")
}

/// `$XDG_STATE_HOME/rebe/history`, else `~/.local/state/rebe/history`. As the XDG Base Directory
/// Specification has it, a path that is not absolute is ignored.
pub(super) fn path(environment: &dyn Environment) -> Option<PathBuf> {
    let state =
        environment.var("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(environment.home()?.join(".local/state")))?;
    Some(state.join("rebe/history"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::memory::MemoryEnvironment;

    #[test]
    fn it_is_where_the_state_of_programs_is() {
        let mut environment = MemoryEnvironment::default();
        let home = PathBuf::from("/home/user/.local/state/rebe/history");
        assert_eq!(path(&environment), Some(home.clone()));
        environment.variables.insert("XDG_STATE_HOME".into(), "relative".into());
        assert_eq!(path(&environment), Some(home));
        environment.variables.insert("XDG_STATE_HOME".into(), "/state".into());
        assert_eq!(path(&environment), Some(PathBuf::from("/state/rebe/history")));
    }
}
