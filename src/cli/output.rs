//! Standard output and standard error, and what a run leaves on them.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::arguments::{DiagnosticsForm, Global, OutputForm};
use crate::diag::{Diagnostic, codes};
use crate::effect::{Clock, Environment, Files, Outcome};
use crate::exec::{Report, Sink};
use crate::format::Format;
use crate::render::{Form, Look, Screen, diagnostic, outcomes};
use crate::session::Session;
use crate::source::Sources;

/// How this process writes.
#[derive(Debug, Clone)]
pub struct Output {
    form: Form,
    machine: bool,
    out: Look,
    err: Look,
}

impl Output {
    /// As the flags, the terminals and `NO_COLOR` have it.
    pub fn of(global: &Global, environment: &dyn Environment) -> Self {
        let form = match global.output {
            None | Some(OutputForm::Table) => Form::Table,
            Some(OutputForm::Json) => Form::Data(Format::Json),
            Some(OutputForm::Ndjson) => Form::Data(Format::Ndjson),
            Some(OutputForm::Csv) => Form::Data(Format::Csv),
        };
        let color = environment.var("NO_COLOR").is_none_or(|set| set.is_empty())
            && environment.var("TERM").is_none_or(|term| term != "dumb");
        let look = |terminal: bool| match (terminal, crossterm::terminal::size()) {
            (false, _) => Look::plain(),
            (true, Ok((width, _))) if width > 0 => Look::terminal(usize::from(width), color),
            (true, _) => Look::terminal(80, color),
        };
        let machine = global.diagnostics == Some(DiagnosticsForm::Json);
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        Self { form, machine, out: look(out), err: look(err) }
    }

    /// Where the events of a run go.
    pub fn screen(&self, clock: Arc<dyn Clock>) -> Arc<Mutex<dyn Sink>> {
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        let mut screen = Screen::new(self.form, self.out, Box::new(out));
        if self.err.terminal && !self.machine {
            let width = self.err.width.unwrap_or(80);
            screen = screen.with_progress(Box::new(io::stderr()), width, clock);
        }
        Arc::new(Mutex::new(screen))
    }

    /// Write `diagnostics` to standard error.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let mut err = io::stderr().lock();
        // There is nowhere left to say that standard error is broken.
        let _ = if self.machine {
            diagnostic::write_json(diagnostics, sources, &mut err)
        } else {
            diagnostic::write(diagnostics, sources, &self.err, &mut err)
        };
    }

    /// Write the failures at the end to standard error, grouped.
    pub fn summary(&self, ended: &[Outcome]) {
        let mut err = io::stderr().lock();
        let _ = if self.machine {
            let failed = ended.iter().filter(|outcome| outcome.kind.is_failure());
            outcomes::write_json(&failed.cloned().collect::<Vec<_>>(), &mut err)
        } else {
            outcomes::summary(ended, &self.err, &mut err)
        };
    }

    /// Write what is to be said after a run: what ended it, and the hosts that failed.
    pub fn report(&self, session: &Session, report: &Report) {
        self.diagnostics(&report.errors, &session.sources());
        self.summary(&report.outcomes);
        if report.cancelled && !self.machine {
            let _ = writeln!(io::stderr(), "interrupted");
        }
    }

    /// Write a text of our own to standard output.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()
    }
}

/// Write all outcomes to `path`, as NDJSON.
///
/// # Errors
/// The file cannot be written.
pub fn save_outcomes(
    ended: &[Outcome],
    path: &Path,
    files: &dyn Files,
) -> Result<(), Box<Diagnostic>> {
    let written = files.create(path).and_then(|mut file| {
        outcomes::write_json(ended, &mut file)?;
        file.commit()
    });
    written.map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "its folder is not there".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
            _ => error.to_string(),
        };
        let message = format!("the outcomes cannot be written to `{}`: {reason}", path.display());
        Diagnostic::error(codes::FILE_ACCESS, message).into()
    })
}
