//! The one shape of everything that can be wrong.

use super::{Code, codes, exit};
use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the run goes on.
    Warning,
    /// The text cannot run, or the run has ended.
    Error,
}

/// A place and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A short remark, may be empty.
    pub text: String,
}

/// An edit of the source that mends the trouble, safe to apply by machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// Something wrong: what was found, where, and the next step.
///
/// Messages are lower-case fragments without a final period. The first label is the main place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What was found and what was expected.
    pub message: String,
    /// Places, the main one first; none when it is about no text.
    pub labels: Vec<Label>,
    /// The next step, in words for someone who is no programmer.
    pub help: Option<String>,
    /// An edit that mends it.
    pub edit: Option<Edit>,
    /// Whether more input at the end of the text would mend it.
    pub partial: bool,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            edit: None,
            partial: false,
        }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Point at `span` with a remark.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Say the next step.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Say the next step, if there is one to say.
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same with `help` unless there is some already.
    pub fn or_help(mut self: Box<Self>, help: impl FnOnce() -> String) -> Box<Self> {
        self.help = self.help.or_else(|| Some(help()));
        self
    }

    /// Add the edit that mends it.
    pub fn edit(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.edit = Some(Edit { span, replacement: replacement.into() });
        self
    }

    /// Say that more input would mend it.
    pub fn partial(mut self) -> Self {
        self.partial = true;
        self
    }

    /// The edit that mends it, where a machine may apply it unasked. Quotes around a bare word make
    /// a text that can run of nearly anything that cannot, so a person has to want them.
    pub fn sure_edit(&self) -> Option<&Edit> {
        let quotes = |edit: &&Edit| {
            self.code == codes::BARE_WORD && edit.replacement.starts_with(['"', '\''])
        };
        self.edit.as_ref().filter(|edit| !quotes(edit))
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The exit code of a run that ends by it.
    pub fn exit_code(&self) -> u8 {
        if self.is_error() { self.code.exit } else { exit::OK }
    }

    /// Point at `span` unless it points somewhere already.
    pub fn or_at(mut self: Box<Self>, span: Span) -> Box<Self> {
        if self.labels.is_empty() {
            self.labels.push(Label { span, text: String::new() });
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn quotes_are_no_sure_remedy() {
        let at = Span::new(SourceId::default(), 0..1);
        let edit = |code, text: &str| Diagnostic::error(code, "x").edit(at, text);
        assert!(edit(codes::BARE_WORD, "\"x\"").sure_edit().is_none());
        assert!(edit(codes::BARE_WORD, "$x").sure_edit().is_some());
        assert!(edit(codes::UNEXPECTED, "\"x\"").sure_edit().is_some());
    }
}
