//! The texts of one session, and spans of bytes in them.

use std::ops::Range;
use std::sync::Arc;

use super::{LineIndex, Position};

/// Names one text of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(u32);

/// A range of bytes of one source: `start..end`, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The text that this is a place in.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `range` of `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: range.start, end: range.end }
    }

    /// The smallest span that covers both; `other` must be of the same source.
    pub fn to(self, other: Self) -> Self {
        Self {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The empty span at the end of this one.
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// One text: a script, a line of the REPL, an inventory.
#[derive(Debug)]
pub struct Source {
    /// What people call it: a path as it was given, `-c`, `stdin`, `line 3`.
    pub name: String,
    /// The text itself.
    pub text: String,
    lines: LineIndex,
}

impl Source {
    /// The bytes of `span`, empty when it is out of bounds.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Line and column of byte `offset`.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }
}

/// All texts that diagnostics may point into. Sources are added and never removed, so that a
/// [`Span`] stays good for as long as the session.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    all: Vec<Arc<Source>>,
}

impl Sources {
    /// Keep `text` under `name` and give its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let lines = LineIndex::new(&text);
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Arc::new(Source { name: name.into(), text, lines }));
        id
    }

    /// Let `id` have another text, as an editor does: spans of the old one mean nothing any more.
    pub fn replace(&mut self, id: SourceId, text: impl Into<String>) {
        if let Some(source) = self.all.get_mut(id.0 as usize) {
            let text = text.into();
            let lines = LineIndex::new(&text);
            *source = Arc::new(Source { name: source.name.clone(), text, lines });
        }
    }

    /// The text of `id`, if it is one of these sources.
    pub fn get(&self, id: SourceId) -> Option<&Arc<Source>> {
        self.all.get(id.0 as usize)
    }
}
