//! `rebe fmt`: scripts are written as everybody writes them. Nothing is checked beyond that, and
//! nothing runs.

use super::arguments::Fmt;
use super::main::App;
use crate::diag::{Diagnostic, Result, codes, exit};
use crate::session::{Formatted, Session};

impl App {
    /// Format what `fmt` names.
    pub(super) fn fmt(&self, fmt: &Fmt) -> Result<u8> {
        let has_file = fmt.files.iter().any(|file| file != "-");
        if self.global.read_only && !fmt.check && has_file {
            let message = "`--read-only` does not allow `fmt`, which writes files";
            let help = "`rebe fmt --check` names the files that would be changed";
            return Err(Diagnostic::error(codes::DENIED, message).help(help).into());
        }
        let session = Session::new(self.options());
        let scripts = session.scripts(&fmt.files).into_iter();
        let all = scripts.map(|script| match script {
            Ok(path) => session.format(&path, !fmt.check),
            Err(checked) => Formatted { checked, changed: false },
        });
        let all = all.collect::<Vec<_>>();
        let sources = session.sources();
        for Formatted { checked, changed } in &all {
            self.output.diagnostics(&checked.diagnostics, &sources);
            match &checked.text {
                Some(text) if !fmt.check && checked.exit == exit::OK => {
                    self.written(self.output.raw(text))?
                }
                _ if fmt.check && *changed => self.written(self.output.name(&checked.name))?,
                _ => exit::OK,
            };
        }
        Ok(exit_code(&all, fmt.check))
    }
}

/// 2 when a text does not parse; else what the first file gives that could not be read or written;
/// else 1 when files were only looked at and one of them is not as it should be.
fn exit_code(all: &[Formatted], check: bool) -> u8 {
    let codes = || all.iter().map(|one| one.checked.exit).filter(|code| *code != exit::OK);
    let wrong = codes().find(|code| *code == exit::CHECK).or_else(|| codes().next());
    let unformatted = check && all.iter().any(|one| one.changed);
    wrong.unwrap_or(if unformatted { exit::RUNTIME } else { exit::OK })
}
