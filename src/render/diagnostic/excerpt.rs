//! A source made ready to be shown: defused, and long lines cut down to what is pointed at.

use std::collections::BTreeMap;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::super::text::{CUT, defuse, picture};
use crate::diag::Label;
use crate::source::Source;

/// What is shown of a source, and the way there from its own bytes.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    /// Pairs of an offset in the source and one in `text`, both rising. Between two of them both
    /// go on alike.
    anchors: Vec<(usize, usize)>,
    /// Where the shown text ends, the room for a mark after it not included.
    end: usize,
    /// For places in `text` that are pointed at: their columns in the source, from 0.
    columns: BTreeMap<usize, usize>,
}

impl Excerpt {
    /// `source` with what `labels` of it point at; a line of more than `limit` characters is cut
    /// down to the neighbourhood of these places.
    pub fn new<'a>(source: &Source, labels: impl Iterator<Item = &'a Label>, limit: usize) -> Self {
        let mut points = labels
            .flat_map(|label| [label.span.start, label.span.end])
            .map(|point| point.min(source.text.len()))
            .collect::<Vec<_>>();
        points.sort_unstable();
        let text = String::with_capacity(source.text.len());
        let mut excerpt = Self {
            name: defuse(&source.name).into_owned(),
            text,
            anchors: vec![(0, 0)],
            end: 0,
            columns: BTreeMap::new(),
        };
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            // Bytes are counted first, for most lines are short.
            let long = line.len() > limit && line.chars().count() > limit;
            excerpt.line(line, start, long.then(|| Window::new(&points, start, line, limit)));
            start += line.len();
        }
        excerpt.end = excerpt.text.len();
        // miette draws no mark where there is no character, and the end of a text is often
        // pointed at.
        if points.last().is_some_and(|point| *point >= source.text.len()) {
            excerpt.text.push(' ');
        }
        excerpt.columns = points
            .iter()
            .map(|point| (excerpt.place(*point), source.position(*point).column.saturating_sub(1)))
            .collect();
        excerpt
    }

    /// Take over one line, which starts at byte `start` of the source.
    fn line(&mut self, line: &str, start: usize, window: Option<Window<'_>>) {
        let mut cutting = false;
        for (at, char) in line.char_indices() {
            let (offset, after) = (start + at, start + at + char.len_utf8());
            let shown = char == '\n' || window.as_ref().is_none_or(|window| window.shows(offset));
            if !shown {
                if !std::mem::replace(&mut cutting, true) {
                    self.text.push_str(CUT);
                }
                continue;
            }
            if std::mem::take(&mut cutting) {
                self.anchors.push((offset, self.text.len()));
            }
            // A carriage return before a newline is no news.
            let keep = matches!(char, '\n' | '\t')
                || line.get(at..).is_some_and(|rest| rest.starts_with("\r\n"));
            match picture(char).filter(|_| !keep) {
                None => self.text.push(char),
                Some(picture) => {
                    self.text.push_str(&picture);
                    self.anchors.push((after, self.text.len()));
                }
            }
        }
        if cutting {
            self.anchors.push((start + line.len(), self.text.len()));
        }
    }

    /// Where byte `offset` of the source is shown.
    fn place(&self, offset: usize) -> usize {
        let after = self.anchors.partition_point(|(source, _)| *source <= offset);
        let anchor = after.checked_sub(1).and_then(|at| self.anchors.get(at));
        let (source, shown) = anchor.copied().unwrap_or_default();
        let bound = self.anchors.get(after).map_or(self.end, |(_, shown)| *shown);
        let mut place = (shown + (offset - source)).min(bound);
        while !self.text.is_char_boundary(place) {
            place -= 1;
        }
        place
    }

    /// `label` at the place where its span is shown.
    pub fn label(&self, label: &Label, main: bool) -> LabeledSpan {
        let start = self.place(label.span.start);
        let length = self.place(label.span.end).saturating_sub(start);
        let text = Some(defuse(&label.text).into_owned()).filter(|text| !text.is_empty());
        match main {
            true => LabeledSpan::new_primary_with_span(text, (start, length)),
            false => LabeledSpan::new_with_span(text, (start, length)),
        }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        // Without lines around it miette asks for the place to name, which is that of the source.
        let named = self.columns.get(&span.offset()).filter(|_| before == 0 && after == 0);
        let column = named.copied().unwrap_or(contents.column());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column,
            contents.line_count(),
        )))
    }
}

/// What is shown of a long line.
struct Window<'a> {
    /// Places that are pointed at, sorted.
    points: &'a [usize],
    /// Bytes shown before and after each.
    around: usize,
    /// Up to here all is shown: the beginning of a line that nothing points at.
    head: usize,
}

impl<'a> Window<'a> {
    fn new(points: &'a [usize], start: usize, line: &str, limit: usize) -> Self {
        let first = points.partition_point(|point| *point < start);
        let past = points.partition_point(|point| *point <= start + line.len());
        let points = points.get(first..past).unwrap_or_default();
        let head = if points.is_empty() { start + limit } else { 0 };
        Self { points, around: limit / 3, head }
    }

    fn shows(&self, offset: usize) -> bool {
        let near = self.points.partition_point(|point| point + self.around < offset);
        let near = self.points.get(near).is_some_and(|point| *point <= offset + self.around);
        near || offset < self.head
    }
}
