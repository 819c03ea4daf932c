//! The hosts of a run as JUnit XML, for CI systems.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::{Look, diagnostic};
use crate::effect::{Outcome, OutcomeKind};
use crate::exec::event::Report;
use crate::format::xml::{attribute, content};
use crate::source::Sources;

/// The run of the text called `name`, begun at `start`: one `testsuite` with a `testcase` a host, and
/// one more that is an `error` where the run itself ended by one. Failures that the text has taken
/// as data are none here either. A host that several statements were about is one case: its failure,
/// if there is one.
pub fn junit_of_hosts(
    name: &str,
    report: &Report,
    start: SystemTime,
    elapsed: Duration,
    sources: &Sources,
) -> String {
    let hosts = by_host(&report.outcomes);
    let count = |is: fn(&Outcome) -> bool| hosts.iter().filter(|outcome| is(outcome)).count();
    let errors = usize::from(!report.errors.is_empty());
    let totals = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{errors}\" skipped=\"{}\" time=\"{:.3}\"",
        hosts.len() + errors,
        count(|outcome| outcome.kind.is_failure()),
        count(|outcome| outcome.kind == OutcomeKind::Skipped),
        elapsed.as_secs_f64()
    );
    let stamp = DateTime::<Utc>::from(start).format("%Y-%m-%dT%H:%M:%S");
    let name = attribute(name);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rebe\" {totals}>\n  \
         <testsuite name=\"{name}\" {totals} timestamp=\"{stamp}\">\n"
    );
    for outcome in hosts {
        case(&name, outcome, &mut xml);
    }
    if let Some(first) = report.errors.first() {
        let mut text = Vec::new();
        // Nothing can go wrong with a text in memory.
        let _ = diagnostic::write(&report.errors, sources, &Look::plain(), &mut text);
        let _ = writeln!(
            xml,
            "    <testcase classname=\"{name}\" name=\"(the run itself)\" time=\"0.000\">\n      \
             <error message=\"{}\" type=\"{}\">{}</error>\n    </testcase>",
            attribute(&first.message),
            first.code.id,
            content(&String::from_utf8_lossy(&text))
        );
    }
    xml.push_str("  </testsuite>\n</testsuites>\n");
    xml
}

fn case(suite: &str, outcome: &Outcome, xml: &mut String) {
    let (host, time) = (attribute(&outcome.host), outcome.elapsed.as_secs_f64());
    let _ = write!(xml, "    <testcase classname=\"{suite}\" name=\"{host}\" time=\"{time:.3}\"");
    let message = attribute(&outcome.message);
    let _ = match outcome.kind {
        OutcomeKind::Skipped => {
            writeln!(xml, ">\n      <skipped message=\"{message}\"/>\n    </testcase>")
        }
        kind if kind.is_failure() => writeln!(
            xml,
            ">\n      <failure message=\"{message}\" type=\"{}\"/>\n    </testcase>",
            attribute(&outcome.label())
        ),
        _ => writeln!(xml, "/>"),
    };
}

/// One outcome a host, in the order in which hosts first ended.
fn by_host(outcomes: &[Outcome]) -> Vec<&Outcome> {
    let mut places = HashMap::<&str, usize>::new();
    let mut hosts: Vec<&Outcome> = Vec::new();
    for outcome in outcomes {
        let at = *places.entry(&outcome.host).or_insert(hosts.len());
        match hosts.get_mut(at) {
            Some(before) if !before.kind.is_failure() => *before = outcome,
            Some(_) => {}
            None => hosts.push(outcome),
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};

    #[test]
    fn each_host_is_a_case_and_the_counts_add_up() {
        let outcome = |host: &str, kind, message: &str| {
            let (host, message) = (host.to_owned(), message.to_owned());
            Outcome { host, kind, message, attempts: 1, elapsed: Duration::from_millis(250) }
        };
        let report = Report {
            outcomes: vec![
                outcome("a", OutcomeKind::Ok, ""),
                outcome("b", OutcomeKind::Failed(2), "<no> \u{1b}[31m \"way\"\nout"),
                outcome("c", OutcomeKind::Skipped, "not begun"),
                outcome("b", OutcomeKind::Ok, ""),
            ],
            errors: vec![Diagnostic::error(codes::RAISED, "a & b")],
            ..Report::default()
        };
        let (start, elapsed) = (SystemTime::UNIX_EPOCH, Duration::from_secs(2));
        let xml = junit_of_hosts("x.rsh", &report, start, elapsed, &Sources::default());
        let lines = xml.lines().map(str::trim).collect::<Vec<_>>();
        let counts = "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" time=\"2.000\"";
        assert_eq!(lines[1], format!("<testsuites name=\"rebe\" {counts}>"));
        assert_eq!(lines[3], "<testcase classname=\"x.rsh\" name=\"a\" time=\"0.250\"/>");
        let failure = "<failure message=\"&lt;no&gt; \u{fffd}[31m &quot;way&quot;&#10;out\" \
                       type=\"failed(2)\"/>";
        assert_eq!(lines[5], failure);
        assert!(xml.contains("<skipped message=\"not begun\"/>"));
        assert!(xml.contains("<error message=\"a &amp; b\" type=\"E0908\">"), "{xml}");
    }
}
