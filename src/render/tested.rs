//! Tests that were run: a line each for people, rows for programs, JUnit XML for CI systems.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::look::Role;
use super::text::defuse;
use super::{Look, diagnostic, outcomes};
use crate::diag::Result;
use crate::exec::event::{TestEnd, Tested};
use crate::format::xml::{attribute, content};
use crate::source::Sources;
use crate::value::{Chunk, Rows, Schema, Type, scalar};

/// Tests that take as long as this are told with their time.
const SLOW: Duration = Duration::from_secs(1);

/// How many tests ended in each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TestCounts {
    /// All is as they say.
    pub passed: usize,
    /// They failed or took too long.
    pub failed: usize,
    /// They were not run, for what they do was not granted.
    pub denied: usize,
    /// The run ended before them.
    pub cancelled: usize,
    /// They were not asked for.
    pub left_out: usize,
}

impl TestCounts {
    /// One more.
    pub fn add(&mut self, end: TestEnd) {
        match end {
            TestEnd::Passed => self.passed += 1,
            TestEnd::Failed | TestEnd::TimedOut => self.failed += 1,
            TestEnd::Denied => self.denied += 1,
            TestEnd::Cancelled => self.cancelled += 1,
        }
    }
}

/// The line about one test.
pub(super) fn line(tested: &Tested, look: &Look) -> String {
    let role = match tested.end {
        TestEnd::Passed => Role::Good,
        TestEnd::Failed | TestEnd::TimedOut | TestEnd::Denied => Role::Bad,
        TestEnd::Cancelled => Role::Faint,
    };
    let end = look.paint(role, &format!("{:9}", tested.end.name()));
    let mut line = format!("{end} {}", title(tested));
    if tested.elapsed >= SLOW {
        line.push_str(&look.paint(Role::Faint, &format!("  {}", seconds(tested.elapsed))));
    }
    line
}

/// Where a test stands and what it is called, such as `math.test.rsh: sums`.
pub(super) fn title(tested: &Tested) -> String {
    let file = defuse(&tested.file);
    match &tested.name {
        Some(name) => format!("{file}: {}", defuse(&name.replace('\n', " "))),
        None => file.into_owned(),
    }
}

/// The line at the end.
pub(super) fn summary(counts: &TestCounts, elapsed: Duration, look: &Look) -> String {
    let parts = [
        (counts.passed, "passed", Role::Good),
        (counts.failed, "failed", Role::Bad),
        (counts.denied, "denied", Role::Bad),
        (counts.cancelled, "cancelled", Role::Faint),
        (counts.left_out, "left out", Role::Faint),
    ];
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, what, role)| look.paint(*role, &format!("{count} {what}")));
    format!("{} in {}", parts.collect::<Vec<_>>().join(", "), seconds(elapsed))
}

fn seconds(time: Duration) -> String {
    format!("{:.2}s", time.as_secs_f64())
}

/// The columns of a test as a row: `outcome` is the stable name of how it ended, `code` and
/// `message` are those of the first diagnostic.
pub fn test_schema() -> Schema {
    Schema::of([
        ("file", Type::String),
        ("line", Type::Int),
        ("test", Type::String.nullable()),
        ("outcome", Type::String),
        ("elapsed", Type::Duration),
        ("code", Type::String.nullable()),
        ("message", Type::String.nullable()),
        ("output", Type::String),
    ])
}

/// A test as a row of [`test_schema`].
///
/// # Errors
/// Only by a defect: the cells have the types of the schema.
pub fn test_row(tested: &Tested) -> Result<Chunk> {
    let mut rows = Rows::new(Arc::new(test_schema()));
    let first = tested.diagnostics.iter().find(|one| one.is_error());
    rows.push(&[
        scalar::text(&tested.file),
        scalar::int(i64::try_from(tested.line).unwrap_or(i64::MAX)),
        scalar::or_null(tested.name.as_deref(), scalar::text),
        scalar::text(tested.end.name()),
        scalar::duration(i64::try_from(tested.elapsed.as_nanos()).unwrap_or(i64::MAX)),
        scalar::or_null(first.map(|one| one.code.id), scalar::text),
        scalar::or_null(first.map(|one| one.message.as_str()), scalar::text),
        scalar::text(&tested.output),
    ])?;
    rows.finish()
}

/// All tests as JUnit XML, begun at `start`: a `testsuite` a script, in which a script that could
/// not be checked is one `testcase` that failed.
pub fn junit(all: &[Tested], start: SystemTime, elapsed: Duration, sources: &Sources) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let stamp = DateTime::<Utc>::from(start).format("%Y-%m-%dT%H:%M:%S");
    let total = totals(all.iter());
    let _ =
        writeln!(xml, "<testsuites name=\"rebe\" {total} time=\"{:.3}\">", elapsed.as_secs_f64());
    for suite in all.chunk_by(|a, b| a.file == b.file) {
        let Some(first) = suite.first() else { continue };
        let time = suite.iter().map(|tested| tested.elapsed).sum::<Duration>();
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{}\" {} time=\"{:.3}\" timestamp=\"{stamp}\">",
            attribute(&first.file),
            totals(suite.iter()),
            time.as_secs_f64()
        );
        for tested in suite {
            case(tested, sources, &mut xml);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// The counts of JUnit: an error is a script that could not be checked.
fn totals<'a>(all: impl Iterator<Item = &'a Tested>) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for tested in all {
        tests += 1;
        match (tested.end, &tested.name) {
            (TestEnd::Passed, _) => {}
            (TestEnd::Cancelled, _) => skipped += 1,
            (_, None) => errors += 1,
            _ => failures += 1,
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

fn case(tested: &Tested, sources: &Sources, xml: &mut String) {
    let name = tested.name.as_deref().unwrap_or("(the script itself)");
    let _ = write!(
        xml,
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.3}\"",
        attribute(&tested.file),
        attribute(name),
        attribute(&tested.file),
        tested.line,
        tested.elapsed.as_secs_f64()
    );
    let what = match (tested.end, &tested.name) {
        (TestEnd::Passed, _) if tested.output.is_empty() => {
            xml.push_str("/>\n");
            return;
        }
        (TestEnd::Passed, _) => None,
        (TestEnd::Cancelled, _) => Some("skipped"),
        (_, None) => Some("error"),
        _ => Some("failure"),
    };
    xml.push_str(">\n");
    if let Some(what) = what {
        let first = tested.diagnostics.first();
        let message = first.map_or("the run ended before it did", |one| one.message.as_str());
        let kind = first.map_or(tested.end.name(), |one| one.code.id);
        let _ = write!(xml, "      <{what} message=\"{}\"", attribute(message));
        if what == "skipped" {
            xml.push_str("/>\n");
        } else {
            let details = attribute(kind);
            let _ =
                writeln!(xml, " type=\"{details}\">{}</{what}>", content(&why(tested, sources)));
        }
    }
    if !tested.output.is_empty() {
        let _ = writeln!(xml, "      <system-out>{}</system-out>", content(&tested.output));
    }
    xml.push_str("    </testcase>\n");
}

/// What people are told of a test that is not passed, as plain text.
fn why(tested: &Tested, sources: &Sources) -> String {
    let mut text = Vec::new();
    // Nothing can go wrong with a text in memory.
    let _ = diagnostic::write(&tested.diagnostics, sources, &Look::plain(), &mut text);
    let _ = outcomes::summary(&tested.outcomes, &Look::plain(), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};
    use crate::source::Span;

    fn tested(file: &str, name: Option<&str>, end: TestEnd) -> Tested {
        Tested {
            file: file.to_owned(),
            name: name.map(str::to_owned),
            line: 3,
            span: Span::default(),
            end,
            elapsed: Duration::from_millis(1500),
            diagnostics: Vec::new(),
            outcomes: Vec::new(),
            output: String::new(),
        }
    }

    #[test]
    fn a_line_says_how_a_test_ended_and_where_it_stands() {
        let look = Look::plain();
        let slow = tested("a.rsh", Some("su\nms\u{1b}"), TestEnd::Passed);
        assert_eq!(line(&slow, &look), "passed    a.rsh: su ms␛  1.50s");
        let fast = Tested { elapsed: Duration::ZERO, ..tested("a.rsh", None, TestEnd::TimedOut) };
        assert_eq!(line(&fast, &look), "timeout   a.rsh");
        let mut counts = TestCounts { left_out: 2, ..TestCounts::default() };
        for end in [TestEnd::Passed, TestEnd::TimedOut, TestEnd::Failed] {
            counts.add(end);
        }
        let text = summary(&counts, Duration::from_millis(20), &look);
        assert_eq!(text, "1 passed, 2 failed, 2 left out in 0.02s");
    }

    #[test]
    fn junit_is_escaped_and_its_counts_add_up() {
        let problem = Diagnostic::error(codes::RAISED, "a < \"b\" &\n\u{1b}[31m c");
        let failed = tested("a&b.rsh", Some("<x> 'y'"), TestEnd::Failed);
        let failed = Tested { diagnostics: vec![problem], output: "]]>\u{0}".into(), ..failed };
        let all = [
            failed,
            tested("a&b.rsh", Some("fine"), TestEnd::Passed),
            tested("b.rsh", None, TestEnd::Failed),
            tested("b.rsh", Some("late"), TestEnd::Cancelled),
        ];
        let xml = junit(&all, SystemTime::UNIX_EPOCH, Duration::from_secs(2), &Sources::default());
        let lines = xml.lines().map(str::trim).collect::<Vec<_>>();
        let counts = "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" time=\"2.000\"";
        assert_eq!(lines[1], format!("<testsuites name=\"rebe\" {counts}>"));
        let suite = "<testsuite name=\"a&amp;b.rsh\" tests=\"2\" failures=\"1\" errors=\"0\" \
                     skipped=\"0\" time=\"3.000\" timestamp=\"1970-01-01T00:00:00\">";
        assert_eq!(lines[2], suite);
        assert!(lines[3].contains("name=\"&lt;x&gt; 'y'\""), "{}", lines[3]);
        let failure = "<failure message=\"a &lt; &quot;b&quot; &amp;&#10;\u{fffd}[31m c\" \
                       type=\"E0908\">";
        assert!(lines[4].starts_with(failure), "{}", lines[4]);
        assert!(xml.contains("<system-out>]]&gt;\u{fffd}</system-out>"));
        assert!(xml.contains("<skipped message=\"the run ended before it did\"/>"));
        assert!(!xml.contains('\u{1b}') && !xml.contains('\u{0}'));
    }
}
