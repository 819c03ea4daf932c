//! Formatting scripts. Nothing is planned or run.

use super::Session;
use super::texts::{Text, script_in, stdin};
use crate::diag::{Checked, Diagnostic, exit};
use crate::syntax;

/// What came of formatting one script.
#[derive(Debug)]
pub struct Formatted {
    /// The script, what is wrong with it, and the exit code that it gives. The new text is there
    /// where it belongs to no file.
    pub checked: Checked,
    /// Whether the text is another one than before.
    pub changed: bool,
}

impl Session {
    /// Format the script at `path`, where `-` is standard input, and `write` it if it has changed.
    pub fn format(&self, path: &str, write: bool) -> Formatted {
        let files = self.world().files.as_ref();
        match if path == "-" { stdin() } else { script_in(files, path) } {
            Ok(text) => self.format_text(path, &text, write),
            Err(problem) => failed(path, *problem),
        }
    }

    fn format_text(&self, path: &str, Text { name, text }: &Text, write: bool) -> Formatted {
        let source = self.add_source(name, text);
        let new = syntax::format(source, text);
        let wrong = !new.diagnostics.is_empty();
        let changed = new.text != *text;
        let mut checked = Checked {
            name: name.clone(),
            exit: if wrong { exit::CHECK } else { exit::OK },
            diagnostics: new.diagnostics,
            ..Checked::default()
        };
        if path == "-" {
            checked.text = Some(new.text);
        } else if write && changed {
            match self.replace(path, text, &new.text) {
                Ok(()) => checked.written = true,
                Err(problem) => return failed(path, *problem),
            }
        }
        Formatted { checked, changed }
    }
}

fn failed(path: &str, problem: Diagnostic) -> Formatted {
    Formatted { checked: Checked::failed(path, problem), changed: false }
}
