//! Standard output and standard error, and what a run leaves on them.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::{Arc, Mutex};

use super::{Form, Look, Screen, diagnostic, outcomes};
use crate::diag::{Diagnostic, Page};
use crate::effect::{Environment, Outcome, World};
use crate::exec::event::{Report, Sink};
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
    /// Results in `form`; diagnostics and failures as one JSON object a line when they are for a
    /// `machine`; and both as the terminals and `NO_COLOR` have it.
    pub fn new(form: Form, machine: bool, environment: &dyn Environment) -> Self {
        let color = environment.var("NO_COLOR").is_none_or(|set| set.is_empty())
            && environment.var("TERM").is_none_or(|term| term != "dumb");
        let look = |terminal: bool| {
            if !terminal {
                return Look::plain();
            }
            // Asked of terminals alone: where there is none, it would be guessed by running `tput`.
            let width = crossterm::terminal::size().map_or(0, |(width, _)| usize::from(width));
            Look::terminal(if width > 0 { width } else { 80 }, color)
        };
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        Self { form, machine, out: look(out), err: look(err) }
    }

    /// The same at the width that the terminals have now.
    pub fn resized(&self) -> Self {
        let width = crossterm::terminal::size().ok().filter(|(width, _)| *width > 0);
        let width = width.map(|(width, _)| usize::from(width));
        let resized =
            |look: &Look| Look { width: look.width.map(|before| width.unwrap_or(before)), ..*look };
        Self { out: resized(&self.out), err: resized(&self.err), ..self.clone() }
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
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        let mut screen = Screen::new(self.form, self.out, Box::new(out));
        if self.err.terminal && !self.machine {
            let width = self.err.width.unwrap_or(80);
            let (clock, prompt) = (Arc::clone(&world.clock), Arc::clone(&world.prompt));
            screen = screen.with_progress(Box::new(io::stderr()), width, clock, prompt);
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
    pub fn report(&self, report: &Report, sources: &Sources) {
        self.diagnostics(&report.errors, sources);
        self.summary(&report.outcomes);
        if report.cancelled && report.errors.is_empty() && !self.machine {
            let _ = writeln!(io::stderr(), "interrupted");
        }
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
