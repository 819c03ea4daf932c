//! The tokens between lexer and parser. They know how something is written, not what it means.

use super::ast::Binary;
use super::literal::{Literal, NumberProblem};
use crate::source::Span;

/// A token and its place.
pub(super) type Placed<'a> = (Token<'a>, Span);

/// One token. It borrows from the text, so that it can be copied freely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// An unquoted word.
    Word(&'a str),
    /// A name in backticks, without them.
    Quoted(&'a str),
    /// A string with its quotes; [`super::escape::string`] resolves it.
    Text(&'a str),
    Number(Literal),
    /// A date, in nanoseconds since 1970 in UTC.
    Date(i64),
    /// What stands between the brackets of `0x[…]`.
    Bytes(&'a str),
    /// The inside of `r#'…'#`.
    Raw(&'a str),
    /// `$"…"` as a whole, before [`super::interpolation`] has cut it into pieces.
    Interpolation(&'a str),
    /// Text of an interpolation, and whether it has escapes.
    Piece(&'a str, bool),
    /// `..`, or `..<` when false.
    Range(bool),
    /// `...` directly before a value.
    Spread,
    /// `=>`
    FatArrow,
    /// `->`
    Arrow,
    /// `$name`, without the `$`.
    Variable(&'a str),
    Null,
    True,
    False,
    Let,
    Not,
    /// A binary operator. `not in` is one token after [`super::mend`].
    Op(Binary),
    /// `-` directly before what it negates.
    Negate,
    /// `=` alone: of `let` or of `--flag=value`; anywhere else it is a mistake, as `:=` always is.
    Assign,
    /// `-x` or `--name`, with the dashes.
    Flag(&'a str),
    /// `.name` directly after a value, without the dot; with the quotes of the name if it has any.
    Field(&'a str),
    Pipe,
    Comma,
    Colon,
    Semicolon,
    Newline,
    Open(Bracket),
    Close(Bracket),
    Comment,
    /// An operator of some other language; see [`Wrong`].
    Wrong(Wrong),
    /// Text that cannot be read; [`super::mend`] reports it and leaves an `Error` behind.
    Bad(Bad),
    /// What a diagnostic has been given for already. The parser takes it for any value.
    Error,
}

/// The kinds of brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
    /// Around the entries of a record.
    Curly,
    /// Around statements.
    Block,
    /// Around the pieces of an interpolation; its halves are quotes.
    Text,
}

impl Bracket {
    /// The opening bracket as written.
    pub(super) fn open(self) -> char {
        match self {
            Self::Round => '(',
            Self::Square => '[',
            Self::Curly | Self::Block => '{',
            Self::Text => '"',
        }
    }

    /// The closing bracket as written.
    pub(super) fn close(self) -> char {
        match self {
            Self::Round => ')',
            Self::Square => ']',
            Self::Curly | Self::Block => '}',
            Self::Text => '"',
        }
    }
}

/// What an operator of some other language is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// `&&`, `||`, `===`, `<>` and their like.
    Operator(Binary),
    /// `!`.
    Not,
}

/// Why a piece of text is no token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bad {
    /// A character that has no meaning outside of quotes.
    Character(char),
    /// A quote that is never closed.
    Unclosed(char),
    /// A number that cannot be read.
    Number(NumberProblem),
    /// `+=` and its like.
    Update,
    /// `$` without a good name.
    Variable,
    /// A string in typographic quotes.
    Curly,
    /// A date that is none, such as the 31st of June.
    Date,
    /// `0x[…]` with something else than pairs of hexadecimal digits.
    Bytes,
    /// Backticks around nothing.
    EmptyName,
    /// The values of texts that stand too deep within each other.
    Deep,
}

impl Token<'_> {
    /// Whether it is a value by itself.
    fn is_value(self) -> bool {
        matches!(
            self,
            Self::Word(_)
                | Self::Quoted(_)
                | Self::Text(_)
                | Self::Number(_)
                | Self::Variable(_)
                | Self::Date(_)
                | Self::Bytes(_)
                | Self::Raw(_)
                | Self::Null
                | Self::True
                | Self::False
        )
    }

    /// Whether a value may end with it, so that an operator may follow.
    pub(super) fn ends_value(self) -> bool {
        self.is_value() || matches!(self, Self::Field(_) | Self::Close(_) | Self::Error)
    }

    /// Whether a value or a flag may begin with it.
    pub(super) fn starts_value(self) -> bool {
        self.is_value() || matches!(self, Self::Open(_) | Self::Flag(_) | Self::Negate)
    }

    /// Whether the statement goes on in the next line when a line ends with it.
    pub(super) fn continues(self) -> bool {
        matches!(
            self,
            Self::Pipe
                | Self::Op(_)
                | Self::Wrong(_)
                | Self::Not
                | Self::Comma
                | Self::Assign
                | Self::FatArrow
                | Self::Arrow
        )
    }
}
