//! `rebe check`: scripts are checked and, when asked for, mended or watched. Nothing runs.

use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use super::arguments::Check;
use super::main::{App, Idle, listen_for_interrupts};
use crate::diag::{Checked, Diagnostic, Result, codes, exit};
use crate::session::{Fix, Session};

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(200);

impl App {
    /// Check what `check` names.
    pub(super) fn check(&self, check: &Check) -> Result<u8> {
        let fix = match (check.fix, check.dry_run) {
            (false, _) => Fix::No,
            (true, true) => Fix::Try,
            (true, false) => Fix::Write,
        };
        let stdin = check.files.iter().any(|file| file == "-");
        // What is mended of standard input goes to standard output, and no file is written.
        if fix == Fix::Write && self.global.read_only && check.files.iter().any(|file| file != "-")
        {
            let message = "`--read-only` does not allow `--fix`, which writes files";
            let help = "`--fix --dry-run` shows what would be changed";
            return Err(Diagnostic::error(codes::DENIED, message).help(help).into());
        }
        if check.watch && stdin {
            let message = "standard input cannot be watched";
            let help = "name files or folders: `rebe check --watch .`";
            return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
        }
        if check.watch { self.watch(check) } else { self.check_once(&self.checking()?, check, fix) }
    }

    /// A session that scripts are checked in.
    pub(super) fn checking(&self) -> Result<Session> {
        let mut session = self.session(self.options())?;
        session.set_args(&[String::new()]);
        Ok(session)
    }

    fn check_once(&self, session: &Session, check: &Check, fix: Fix) -> Result<u8> {
        self.listen_while_asking(session);
        let checked = checked(session, check, fix);
        let code = exit_code(&checked);
        let sources = session.sources();
        if check.json {
            self.written(self.output.check_json(&checked, code, &sources))?;
            return Ok(code);
        }
        for text in checked.iter().filter_map(|checked| checked.text.as_deref()) {
            self.written(self.output.raw(text))?;
        }
        self.output.diagnostics(&diagnostics(&checked), &sources);
        if fix != Fix::No {
            let is_text = checked.iter().any(|checked| checked.text.is_some());
            self.written(self.output.changes(&checked, fix == Fix::Write, is_text, &sources))?;
        }
        Ok(code)
    }

    /// Check now, and again whenever a file is changed, comes or goes, until Ctrl-C.
    fn watch(&self, check: &Check) -> Result<u8> {
        let first = self.checking()?;
        listen_for_interrupts(&first, Idle::Ends);
        let mut seen = None;
        loop {
            // A session of its own reads the inventory anew, which scripts are checked against.
            let session = self.checking()?;
            let now = session.stamps(&check.files);
            if seen.as_ref() != Some(&now) {
                seen = Some(now);
                let checked = checked(&session, check, Fix::No);
                let sources = session.sources();
                let told = if check.json {
                    self.output.check_json(&checked, exit_code(&checked), &sources)
                } else {
                    self.output.diagnostics(&diagnostics(&checked), &sources);
                    self.output.watched(&checked, session.world().clock.now())
                };
                // Nobody reads on, so there is nothing left to watch for.
                if told.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe) {
                    return Ok(exit::OK);
                }
                self.written(told)?;
            }
            thread::sleep(EVERY);
        }
    }
}

/// All that `check` names, checked; what cannot be found stands there with the reason.
fn checked(session: &Session, check: &Check, fix: Fix) -> Vec<Checked> {
    let one = |script: Result<String, Checked>| match script {
        Ok(path) => session.check(&path, fix),
        Err(failed) => failed,
    };
    session.scripts(&check.files).into_iter().map(one).collect()
}

fn diagnostics(checked: &[Checked]) -> Vec<Diagnostic> {
    checked.iter().flat_map(|checked| checked.diagnostics.iter().cloned()).collect()
}

/// 2 when a text is wrong; else what the first file gives that could not be read or written.
fn exit_code(checked: &[Checked]) -> u8 {
    let mut codes = checked.iter().map(|checked| checked.exit).filter(|code| *code != exit::OK);
    let first = codes.clone().next().unwrap_or(exit::OK);
    codes.find(|code| *code == exit::CHECK).unwrap_or(first)
}
