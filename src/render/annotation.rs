//! What is wrong, as commands to a CI system that shows it beside the code and on the page of the run.

use std::io::{self, Write};

use super::outcomes::{Group, groups, named};
use super::text::defuse;
use crate::diag::{Diagnostic, Severity};
use crate::effect::Outcome;
use crate::source::Sources;

/// Whose commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// GitHub Actions, and those that understand its workflow commands, such as Gitea and Forgejo.
    Github,
    /// Azure Pipelines.
    Azure,
}

/// One remark.
struct Remark<'a> {
    is_error: bool,
    title: String,
    text: String,
    /// The file, the line and the column, both from 1.
    place: Option<(&'a str, usize, usize)>,
}

impl System {
    /// Write a command for each diagnostic.
    pub(super) fn diagnostics(
        self,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for one in diagnostics {
            let place = one.labels.first().and_then(|label| {
                let source = sources.get(label.span.source)?;
                let position = source.position(label.span.start);
                Some((source.name.as_str(), position.line, position.column))
            });
            let help = one.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
            let is_error = one.severity == Severity::Error;
            let text = format!("{}{help}", one.message);
            self.write(&Remark { is_error, title: one.code.id.to_owned(), text, place }, out)?;
        }
        Ok(())
    }

    /// Write a command for the hosts that failed alike: systems show a few of them only, so there is
    /// not one a host.
    pub(super) fn outcomes(self, outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
        for Group { label, message, hosts, skipped } in groups(outcomes) {
            let count = super::outcomes::hosts(hosts.len());
            let (title, text) =
                (format!("{label}: {count}"), format!("{}\n{message}", named(&hosts)));
            self.write(&Remark { is_error: !skipped, title, text, place: None }, out)?;
        }
        Ok(())
    }

    fn write(self, remark: &Remark<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Remark { is_error, title, text, place } = remark;
        // Text of a host must not begin a command of its own, nor move a cursor.
        let lines = text.lines().map(|line| defuse(line).into_owned()).collect::<Vec<_>>();
        let (text, title) = (lines.join("\n"), defuse(title));
        let kind = if *is_error { "error" } else { "warning" };
        match self {
            Self::Github => {
                let place = place.map_or_else(String::new, |(file, line, column)| {
                    format!("file={},line={line},col={column},", github(file, true))
                });
                writeln!(
                    out,
                    "::{kind} {place}title={}::{}",
                    github(&title, true),
                    github(&text, false)
                )
            }
            Self::Azure => {
                let place = place.map_or_else(String::new, |(file, line, column)| {
                    format!(";sourcepath={};linenumber={line};columnnumber={column}", azure(file))
                });
                writeln!(
                    out,
                    "##vso[task.logissue type={kind}{place}]{}: {}",
                    azure(&title),
                    azure(&text)
                )
            }
        }
    }
}

/// Escaped as the workflow commands of GitHub Actions want it, in a property more than in the text.
fn github(text: &str, is_property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

/// Escaped as the logging commands of Azure Pipelines want it.
fn azure(text: &str) -> String {
    let text = text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A");
    text.replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::diag::codes;
    use crate::effect::OutcomeKind;
    use crate::source::Span;

    #[test]
    fn a_diagnostic_has_its_place_and_a_host_cannot_give_commands() {
        let mut sources = Sources::default();
        let id = sources.add("a,b.rsh", "x\n  y");
        let problem = Diagnostic::error(codes::UNKNOWN_COLUMN, "no column `y`")
            .at(Span::new(id, 4..5), "")
            .help("100% wrong");
        let written = |system: System| {
            let mut out = Vec::new();
            system.diagnostics(std::slice::from_ref(&problem), &sources, &mut out).unwrap();
            let outcome = |host: &str| Outcome {
                host: host.to_owned(),
                kind: OutcomeKind::Failed(1),
                message: "bad\r\n::set-output x\u{1b}]".to_owned(),
                attempts: 1,
                elapsed: Duration::ZERO,
            };
            system.outcomes(&[outcome("w1"), outcome("w2"), outcome("w3")], &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let github = "::error file=a%2Cb.rsh,line=2,col=3,title=E0202::no column `y`%0Ahelp: 100%25 \
                      wrong\n::error title=failed(1)%3A 3 hosts::w[1-3]%0Abad%0A::set-output x␛]\n";
        assert_eq!(written(System::Github), github);
        let azure = "##vso[task.logissue type=error;sourcepath=a,b.rsh;linenumber=2;columnnumber=3]\
                     E0202: no column `y`%0Ahelp: 100%AZP25 wrong\n##vso[task.logissue type=error]\
                     failed(1): 3 hosts: w[1-3%5D%0Abad%0A::set-output x␛%5D\n";
        assert_eq!(written(System::Azure), azure);
    }
}
