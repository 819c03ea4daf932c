//! Where the cursor stands in a text: in which statement, pipeline, stage and brackets, and in what
//! word. It reads tokens only, so it has an answer for any text, and it knows no command.

use crate::source::{SourceId, Span};
use crate::syntax::{self, Kind};

/// Where the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The pipelines that the cursor is in, the outermost first; never empty.
    pub levels: Vec<Level>,
    /// The word that the cursor is at the end of, perhaps an empty one.
    pub word: Word,
}

/// A pipeline, or the inside of brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Level {
    /// The bracket that opens it; none outside of brackets.
    pub bracket: Option<char>,
    /// Whether the brackets are those of a record.
    pub record: bool,
    /// Whether the parameters of a closure are at hand, which stand between two `|`.
    params: bool,
    /// The first byte of its statement, `let` included; inside of brackets that hold no statements
    /// the same as `start`.
    pub statement: usize,
    /// Its first byte.
    pub start: usize,
    /// The byte of the last `|` before the cursor.
    pub pipe: Option<usize>,
    /// What stands in the stage of the cursor before the word.
    pub parts: Vec<Part>,
}

/// A part of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A bare word and its first byte.
    Word(String, usize),
    /// Any other value.
    Value,
    /// `-x` or `--name`, with the dashes.
    Flag(String),
    /// `=` alone.
    Assign,
    /// An operator with an operand to come.
    Operator,
    /// A comma.
    Comma,
}

/// The word at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its first byte, the quote included.
    pub start: usize,
    /// Its text up to the cursor, without the quote.
    pub text: String,
    /// The quote that it opens with and that is not closed.
    pub quote: Option<char>,
}

impl Level {
    /// Whether a `|` here opens the parameters of a closure.
    fn begins_closure(&self) -> bool {
        self.bracket == Some('{') && self.parts.is_empty() && self.pipe.is_none()
    }

    fn new(bracket: Option<char>, start: usize) -> Self {
        let (record, params) = (false, false);
        Self { bracket, record, params, statement: start, start, pipe: None, parts: Vec::new() }
    }
}

/// The place of byte `cursor` in `text`; `None` where nothing can be completed: in a comment and
/// behind a text that is closed.
pub(super) fn place(text: &str, cursor: usize) -> Option<Place> {
    let text = text.get(..cursor)?;
    let mut tokens = syntax::tokens(SourceId::default(), text);
    let word = word(text, &mut tokens)?;
    let mut levels = vec![Level::new(None, 0)];
    let mut before: Option<(Kind, Span)> = None;
    for (kind, span) in tokens {
        let piped = kind == Kind::Pipe && slice(text, span) == "|";
        if !piped && ends_between(text, before, span.start) {
            end_statement(&mut levels, span.start);
        }
        take(&mut levels, text, kind, span);
        if kind != Kind::Comment {
            before = Some((kind, span));
        }
    }
    if ends_between(text, before, word.start) {
        end_statement(&mut levels, word.start);
    }
    Some(Place { levels, word })
}

/// The byte `cursor` of `text`, or the nearest before it that a character begins at.
pub(super) fn boundary(text: &str, cursor: usize) -> usize {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    cursor
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start..span.end).unwrap_or_default()
}

/// Take the word at the end of `text` from the end of `tokens`.
fn word(text: &str, tokens: &mut Vec<(Kind, Span)>) -> Option<Word> {
    let empty = Word { start: text.len(), text: String::new(), quote: None };
    let Some((kind, span)) = tokens.last().copied() else { return Some(empty) };
    let written = slice(text, span);
    if span.end < text.len() {
        // The rest of a line behind a comment is the comment's.
        let open = kind == Kind::Comment && !text.get(span.end..)?.contains('\n');
        return (!open).then_some(empty);
    }
    let quote = written.chars().next().filter(|char| matches!(char, '"' | '\'' | '`'));
    match kind {
        Kind::Comment | Kind::String => return None,
        Kind::Word if quote.is_some() => return None,
        Kind::Pipe | Kind::Bracket => return Some(empty),
        Kind::Operator if !written.starts_with('-') => return Some(empty),
        _ => {}
    }
    tokens.pop();
    let quote = quote.filter(|_| kind == Kind::Error);
    let bare = quote.and_then(|quote| written.strip_prefix(quote)).unwrap_or(written);
    // `$name.field` is several tokens and one word.
    let mut start = span.start;
    if written.starts_with('.') {
        while let Some((Kind::Variable, base)) = tokens.last().copied()
            && base.end == start
        {
            start = base.start;
            tokens.pop();
        }
    }
    let bare = if start < span.start { text.get(start..)? } else { bare };
    Some(Word { start, text: bare.to_owned(), quote })
}

/// Whether a statement ends between the token `before` and byte `at`, because of a line end.
fn ends_between(text: &str, before: Option<(Kind, Span)>, at: usize) -> bool {
    let Some((kind, span)) = before else { return false };
    let goes_on = match kind {
        Kind::Pipe | Kind::Operator => true,
        Kind::Keyword => !matches!(slice(text, span), "true" | "false" | "null"),
        _ => false,
    };
    !goes_on && text.get(span.end..at).is_some_and(|between| between.contains('\n'))
}

/// A statement ends, unless it is in brackets other than those of a block.
fn end_statement(levels: &mut [Level], at: usize) {
    if let Some(level) = levels.last_mut()
        && matches!(level.bracket, None | Some('{'))
        && !level.record
    {
        *level = Level::new(level.bracket, at);
    }
}

/// One more token stands before the word.
fn take(levels: &mut Vec<Level>, text: &str, kind: Kind, span: Span) {
    let written = slice(text, span);
    if kind == Kind::Bracket {
        match written.chars().next() {
            Some(open @ ('(' | '[' | '{')) => levels.push(Level::new(Some(open), span.end)),
            _ if levels.len() > 1 => drop(levels.pop()),
            _ => return,
        }
        if !matches!(written, "(" | "[" | "{") {
            add(levels, Part::Value);
        }
        return;
    }
    let Some(level) = levels.last_mut() else { return };
    match (kind, written) {
        (Kind::Comment, _) => {}
        (Kind::Pipe, "|") if level.params => end_statement(levels, span.end),
        _ if level.params => {}
        (Kind::Pipe, "|") if level.begins_closure() => level.params = true,
        (Kind::Operator, "=>") => end_statement(levels, span.end),
        (Kind::Operator, ":") if level.bracket == Some('{') && level.parts.len() == 1 => {
            level.record = true;
        }
        (Kind::Pipe, "|") => {
            level.pipe = Some(span.start);
            level.parts.clear();
        }
        (Kind::Pipe, _) => end_statement(levels, span.end),
        (Kind::Operator, "=") if is_let(text, level) => {
            level.start = span.end;
            level.parts.clear();
        }
        (Kind::Operator, "=") => level.parts.push(Part::Assign),
        (Kind::Operator, ",") => level.parts.push(Part::Comma),
        (Kind::Keyword, "true" | "false" | "null") => level.parts.push(Part::Value),
        (Kind::Operator | Kind::Keyword, _) => level.parts.push(Part::Operator),
        (Kind::Command | Kind::Word, _) => {
            level.parts.push(Part::Word(written.to_owned(), span.start));
        }
        (Kind::Flag, _) => level.parts.push(Part::Flag(written.to_owned())),
        // A field belongs to the value before it.
        (Kind::Variable, _) if written.starts_with('.') => {}
        _ => level.parts.push(Part::Value),
    }
}

fn add(levels: &mut [Level], part: Part) {
    if let Some(level) = levels.last_mut() {
        level.parts.push(part);
    }
}

fn is_let(text: &str, level: &Level) -> bool {
    matches!(level.bracket, None | Some('{'))
        && level.pipe.is_none()
        // A second `=` is that of a flag.
        && level.start == level.statement
        && text.get(level.statement..).is_some_and(|rest| {
            let word = rest.split_whitespace().next();
            matches!(word, Some("let" | "const" | "export"))
        })
}
