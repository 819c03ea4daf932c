//! The tests of scripts: which there are, and what is wrong with the scripts that they stand in.

use std::sync::Arc;

use super::{Prepared, Session};
use crate::command::Mode;
use crate::diag::{Checked, Diagnostic, codes, exit};
use crate::plan::{Block, Library, StatementKind};
use crate::source::{SourceId, Span};
use crate::syntax::{self, ast::Statement};

/// What the name of a script ends in that holds tests alone.
const ENDING: &str = ".test.rsh";

/// A test that was found in a script which may run.
#[derive(Clone)]
pub struct Test {
    /// The script.
    pub file: String,
    /// The line that it begins in, from 1.
    pub line: usize,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub(super) body: Block,
    /// Where its name stands.
    pub(super) span: Span,
    /// What the script names by `def`.
    pub(super) library: Arc<Library>,
    /// Why it must not run.
    pub(super) denied: Vec<Diagnostic>,
    /// What is worth knowing about it once it has failed.
    pub(super) warnings: Vec<Diagnostic>,
}

/// A script with tests.
pub struct TestFile {
    /// The script, and what is wrong with it; nothing of it runs when there is an error.
    pub checked: Checked,
    /// Its tests, in order.
    pub tests: Vec<Test>,
}

impl Session {
    /// The tests of the scripts that `paths` name, as [`Session::scripts`] finds them; folders
    /// called `target` are left out. A script without a test is not among them, unless it is called
    /// a test.
    pub fn tests(&self, paths: &[String]) -> Vec<TestFile> {
        let found = self.scripts(paths).into_iter().filter_map(|script| match script {
            Ok(path) if paths.contains(&path) || !in_target(&path) => self.test_file(&path),
            Ok(_) => None,
            // A folder without scripts has no tests either, and that is told of all folders at once.
            Err(failed) if failed.diagnostics.iter().all(|one| one.code == codes::USAGE) => None,
            Err(checked) => Some(TestFile { checked, tests: Vec::new() }),
        });
        found.collect()
    }

    fn test_file(&self, path: &str) -> Option<TestFile> {
        let text = match self.text_of(path) {
            Ok(text) => text,
            Err(problem) => {
                return Some(TestFile { checked: Checked::failed(path, *problem), tests: vec![] });
            }
        };
        let called = path.ends_with(ENDING);
        if !called && !holds_test(&text.text) {
            return None;
        }
        // The script as a whole does not run, so what it opens need not be there.
        let prepared = self.prepare(&text.name, &text.text, Mode::Check);
        let mut checked = Checked { name: text.name.clone(), ..Checked::default() };
        if prepared.is_wrong() {
            checked.exit = exit::RUNTIME;
            checked.diagnostics = prepared.diagnostics;
            return Some(TestFile { checked, tests: Vec::new() });
        }
        let tests = self.tests_of(&text.name, &prepared);
        if tests.is_empty() && called {
            let message = "the file is called a test and holds none";
            let help = "write one: `test \"what has to be so\" { … }`";
            let problem = Diagnostic::error(codes::TEST_FAILED, message).help(help);
            let start = Span::new(prepared.source, 0..0);
            checked.diagnostics.push(problem.at(start, ""));
            checked.exit = exit::RUNTIME;
        }
        (!tests.is_empty() || called).then_some(TestFile { checked, tests })
    }

    fn tests_of(&self, file: &str, prepared: &Prepared) -> Vec<Test> {
        let sources = self.sources();
        let statements = prepared.plan.statements.iter();
        let tests = statements.filter_map(|statement| match &statement.kind {
            StatementKind::Test(name, span, body) => {
                let position = sources.get(span.source)?.position(span.start);
                let within = |one: &&Diagnostic| {
                    one.labels.iter().any(|label| contains(statement.span, label.span))
                };
                let denied = match self.options().read_only {
                    true => Prepared::denied(body),
                    false => Vec::new(),
                };
                Some(Test {
                    file: file.to_owned(),
                    line: position.line,
                    name: name.clone(),
                    body: body.clone(),
                    span: *span,
                    library: Arc::clone(&prepared.plan.library),
                    denied,
                    warnings: prepared.diagnostics.iter().filter(within).cloned().collect(),
                })
            }
            _ => None,
        });
        tests.collect()
    }
}

/// Whether `path` leads through a folder that build tools write into.
fn in_target(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folder, _)| folder.split('/').any(|one| one == "target"))
}

/// Whether a text has a test, as far as it can be read: one that cannot be read through has one when
/// a line begins like one.
fn holds_test(text: &str) -> bool {
    if !text.contains("test") {
        return false;
    }
    let parsed = syntax::parse(SourceId::default(), text);
    let statements = &parsed.program.statements;
    let wrong = parsed.diagnostics.iter().any(Diagnostic::is_error);
    let begins = |line: &str| {
        let rest = line.trim_start().strip_prefix("test ");
        rest.is_some_and(|rest| rest.trim_start().starts_with(['"', '\'']))
    };
    statements.iter().any(|statement| matches!(statement.node, Statement::Test { .. }))
        || wrong && text.lines().any(begins)
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}
