//! What comes of tests, for programs: rows, and a report for CI systems.

use std::io;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::Session;
use super::find_tests::Test;
use crate::diag::Result;
use crate::exec::event::Tested;
use crate::exec::{Event, Sink};
use crate::render::{junit, test_row, test_schema};
use crate::value::{Chunk, Rows, Schema, Type, scalar};

/// Tests as rows of a table.
pub struct TestTable(Arc<Mutex<dyn Sink>>);

impl TestTable {
    fn send(&self, event: Event) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).event(event)
    }

    /// The rows follow.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn begin(&self) -> io::Result<()> {
        self.send(Event::Table(Arc::new(test_schema())))
    }

    /// A test has ended.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row(&self, tested: &Tested) -> io::Result<()> {
        let row = test_row(tested).map_err(|problem| io::Error::other(problem.message))?;
        self.send(Event::Rows(row))
    }

    /// All have ended.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn end(&self) -> io::Result<()> {
        self.send(Event::TableEnd)
    }

    /// The tests that there are, none of which was run.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn list<'a>(&self, tests: impl Iterator<Item = &'a Test>) -> io::Result<()> {
        let rows = listed(tests).map_err(|problem| io::Error::other(problem.message))?;
        self.send(Event::Table(Arc::clone(rows.schema())))?;
        self.send(Event::Rows(rows))?;
        self.send(Event::TableEnd)
    }
}

fn listed<'a>(tests: impl Iterator<Item = &'a Test>) -> Result<Chunk> {
    let columns = [("file", Type::String), ("line", Type::Int), ("test", Type::String)];
    let mut rows = Rows::new(Arc::new(Schema::of(columns)));
    for test in tests {
        let line = i64::try_from(test.line).unwrap_or(i64::MAX);
        rows.push(&[scalar::text(&test.file), scalar::int(line), scalar::text(&test.name)])?;
    }
    rows.finish()
}

impl Session {
    /// Tests as rows, which go to `sink`.
    pub fn test_table(&self, sink: Arc<Mutex<dyn Sink>>) -> TestTable {
        TestTable(sink)
    }

    /// Write the tests of a run that began at `start` to `path`, as JUnit XML.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save_junit(
        &self,
        all: &[Tested],
        start: SystemTime,
        elapsed: Duration,
        path: &Path,
    ) -> Result<()> {
        let xml = junit(all, start, elapsed, &self.sources());
        let written = self.world().files.create(path).and_then(|mut file| {
            file.write_all(xml.as_bytes())?;
            file.commit()
        });
        written.map_err(|error| super::left_behind::unwritable("the report", path, &error))
    }
}
