//! The error type of the grammar: a place and what could have stood there. It has no words; those
//! are in [`super::explain`].

use chumsky::DefaultExpected;
use chumsky::error::{Error, LabelError};
use chumsky::util::MaybeRef;

use super::grammar::Tokens;
use super::token::Token;
use crate::source::{SourceId, Span};

/// What the grammar may want at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// A name after `let`.
    Name,
    /// The `=` of `let`.
    Equals,
    /// A command or a value that begins a stage.
    Stage,
    Value,
    Argument,
    /// The name of an entry of a record.
    Key,
    /// The `:` of an entry.
    Colon,
    /// The end of a stage or of something in brackets.
    Stop,
    /// The `>` of a type.
    Greater,
    /// `{ … }` with statements.
    Block,
    /// The arms of a `match`.
    Arms,
    /// The parameters of a `def` in square brackets.
    Params,
    Param,
    /// The `|` behind the parameters of a closure.
    Bar,
    Type,
    Pattern,
    /// `=>`.
    Arrow,
    /// The `in` of `for`.
    In,
    /// The kind of an error behind `catch`.
    Kind,
    /// The path behind `use`.
    Path,
}

/// A set of [`Want`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wants(u32);

impl Wants {
    fn with(self, want: Want) -> Self {
        Self(self.0 | 1 << want as u16)
    }

    /// Whether `want` is among them.
    pub(super) fn has(self, want: Want) -> bool {
        self.0 & 1 << want as u16 != 0
    }
}

/// A mistake that the grammar has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Something else stands where one of `wants` was possible.
    Unexpected { span: Span, wants: Wants },
    /// A name of a record is given twice.
    Duplicate { first: Span, again: Span },
    /// A record where a block has to be.
    RecordForBlock { span: Span },
    /// Arms with `:` instead of `=>`.
    RecordForArms { span: Span },
    /// Rows behind something that is no list of columns.
    Table { span: Span },
    /// A range with more than a start, a next number and an end.
    LongRange { span: Span },
    /// A word such as `if` among values, and what it was meant to begin.
    Construct { span: Span },
    /// A comparison of a comparison.
    Chain { first: Span, second: Span },
}

impl<'t> Error<'t, Tokens<'t>> for Trouble {
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Unexpected { span, wants: Wants(left) },
                Self::Unexpected { wants: Wants(right), .. },
            ) => Self::Unexpected { span, wants: Wants(left | right) },
            (first, _) => first,
        }
    }
}

impl<'t> LabelError<'t, Tokens<'t>, DefaultExpected<'t, Token<'t>>> for Trouble {
    fn expected_found<E: IntoIterator<Item = DefaultExpected<'t, Token<'t>>>>(
        _: E,
        _: Option<MaybeRef<'t, Token<'t>>>,
        span: Span,
    ) -> Self {
        Self::Unexpected { span, wants: Wants::default() }
    }
}

impl<'t> LabelError<'t, Tokens<'t>, Want> for Trouble {
    fn expected_found<E: IntoIterator<Item = Want>>(
        expected: E,
        _: Option<MaybeRef<'t, Token<'t>>>,
        span: Span,
    ) -> Self {
        Self::Unexpected { span, wants: expected.into_iter().fold(Wants::default(), Wants::with) }
    }

    fn label_with(&mut self, label: Want) {
        if let Self::Unexpected { wants, .. } = self {
            *wants = Wants::default().with(label);
        }
    }
}

impl chumsky::span::Span for Span {
    type Context = SourceId;
    type Offset = usize;

    fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        // A rule that took no token has its end before its start, for whitespace lies between.
        Self { source, start: range.start, end: range.end.max(range.start) }
    }

    fn context(&self) -> SourceId {
        self.source
    }

    fn start(&self) -> usize {
        self.start
    }

    fn end(&self) -> usize {
        self.end
    }
}
