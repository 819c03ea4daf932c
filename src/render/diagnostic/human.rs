//! Diagnostics for people, drawn by miette.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use miette::ThemeStyles;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters};

use super::super::Look;
use super::super::text::defuse;
use super::excerpt::Excerpt;
use crate::diag::{Diagnostic, Severity};
use crate::source::{SourceId, Sources};

/// Diagnostics that are shown; nobody reads more at once.
const SHOWN: usize = 50;

/// The width when the other end has none.
const WIDTH: usize = 100;

/// The narrowest width that is drawn for.
const NARROWEST: usize = 40;

/// Write `diagnostics` with an empty line between, each with its code, message, marked source and
/// help. Beyond 50 they are only counted. Lines
/// much longer than the width are cut around what is pointed at. Sources that `sources` does not know are left out, and
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
    // Line numbers and the bar beside them take some of the width.
    let limit = look.width.unwrap_or(WIDTH).max(NARROWEST).saturating_sub(12);
    for id in labels().map(|label| label.span.source) {
        if let (false, Some(source)) = (ready.contains_key(&id), sources.get(id)) {
            let labels = labels().filter(|label| label.span.source == id);
            ready.insert(id, Excerpt::new(source, labels, limit));
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
        .with_width(look.width.unwrap_or(WIDTH).max(NARROWEST))
        .with_links(false)
        .without_cause_chain()
        .without_syntax_highlighting()
}

/// One source and the labels in it, as miette wants it.
#[derive(Debug)]
struct Report<'a> {
    message: String,
    code: Option<&'static str>,
    severity: miette::Severity,
    help: Option<String>,
    source: Option<&'a Excerpt>,
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
            let (source, labels) = (Some(excerpt), labels.collect());
            match reports.first_mut().filter(|_| shown.is_empty()) {
                Some(main) => (main.source, main.labels) = (source, labels),
                None => reports.push(Self::elsewhere(source, labels)),
            }
            shown.push(id);
        }
        reports
    }

    fn elsewhere(source: Option<&'a Excerpt>, labels: Vec<LabeledSpan>) -> Self {
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
