//! One test on a thread of its own: it runs with nothing but what its file defines, what it shows is
//! kept, and how it ended is judged.

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::find_tests::Test;
use crate::diag::{Checked, Diagnostic, codes};
use crate::exec::event::{Report, TestEnd, Tested};
use crate::exec::{Executor, Settings};
use crate::render::{Form, Look, Screen};
use crate::source::{Sources, Span};
use crate::value::Value;

/// The stack of a test, in bytes: as much as the main thread has, which scripts run on.
const STACK: usize = 8 << 20;

/// Bytes that are kept of what a test shows.
const SHOWN: usize = 64 << 10;

/// A test has ended.
pub(super) struct Ended {
    /// Its number.
    pub at: usize,
    /// How it ended; how long it took is for others to say.
    pub result: Tested,
}

/// All that a test takes along to its thread.
pub(super) struct Trial {
    pub test: Test,
    pub settings: Settings,
    pub sources: Sources,
}

impl Trial {
    /// Run it as number `at`, and say so to `done`. The thread is not joined: one that hears
    /// nothing of cancelling must not hold up the others.
    pub fn start(self, at: usize, done: Sender<Ended>) -> io::Result<()> {
        let thread = thread::Builder::new().name("test".to_owned()).stack_size(STACK);
        thread.spawn(move || {
            // Nobody listens once the run is over.
            let _ = done.send(Ended { at, result: self.run() });
        })?;
        Ok(())
    }

    fn run(self) -> Tested {
        let Self { test, settings, sources } = self;
        let shown = Shown::default();
        let screen = Screen::new(Form::Table, Look::plain(), Box::new(shown.clone()));
        let executor = Executor::new(settings, sources, Arc::new(Mutex::new(screen)));
        let library = Arc::clone(&test.library);
        let ended = panic::catch_unwind(AssertUnwindSafe(|| executor.test(&test.body, library)));
        let (end, diagnostics, report) = match ended {
            Ok((report, value)) => {
                let problems = test.judge(&report, &value);
                let end = match problems.is_empty() {
                    _ if report.cancelled => TestEnd::Cancelled,
                    true => TestEnd::Passed,
                    false => TestEnd::Failed,
                };
                (end, problems, report)
            }
            Err(_) => {
                let problem = Diagnostic::error(codes::INTERNAL, "rebe itself failed in this test");
                let problem = problem.at(test.span, "");
                (TestEnd::Failed, vec![problem], Report::default())
            }
        };
        let mut tested = Tested { diagnostics, outcomes: report.outcomes, ..test.ended(end) };
        tested.output = shown.text();
        if tested.end == TestEnd::Failed {
            tested.diagnostics.extend(test.warnings.iter().cloned());
        }
        tested
    }
}

impl Test {
    /// The test, ended in this way, of which nothing more is known yet.
    pub(super) fn ended(&self, end: TestEnd) -> Tested {
        Tested {
            file: self.file.clone(),
            name: Some(self.name.clone()),
            line: self.line,
            span: self.span,
            end,
            elapsed: Duration::ZERO,
            diagnostics: Vec::new(),
            outcomes: Vec::new(),
            output: String::new(),
        }
    }

    /// Why it is not passed.
    fn judge(&self, report: &Report, value: &Value) -> Vec<Diagnostic> {
        if !report.errors.is_empty() {
            return report.errors.clone();
        }
        let last = self.body.statements.last().map_or(self.span, |last| last.span);
        if matches!(value, Value::Bool { val: false, .. }) {
            let problem = Diagnostic::error(codes::TEST_FAILED, "what it yields is `false`");
            let help = "`use std/assert` brings checks that say what differs";
            return vec![problem.at(last, "").help(help)];
        }
        let failed = report.outcomes.iter().filter(|outcome| outcome.kind.is_failure()).count();
        if failed > 0 {
            let hosts =
                if failed == 1 { "1 host failed" } else { &format!("{failed} hosts failed") };
            let message = format!("{hosts}, and the test does not deal with it");
            let help = "`| outcomes` takes failures as data, `| require 95%` says how many hosts \
                        have to answer";
            let problem = Diagnostic::error(codes::TEST_FAILED, message);
            return vec![problem.at(self.span, "").help(help)];
        }
        Vec::new()
    }
}

/// What a test shows, kept as text up to a bound.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<u8>>>);

impl Shown {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if bytes.len() >= SHOWN {
            text.push_str("\n… and more, which was not kept");
        }
        text
    }
}

impl Write for Shown {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = SHOWN.saturating_sub(kept.len()).min(bytes.len());
        kept.extend(bytes.iter().take(room));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A test that stands for all of a script that could not be checked.
pub(super) fn of_file(checked: &Checked) -> Tested {
    Tested {
        file: checked.name.clone(),
        name: None,
        line: 1,
        span: Span::default(),
        end: TestEnd::Failed,
        elapsed: Duration::ZERO,
        diagnostics: checked.diagnostics.clone(),
        outcomes: Vec::new(),
        output: String::new(),
    }
}
