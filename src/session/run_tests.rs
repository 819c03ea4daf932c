//! Running tests: each on its own, several at once, each with a deadline, told in their order.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use super::Session;
use super::find_tests::{Test, TestFile};
use super::trial::{Ended, Trial, of_file};
use super::watch::Watch;
use crate::diag::{Checked, Diagnostic, codes};
use crate::effect::Cancel;
use crate::exec::Settings;
use crate::exec::event::{TestEnd, Tested};
use crate::render::human;
use crate::value::scalar;

/// How long a test that was cancelled may take to end; one that does not hear is left behind.
const GRACE: Duration = Duration::from_secs(2);

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How tests are run.
#[derive(Debug, Clone)]
pub struct TestOptions {
    /// How many at once.
    pub jobs: usize,
    /// The deadline of each.
    pub timeout: Duration,
}

/// How a run of tests ended as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestsEnded {
    /// Whether somebody interrupted it.
    pub interrupted: bool,
    /// Whether the deadline of the run has passed.
    pub expired: bool,
    /// How long it took.
    pub elapsed: Duration,
}

/// A test that is being run.
struct Running {
    at: usize,
    begun: Duration,
    cancel: Cancel,
    /// Whether its time is up.
    late: bool,
}

impl Session {
    /// Run the tests of `files`, and give each to `tell` once it and all before it have ended. A
    /// file that cannot be checked stands in the line as a test that failed.
    pub fn run_tests(
        &self,
        files: &[TestFile],
        options: &TestOptions,
        mut tell: impl FnMut(Tested),
    ) -> TestsEnded {
        let clock = Arc::clone(&self.world().clock);
        let start = clock.monotonic();
        let cancel = self.interrupt().begin();
        let watch = self.options().deadline.map(|time| Watch::start(time, cancel.clone()));
        let (done, ended) = mpsc::channel();
        let tests = files.iter().flat_map(in_line).collect::<Vec<_>>();
        let mut waiting = tests.iter().enumerate().collect::<VecDeque<_>>();
        let mut running = Vec::<Running>::new();
        let mut results = BTreeMap::<usize, Tested>::new();
        let (mut told, mut cancelled) = (0, None);
        while told < tests.len() {
            while running.len() < options.jobs.max(1)
                && let Some((at, test)) = waiting.pop_front()
            {
                let started = match test {
                    Ok(test) => self.start(at, test, &cancel, &done),
                    Err(checked) => Err(Box::new(of_file(checked))),
                };
                match started {
                    Ok(one) => running.push(one),
                    Err(result) => {
                        results.insert(at, *result);
                    }
                }
            }
            if let Ok(Ended { at, result }) = ended.recv_timeout(LOOK) {
                let place = running.iter().position(|one| one.at == at);
                // One that was left behind has been told of.
                if let Some(one) = place.map(|place| running.swap_remove(place)) {
                    let elapsed = clock.monotonic().saturating_sub(one.begun);
                    let result = Tested { elapsed, ..result };
                    let result = if one.late { late(result, options.timeout) } else { result };
                    results.insert(at, result);
                }
            }
            let now = clock.monotonic();
            if cancel.is_cancelled() {
                cancelled.get_or_insert(now);
            }
            let over = cancelled.is_some_and(|since| now.saturating_sub(since) > GRACE);
            running.retain_mut(|one| {
                let time = now.saturating_sub(one.begun);
                if time >= options.timeout && !one.late && !cancel.is_cancelled() {
                    one.late = true;
                    one.cancel.cancel();
                }
                let lost = one.late && time >= options.timeout + GRACE;
                if let (true, Some(Ok(test))) = (lost || over, tests.get(one.at)) {
                    let result = Tested { elapsed: time, ..test.ended(TestEnd::Cancelled) };
                    let result = if lost { late(result, options.timeout) } else { result };
                    results.insert(one.at, result);
                }
                !lost && !over
            });
            while let Some(result) = results.remove(&told) {
                tell(result);
                told += 1;
            }
        }
        self.interrupt().end();
        let expired = watch.is_some_and(Watch::end);
        let interrupted = cancel.is_cancelled() && !expired;
        TestsEnded { interrupted, expired, elapsed: clock.monotonic().saturating_sub(start) }
    }

    /// Start one test; how it ended, if it is not to be started.
    fn start(
        &self,
        at: usize,
        test: &Test,
        cancel: &Cancel,
        done: &Sender<Ended>,
    ) -> Result<Running, Box<Tested>> {
        if cancel.is_cancelled() {
            return Err(test.ended(TestEnd::Cancelled).into());
        }
        if !test.denied.is_empty() {
            let diagnostics = test.denied.clone();
            return Err(Tested { diagnostics, ..test.ended(TestEnd::Denied) }.into());
        }
        let own = cancel.child_token();
        let settings = Settings {
            world: self.world().clone(),
            registry: self.registry(),
            limits: self.options().limits.clone(),
            cancel: own.clone(),
            last: Arc::default(),
            asks: None,
        };
        let trial = Trial { test: test.clone(), settings, sources: self.sources() };
        let begun = self.world().clock.monotonic();
        trial.start(at, done.clone()).map_err(|error| {
            let problem = Diagnostic::error(codes::TOO_MUCH, format!("it cannot start: {error}"));
            let problem = problem.help("run fewer at once, with `--jobs`");
            Tested { diagnostics: vec![problem], ..test.ended(TestEnd::Failed) }
        })?;
        Ok(Running { at, begun, cancel: own, late: false })
    }
}

/// What is to be told of `file`: that it cannot be checked, or its tests.
fn in_line(file: &TestFile) -> Vec<Result<&Test, &Checked>> {
    let wrong = (file.checked.errors() > 0).then_some(Err(&file.checked));
    wrong.into_iter().chain(file.tests.iter().map(Ok)).collect()
}

/// `result` of a test whose time was up before it ended.
fn late(mut result: Tested, timeout: Duration) -> Tested {
    let nanoseconds = i64::try_from(timeout.as_nanos()).unwrap_or(i64::MAX);
    let written = human(&scalar::duration(nanoseconds));
    let problem =
        Diagnostic::error(codes::TEST_TIMEOUT, format!("it was not over after {written}"));
    let span = result.span;
    result.diagnostics = vec![problem.at(span, "").help("give it more time with `--timeout`")];
    result.end = TestEnd::TimedOut;
    result
}
