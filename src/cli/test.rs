//! `rebe test`: the tests of scripts are run, each on its own.

use super::arguments::Test;
use super::main::{App, Idle, listen_for_interrupts};
use crate::diag::{Diagnostic, Result, codes, exit};
use crate::render::TestCounts;
use crate::session::{Options, Session, TestEnd, TestFile, TestOptions, Tested, TestsEnded};

impl App {
    /// Run the tests that `test` names, in a session that `options` tell about.
    pub(in crate::cli) fn test(&self, test: &Test, options: Options) -> Result<u8> {
        let mut session = self.session(options)?;
        session.set_args(&[String::new()]);
        let mut files = session.tests(&test.paths);
        // Paths that lead nowhere are a mistake of the command line when there is nothing else.
        if let [first, ..] = files.as_slice()
            && files.iter().all(|file| file.checked.exit == exit::CHECK)
            && let Some(problem) = first.checked.diagnostics.first()
        {
            return Err(Box::new(problem.clone()));
        }
        let all = count(&files);
        if let Some(text) = &test.filter {
            for file in &mut files {
                let within = file.checked.name.contains(text);
                file.tests.retain(|one| within || one.name.contains(text));
            }
        }
        if count(&files) == 0 && files.iter().all(|file| file.checked.errors() == 0) {
            return Err(nothing(test, all).into());
        }
        if test.list {
            return self.list_tests(&session, &files);
        }
        listen_for_interrupts(&session, Idle::Ends);
        let left_out = all - count(&files);
        self.run_tests(&session, test, &files, TestCounts { left_out, ..TestCounts::default() })
    }

    fn run_tests(
        &self,
        session: &Session,
        test: &Test,
        files: &[TestFile],
        mut counts: TestCounts,
    ) -> Result<u8> {
        let (start, sources) = (session.world().clock.now(), session.sources());
        let screen = self.output.screen(session.world());
        let table = (!self.output.is_for_people()).then(|| session.test_table(screen));
        let mut written = table.as_ref().map_or(Ok(()), |table| table.begin());
        let options = TestOptions { jobs: test.jobs, timeout: test.deadline() };
        let mut all = Vec::<Tested>::new();
        let ended = session.run_tests(files, &options, |tested| {
            counts.add(tested.end);
            let row = table.as_ref().map_or(Ok(()), |table| table.row(&tested));
            let told = row.and_then(|()| self.output.tested(&tested, &sources));
            if let (Ok(()), Err(error)) = (&written, told) {
                // Nobody reads on, so there is nothing left to run for.
                written = Err(error);
                session.interrupt().fire();
            }
            all.push(tested);
        });
        let end = table.as_ref().map_or(Ok(()), |table| table.end());
        let summary = self.output.tests(&counts, ended.elapsed);
        self.written(written.and(end).and(summary))?;
        if let Some(path) = &self.global.junit {
            session.save_junit(&all, start, ended.elapsed, path)?;
        }
        if ended.expired {
            let message = "the deadline of the run has passed";
            let help = "what had finished by then is above; give it more time with `--deadline`";
            return Err(Diagnostic::error(codes::DEADLINE, message).help(help).into());
        }
        Ok(exit_code(&all, ended))
    }

    /// Name the tests, and run none.
    fn list_tests(&self, session: &Session, files: &[TestFile]) -> Result<u8> {
        let sources = session.sources();
        let tests = files.iter().flat_map(|file| &file.tests);
        if self.output.is_for_people() {
            for test in tests {
                self.written(self.output.name(&format!("{}: {}", test.file, test.name)))?;
            }
        } else {
            let table = session.test_table(self.output.screen(session.world()));
            self.written(table.list(tests))?;
        }
        for file in files.iter().filter(|file| file.checked.errors() > 0) {
            self.output.diagnostics(&file.checked.diagnostics, &sources);
        }
        let wrong = files.iter().any(|file| file.checked.errors() > 0);
        Ok(if wrong { exit::CHECK } else { exit::OK })
    }
}

fn count(files: &[TestFile]) -> usize {
    files.iter().map(|file| file.tests.len()).sum()
}

/// There is nothing to run, of `all` tests that were found. Nothing ran, so the exit code is that of
/// a command line which asks for what there is not: a job that runs no test must not be green.
fn nothing(test: &Test, all: usize) -> Diagnostic {
    let paths = test.paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    match &test.filter {
        Some(text) if all > 0 => {
            let message = format!("`{text}` is in the name of no test, nor of a file with tests");
            let help = format!("`rebe test --list` names the tests that there are; here: {all}");
            Diagnostic::error(codes::USAGE, message).help(help)
        }
        _ => {
            let message = format!("{paths} holds no test");
            let help = "a test is a block `test \"what has to be so\" { … }` in a script";
            Diagnostic::error(codes::USAGE, message).help(help)
        }
    }
}

/// 130 when it was interrupted; 1 when a test is not passed; 5 when all that is wrong is that
/// something was not granted.
fn exit_code(all: &[Tested], ended: TestsEnded) -> u8 {
    let any = |end: TestEnd| all.iter().any(|tested| tested.end == end);
    match () {
        () if ended.interrupted => exit::INTERRUPTED,
        () if any(TestEnd::Failed) || any(TestEnd::TimedOut) => exit::RUNTIME,
        () if any(TestEnd::Denied) => exit::DENIED,
        () => exit::OK,
    }
}
