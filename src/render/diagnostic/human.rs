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

/// The width when the other end has none.
const WIDTH: usize = 100;

/// Write `diagnostics` with an empty line between, each with its code, message, marked source and
/// help. Sources that `sources` does not know are left out, and so are their labels.
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
    // Diagnostics tend to share a source, which may be large: each is made ready once.
    let mut ready = BTreeMap::new();
    for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
        let id = label.span.source;
        if let (false, Some(source)) = (ready.contains_key(&id), sources.get(id)) {
            ready.insert(id, Excerpt::new(source));
        }
    }
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        let mut text = String::new();
        handler
            .render_report(&mut text, &Report::new(diagnostic, &ready))
            .map_err(io::Error::other)?;
        if at > 0 {
            writeln!(out)?;
        }
        // miette leaves spaces at the ends of lines, and an empty line where it shows a source.
        for line in text.trim_end().lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
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
}

impl Excerpt {
    fn new(source: &Source) -> Self {
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
        Self { source: NamedSource::new(defuse(&source.name), text), shifts }
    }

    /// Where byte `offset` of the original is shown.
    fn place(&self, offset: usize) -> usize {
        let before = self.shifts.partition_point(|(end, _)| *end <= offset);
        let shift = before.checked_sub(1).and_then(|at| self.shifts.get(at));
        let place = offset + shift.map_or(0, |(_, shift)| *shift);
        place.min(self.source.inner().len())
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

/// A diagnostic as miette wants it: labels of one source, those of others in related reports.
#[derive(Debug)]
struct Report<'a> {
    message: String,
    code: Option<&'static str>,
    severity: Option<miette::Severity>,
    help: Option<String>,
    source: Option<&'a NamedSource<String>>,
    labels: Vec<LabeledSpan>,
    related: Vec<Report<'a>>,
}

impl<'a> Report<'a> {
    fn new(diagnostic: &Diagnostic, ready: &'a BTreeMap<SourceId, Excerpt>) -> Self {
        let mut by_source: Vec<(SourceId, Vec<&Label>)> = Vec::new();
        for label in &diagnostic.labels {
            match by_source.iter_mut().find(|(id, _)| *id == label.span.source) {
                Some((_, labels)) => labels.push(label),
                None => by_source.push((label.span.source, vec![label])),
            }
        }
        let mut parts = by_source.into_iter().filter_map(|(id, labels)| {
            let excerpt = ready.get(&id)?;
            let labels = labels.iter().enumerate().map(|(at, label)| excerpt.label(label, at == 0));
            Some((&excerpt.source, labels.collect::<Vec<_>>()))
        });
        let (source, labels) =
            parts.next().map_or((None, Vec::new()), |(source, labels)| (Some(source), labels));
        Self {
            message: defuse(&diagnostic.message).into_owned(),
            code: Some(diagnostic.code.id),
            severity: Some(match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            }),
            help: diagnostic.help.as_deref().map(|help| defuse(help).into_owned()),
            source,
            labels,
            related: parts.map(|(source, labels)| Self::elsewhere(source, labels)).collect(),
        }
    }

    fn elsewhere(source: &'a NamedSource<String>, labels: Vec<LabeledSpan>) -> Self {
        Self {
            message: "this belongs to it".to_owned(),
            code: None,
            severity: Some(miette::Severity::Advice),
            help: None,
            source: Some(source),
            labels,
            related: Vec::new(),
        }
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
        self.severity
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

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let related = self.related.iter().map(|report| report as &dyn miette::Diagnostic);
        (!self.related.is_empty()).then(|| Box::new(related) as Box<_>)
    }
}
