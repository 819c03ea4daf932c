//! Standard output and standard error, and what a run leaves on them.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::annotation::System;
use super::look::Role;
use super::{Form, Look, Screen, TestCounts, diagnostic, outcomes, tested};
use crate::diag::{Checked, Diagnostic, Page, codes};
use crate::effect::real::Pager;
use crate::effect::{Environment, Outcome, World};
use crate::exec::event::{Report, Sink, TestEnd, Tested};
use crate::format::Branch;
use crate::source::Sources;

/// How this process writes.
#[derive(Debug, Clone)]
pub struct Output {
    form: Form,
    errors: Errors,
    out: Look,
    err: Look,
    hints: Hints,
    /// The program that pages results.
    pager: Option<String>,
}

/// What pages results where `PAGER` says nothing: colours stay, long lines go on to the right.
const PAGER: &str = "less -RS";

/// How what went wrong is written to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// For people.
    #[default]
    People,
    /// One JSON object a line.
    Json,
    /// Commands to GitHub Actions.
    Github,
    /// Commands to Azure Pipelines.
    Azure,
}

/// Where to read on about an error, said at terminals alone and never twice.
#[derive(Debug, Clone, Default)]
struct Hints {
    /// Whether the lines of a shell are run, which is asked in its own language.
    shell: bool,
    /// The codes that were named.
    named: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl Hints {
    /// The line below `diagnostics`, if there is one to say: an error that an edit mends says all
    /// there is to know, and a defect of ours is for nobody to read about. One run names one code;
    /// a shell names each once.
    fn line(&self, diagnostics: &[Diagnostic]) -> Option<String> {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.shell && !named.is_empty() {
            return None;
        }
        let worth = |one: &&Diagnostic| {
            one.is_error() && one.sure_edit().is_none() && one.code != codes::INTERNAL
        };
        let id = diagnostics.iter().find(worth)?.code.id;
        let way = if self.shell { "help" } else { "rebe help" };
        named.insert(id).then(|| format!("`{way} {id}` tells more"))
    }
}

impl Output {
    /// Results in `form`, at a terminal with as many `rows` of a table, what went wrong as `errors`
    /// says, and both as the terminals and `NO_COLOR` have it.
    pub fn new(form: Form, rows: usize, errors: Errors, environment: &dyn Environment) -> Self {
        let color = environment.var("NO_COLOR").is_none_or(|set| set.is_empty())
            && environment.var("TERM").is_none_or(|term| term != "dumb");
        let look = |terminal: bool| {
            if !terminal {
                return Look::plain();
            }
            // Asked of terminals alone: where there is none, it would be guessed by running `tput`.
            let width = crossterm::terminal::size().map_or(0, |(width, _)| usize::from(width));
            Look { rows, ..Look::terminal(if width > 0 { width } else { 80 }, color) }
        };
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        Self { form, errors, out: look(out), err: look(err), hints: Hints::default(), pager: None }
    }

    /// The same, and results at a terminal go through the program that `PAGER` names, with all of
    /// their rows and columns.
    pub fn paged(self, environment: &dyn Environment) -> Self {
        if !self.out.terminal {
            return self;
        }
        let named = environment.var("PAGER").filter(|named| !named.trim().is_empty());
        let out = Look { rows: usize::MAX, width: None, ..self.out };
        Self { pager: Some(named.unwrap_or_else(|| PAGER.to_owned())), out, ..self }
    }

    /// The same at the width that the terminals have now.
    pub fn resized(&self) -> Self {
        let width = crossterm::terminal::size().ok().filter(|(width, _)| *width > 0);
        let width = width.map(|(width, _)| usize::from(width));
        let resized =
            |look: &Look| Look { width: look.width.map(|before| width.unwrap_or(before)), ..*look };
        Self { out: resized(&self.out), err: resized(&self.err), ..self.clone() }
    }

    /// The same for a shell, in which one line is run after the other.
    pub fn in_shell(&self) -> Self {
        Self { hints: Hints { shell: true, ..Hints::default() }, ..self.clone() }
    }

    /// What standard output can show.
    pub fn out(&self) -> &Look {
        &self.out
    }

    /// What standard error can show.
    pub fn err(&self) -> &Look {
        &self.err
    }

    /// Where the events of a run go.
    pub fn screen(&self, world: &World) -> Arc<Mutex<dyn Sink>> {
        let covered = Arc::new(AtomicBool::new(false));
        let out: Box<dyn Write + Send> = match &self.pager {
            Some(pager) => Box::new(Pager::new(pager.clone(), Arc::clone(&covered))),
            None => Box::new(io::stdout()),
        };
        let out = BufWriter::with_capacity(1 << 16, out);
        let mut screen = Screen::new(self.form, self.out, Box::new(out)).covered(covered);
        screen = screen.with_notes(Box::new(io::stderr()), self.errors == Errors::Json);
        if self.err.terminal && self.errors == Errors::People {
            let width = self.err.width.unwrap_or(80);
            let (clock, prompt) = (Arc::clone(&world.clock), Arc::clone(&world.prompt));
            screen = screen.with_progress(Box::new(io::stderr()), width, clock, prompt);
        }
        Arc::new(Mutex::new(screen))
    }

    /// Write `diagnostics` to standard error; at a terminal, with where to read on.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let mut err = io::stderr().lock();
        // There is nowhere left to say that standard error is broken.
        let _ = match self.errors {
            Errors::People => diagnostic::write(diagnostics, sources, &self.err, &mut err),
            Errors::Json => diagnostic::write_json(diagnostics, sources, &mut err),
            Errors::Github => System::Github.diagnostics(diagnostics, sources, &mut err),
            Errors::Azure => System::Azure.diagnostics(diagnostics, sources, &mut err),
        };
        if self.err.terminal
            && self.errors == Errors::People
            && let Some(line) = self.hints.line(diagnostics)
        {
            let _ = writeln!(err, "{}", self.err.paint(Role::Faint, &line));
        }
    }

    /// Write the failures at the end to standard error, grouped.
    pub fn summary(&self, ended: &[Outcome]) {
        let mut err = io::stderr().lock();
        let _ = match self.errors {
            Errors::People => outcomes::summary(ended, &self.err, &mut err),
            Errors::Json => {
                let failed = ended.iter().filter(|outcome| outcome.kind.is_failure());
                outcomes::write_json(&failed.cloned().collect::<Vec<_>>(), &mut err)
            }
            Errors::Github => System::Github.outcomes(ended, &mut err),
            Errors::Azure => System::Azure.outcomes(ended, &mut err),
        };
    }

    /// Write what is to be said after a run: what ended it, and the hosts that failed.
    pub fn report(&self, report: &Report, sources: &Sources) {
        self.diagnostics(&report.errors, sources);
        self.summary(&report.outcomes);
        if let Some(load) = report.slowest {
            let mut err = io::stderr().lock();
            let _ = match self.errors {
                Errors::Json => outcomes::write_slowed_json(load, &mut err),
                _ => outcomes::write_slowed(load, &self.err, &mut err),
            };
        }
        if report.cancelled && report.errors.is_empty() && self.errors != Errors::Json {
            let _ = writeln!(io::stderr(), "interrupted");
        }
    }

    /// Write a remark of our own to standard error.
    pub fn note(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{}", self.err.paint(Role::Faint, text));
    }

    /// Whether results are for people.
    pub fn is_for_people(&self) -> bool {
        self.form == Form::Table
    }

    /// Write the page about a code to standard output.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn page(&self, page: &Page) -> io::Result<()> {
        self.text(&super::page(page, &self.out))
    }

    /// Write a tree to standard output.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn outline(&self, roots: &[Branch]) -> io::Result<()> {
        self.text(&super::outline(roots, &self.out))
    }

    /// Write the check of `files` to standard output as one JSON document in a line.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn check_json(
        &self,
        files: &[Checked],
        exit_code: u8,
        sources: &Sources,
    ) -> io::Result<()> {
        self.text(&diagnostic::check_json(files, exit_code, sources).to_string())
    }

    /// Write what was changed, and how much, to standard output; to standard error when the other
    /// one has a mended text.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn changes(
        &self,
        files: &[Checked],
        written: bool,
        to_err: bool,
        sources: &Sources,
    ) -> io::Result<()> {
        let look = if to_err { &self.err } else { &self.out };
        let mut text = Vec::new();
        for file in files {
            diagnostic::write_changes(&file.changes, sources, look, &mut text)?;
        }
        writeln!(text, "{}", diagnostic::mended_line(files, written))?;
        if to_err { io::stderr().write_all(&text) } else { io::stdout().write_all(&text) }
    }

    /// Write one line about a check at the moment `now` to standard output.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn watched(&self, files: &[Checked], now: SystemTime) -> io::Result<()> {
        self.text(&diagnostic::watched_line(files, now))
    }

    /// Write the line about one test to standard output, and why it is not passed to standard
    /// error, with what it showed.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn tested(&self, tested: &Tested, sources: &Sources) -> io::Result<()> {
        if self.is_for_people() {
            self.text(&tested::line(tested, &self.out))?;
        }
        self.diagnostics(&tested.diagnostics, sources);
        self.summary(&tested.outcomes);
        if self.errors != Errors::People || tested.end == TestEnd::Passed {
            return Ok(());
        }
        let mut err = io::stderr().lock();
        let shown = tested.output.trim_end();
        if !shown.is_empty() && self.is_for_people() {
            let _ = writeln!(err, "{}", self.err.paint(Role::Faint, "what it showed:"));
            for line in shown.lines() {
                let _ = writeln!(err, "  {}", super::text::defuse(line));
            }
        }
        if !tested.diagnostics.is_empty() {
            let _ = writeln!(err);
        }
        Ok(())
    }

    /// Write what a run of tests came to, to standard output, for people.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn tests(&self, counts: &TestCounts, elapsed: Duration) -> io::Result<()> {
        if !self.is_for_people() {
            return Ok(());
        }
        self.text(&format!("\n{}", tested::summary(counts, elapsed, &self.out)))
    }

    /// Write `text` to standard output as it is.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn raw(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Write the name of a file to standard output, in a line of its own.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn name(&self, name: &str) -> io::Result<()> {
        self.text(&super::text::defuse(name))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span};

    #[test]
    fn where_to_read_on_is_said_once_and_only_where_it_helps() {
        let error = |code| Diagnostic::error(code, "x");
        let mended = error(codes::UNKNOWN_COLUMN).edit(Span::new(SourceId::default(), 0..1), "y");
        let warning = Diagnostic::warning(codes::FILE_MISSING, "x");
        let run = Hints::default();
        assert_eq!(run.line(&[warning, mended, error(codes::INTERNAL)]), None);
        let first = run.line(&[error(codes::TYPE_CLASH), error(codes::BARE_WORD)]);
        assert_eq!(first.as_deref(), Some("`rebe help E0301` tells more"));
        assert_eq!(run.line(&[error(codes::BARE_WORD)]), None);
        let shell = Hints { shell: true, ..Hints::default() };
        let said = |code| shell.clone().line(&[error(code)]);
        assert_eq!(said(codes::TYPE_CLASH).as_deref(), Some("`help E0301` tells more"));
        assert_eq!(said(codes::TYPE_CLASH), None);
        assert_eq!(said(codes::BARE_WORD).as_deref(), Some("`help E0207` tells more"));
    }
}
