//! Where the passes put their diagnostics.

use crate::diag::Diagnostic;
use crate::source::Span;

/// More diagnostics than this help nobody, and a broken file of megabytes must not fill memory.
const MOST: usize = 200;

/// Collects diagnostics.
#[derive(Debug, Default)]
pub(super) struct Sink {
    all: Vec<Diagnostic>,
    /// Places inside brackets that are never closed. What the parser finds there follows from the
    /// missing bracket more often than not, so it is not told.
    quiet: Vec<Span>,
    told: usize,
}

impl Sink {
    /// Add a diagnostic.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.told += 1;
        if self.all.len() < MOST {
            self.all.push(diagnostic);
        }
    }

    /// Add a diagnostic unless it most likely follows from another: its place lies behind a bracket
    /// that is never closed, or something has been told about the same place.
    pub(super) fn push_loud(&mut self, diagnostic: Diagnostic) {
        self.told += 1;
        let at = start(&diagnostic);
        let hushed = self.quiet.iter().any(|span| span.start <= at && at <= span.end);
        if !hushed && !self.all.iter().any(|one| start(one) == at) {
            self.push(diagnostic);
        }
    }

    /// How often something was to be told so far, kept or not.
    pub(super) fn told(&self) -> usize {
        self.told
    }

    /// From now on let nothing be told about `span` by [`Sink::push_loud`].
    pub(super) fn hush(&mut self, span: Span) {
        if self.quiet.len() < MOST {
            self.quiet.push(span);
        }
    }

    /// All of them, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.all.sort_by_key(start);
        self.all
    }
}

fn start(diagnostic: &Diagnostic) -> usize {
    diagnostic.labels.first().map_or(0, |label| label.span.start)
}
