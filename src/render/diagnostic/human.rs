//! Diagnostics for people, drawn by miette.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use miette::ThemeStyles;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, ThemeCharacters};

use super::super::Look;
use super::super::text::{defuse, picture};
use crate::diag::{Diagnostic, Label, Severity};
use crate::source::{Source, SourceId, Sources};

/// Diagnostics that are shown; nobody reads more at once.
const SHOWN: usize = 50;

/// The width when the other end has none.
const WIDTH: usize = 100;

/// Write `diagnostics` with an empty line between, each with its code, message, marked source and
/// help. Beyond 50 they are only counted. Sources that `sources` does not know are left out, and
/// so are their labels.
///
/// # Errors
/// Those of `out`.
pub fn write(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let handler = handler(look);
    let more = diagnostics.len().saturating_sub(SHOWN);
    let diagnostics = diagnostics.get(..SHOWN).unwrap_or(diagnostics);
    // Diagnostics tend to share a source, which may be large: each is made ready once.
    let mut ready = BTreeMap::new();
    let labels = || diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
    for id in labels().map(|label| label.span.source) {
        if let (false, Some(source)) = (ready.contains_key(&id), sources.get(id)) {
            let points_at_end = labels()
                .any(|label| label.span.source == id && label.span.start >= source.text.len());
            ready.insert(id, Excerpt::new(source, points_at_end));
        }
    }
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        for report in Report::all(diagnostic, &ready) {
            let mut text = String::new();
            handler.render_report(&mut text, &report).map_err(io::Error::other)?;
            // miette leaves spaces at the ends of lines, and empty lines around a report.
            for line in text.trim_matches('\n').trim_end().lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
    }
    if more > 0 { writeln!(out, "\n… and {more} more like these") } else { Ok(()) }
}

fn handler(look: &Look) -> GraphicalReportHandler {
    let characters =
        if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(look.width.unwrap_or(WIDTH).max(40))
        .with_links(false)
        .without_cause_chain()
        .without_syntax_highlighting()
}

/// A source made safe to show, and the way from its bytes to those that are shown.
struct Excerpt {
    source: NamedSource<String>,
    /// Where a byte shown differently ends in the original, and how much longer what stands for it
    /// is, summed up; sorted.
    shifts: Vec<(usize, usize)>,
    /// Where the shown text ends, the room for a mark after it not included.
    end: usize,
}

impl Excerpt {
    fn new(source: &Source, points_at_end: bool) -> Self {
        let mut text = String::with_capacity(source.text.len());
        let mut shifts = Vec::new();
        let mut shift = 0;
        for (at, char) in source.text.char_indices() {
            // A carriage return before a newline is no news.
            let keep = matches!(char, '\n' | '\t')
                || source.text.get(at..).is_some_and(|rest| rest.starts_with("\r\n"));
            let Some(picture) = picture(char).filter(|_| !keep) else {
                text.push(char);
                continue;
            };
            text.push_str(&picture);
            // No picture is shorter than what it stands for.
            shift += picture.len().saturating_sub(char.len_utf8());
            shifts.push((at + char.len_utf8(), shift));
        }
        let end = text.len();
        // miette draws no mark where there is no character, and the end of a text is often
        // pointed at.
        if points_at_end {
            text.push(' ');
        }
        Self { source: NamedSource::new(defuse(&source.name), text), shifts, end }
    }

    /// Where byte `offset` of the original is shown.
    fn place(&self, offset: usize) -> usize {
        let before = self.shifts.partition_point(|(end, _)| *end <= offset);
        let shift = before.checked_sub(1).and_then(|at| self.shifts.get(at));
        let place = offset + shift.map_or(0, |(_, shift)| *shift);
        place.min(self.end)
    }

    fn label(&self, label: &Label, main: bool) -> LabeledSpan {
        let start = self.place(label.span.start);
        let length = self.place(label.span.end).saturating_sub(start);
        let text = Some(defuse(&label.text).into_owned()).filter(|text| !text.is_empty());
        match main {
            true => LabeledSpan::new_primary_with_span(text, (start, length)),
            false => LabeledSpan::new_with_span(text, (start, length)),
        }
    }
}

/// One source and the labels in it, as miette wants it.
#[derive(Debug)]
struct Report<'a> {
    message: String,
    code: Option<&'static str>,
    severity: miette::Severity,
    help: Option<String>,
    source: Option<&'a NamedSource<String>>,
    labels: Vec<LabeledSpan>,
}

impl<'a> Report<'a> {
    /// The report of `diagnostic`, and one more for every further source that it points into.
    fn all(diagnostic: &Diagnostic, ready: &'a BTreeMap<SourceId, Excerpt>) -> Vec<Self> {
        let mut reports = vec![Self {
            message: defuse(&diagnostic.message).into_owned(),
            code: Some(diagnostic.code.id),
            severity: match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            help: diagnostic.help.as_deref().map(|help| defuse(help).into_owned()),
            source: None,
            labels: Vec::new(),
        }];
        let mut shown: Vec<SourceId> = Vec::new();
        for label in &diagnostic.labels {
            let id = label.span.source;
            let Some(excerpt) = ready.get(&id).filter(|_| !shown.contains(&id)) else { continue };
            let labels = diagnostic.labels.iter().filter(|label| label.span.source == id);
            let labels = labels.enumerate().map(|(at, label)| excerpt.label(label, at == 0));
            let (source, labels) = (Some(&excerpt.source), labels.collect());
            match reports.first_mut().filter(|_| shown.is_empty()) {
                Some(main) => (main.source, main.labels) = (source, labels),
                None => reports.push(Self::elsewhere(source, labels)),
            }
            shown.push(id);
        }
        reports
    }

    fn elsewhere(source: Option<&'a NamedSource<String>>, labels: Vec<LabeledSpan>) -> Self {
        let message = "see also".to_owned();
        Self { message, code: None, severity: miette::Severity::Advice, help: None, source, labels }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}
