//! Words for what the grammar has found. It sees the tokens around the place, so that it can say
//! after what something is missing.

use super::ast::Binary;
use super::grammar::is_reserved;
use super::layout::{Ending, Lines};
use super::literal::{Literal, is_unit};
use super::remark::shown;
use super::token::{Bracket, Token};
use super::trouble::{Trouble, Want, Wants};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// The help for `let` in another place than the start of a statement.
const LET: &str = "`let` begins a statement: put it in a line of its own or behind `;`";

/// What is to be said about `trouble` in the statement `lines`; nothing when it follows from what
/// has been said already.
pub(super) fn explain(trouble: Trouble, lines: &Lines<'_>, text: &str) -> Option<Diagnostic> {
    match trouble {
        Trouble::Unexpected { span, wants } => {
            let at = lines.tokens.partition_point(|(_, place)| place.start < span.start);
            Scene { lines, text, at, span, wants }.explain()
        }
        Trouble::Duplicate { first, again } => Some(
            Diagnostic::error(
                codes::DUPLICATE_NAME,
                format!("the name {} is given twice", shown(text, unquoted(text, again))),
            )
            .at(again, "")
            .at(first, "first given here")
            .help("give it another name or remove one of both"),
        ),
        Trouble::RecordForBlock { span } => Some(
            Diagnostic::error(
                codes::UNEXPECTED,
                "found a record, expected a block with statements",
            )
            .at(span, "")
            .help("a block that yields a record is `{ {name: value} }`"),
        ),
        Trouble::RecordForArms { span } => Some(
            Diagnostic::error(codes::UNEXPECTED, "found a record, expected the arms of a `match`")
                .at(span, "")
                .help("an arm is `pattern => value`, each in a line of its own"),
        ),
        Trouble::Table { span } => Some(
            Diagnostic::error(codes::UNEXPECTED, "a table begins with the names of its columns")
                .at(span, "")
                .help("write `[[a, b]; [1, 2], [3, 4]]`"),
        ),
        Trouble::LongRange { span } => Some(
            Diagnostic::error(codes::UNEXPECTED, "a range has at most three numbers")
                .at(span, "one too many begins here")
                .help("write `1..5`, or `1..3..9` for every second number: first, next, last"),
        ),
        Trouble::Construct { span } => {
            let found = text.get(span.start..span.end).unwrap_or_default();
            let word = found.split_whitespace().next().unwrap_or_default();
            let message = format!("`{word}` is no value by itself");
            let told = Diagnostic::error(codes::UNEXPECTED, message).at(span, "");
            let told = told.help(format!("put it in parentheses: `({word} …)`"));
            // What stands in the braces of a `match` has been read as something else than arms.
            Some(if word == "match" { told } else { told.edit(span, format!("({found})")) })
        }
        Trouble::Chain { first, second } => Some(
            Diagnostic::error(codes::UNEXPECTED, "comparisons cannot be chained")
                .at(second, "a second comparison")
                .at(first, "the first one")
                .help("join two comparisons with `and`, as in `1 < x and x < 3`"),
        ),
    }
}

/// What an operator that other shells write like a flag is here.
fn sign(flag: &str) -> Option<&'static str> {
    Some(match flag {
        "-eq" => "==",
        "-ne" => "!=",
        "-lt" => "<",
        "-le" => "<=",
        "-gt" => ">",
        "-ge" => ">=",
        "-match" => "=~",
        "-notmatch" => "!~",
        "-and" => "and",
        "-or" => "or",
        "-contains" => "in",
        _ => return None,
    })
}

/// The place of a name without the quotes or backticks around it.
fn unquoted(text: &str, span: Span) -> Span {
    let quoted = text.get(span.start..).is_some_and(|rest| rest.starts_with(['"', '\'', '`']));
    if quoted && span.len() > 2 {
        return Span { start: span.start + 1, end: span.end - 1, ..span };
    }
    span
}

/// A place in a statement where something does not fit.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) lines: &'a Lines<'a>,
    pub(super) text: &'a str,
    /// The number of the token that does not fit; that of tokens for the end.
    pub(super) at: usize,
    pub(super) span: Span,
    pub(super) wants: Wants,
}

impl Scene<'_> {
    pub(super) fn found(&self) -> Option<Token<'_>> {
        self.lines.tokens.get(self.at).map(|(token, _)| *token)
    }

    pub(super) fn before(&self) -> Option<(Token<'_>, Span)> {
        self.at.checked_sub(1).and_then(|at| self.lines.tokens.get(at)).copied()
    }

    /// What was found, for a message.
    pub(super) fn found_words(&self) -> String {
        match (self.found(), self.lines.ending) {
            (Some(Token::Newline), _) => "the end of the line".to_owned(),
            (Some(_), _) => shown(self.text, self.span),
            (None, Ending::Text) => "the end of the text".to_owned(),
            (None, Ending::Line) => "the end of the line".to_owned(),
            (None, Ending::Semicolon) => "`;`".to_owned(),
        }
    }

    fn explain(self) -> Option<Diagnostic> {
        let known = |token: Option<Token<'_>>| token == Some(Token::Error);
        let added = self.found().is_some() && self.span.is_empty();
        if added || known(self.found()) || known(self.before().map(|(token, _)| token)) {
            return None;
        }
        // `|` alone is one mistake: what stands before it is missing, and has been told.
        // A word of the language is told about in its stead.
        let reserved = matches!(self.found(), Some(Token::Word(word)) if is_reserved(word));
        let after_pipe = self.before().is_some_and(|(token, _)| token == Token::Pipe);
        if self.at == 1 && after_pipe && !reserved {
            return None;
        }
        let diagnostic = if self.wants.has(Want::Name) || self.wants.has(Want::Equals) {
            self.binding()
        } else if let Some(told) = self.construct() {
            told
        } else if self.wants.has(Want::Colon) {
            self.missing_colon()
        } else if let Some((before, place)) = self.before().filter(|(token, _)| token.ends_value())
        {
            self.surplus(before, place)
        } else {
            self.missing_value()
        };
        let end = self.found().is_none() && self.lines.ending == Ending::Text;
        // `let x` at the end might go on as well, but a line that ends there ends the statement.
        let may_go_on = self.before().is_some_and(|(token, _)| token.continues());
        Some(if end && may_go_on { diagnostic.partial() } else { diagnostic })
    }

    pub(super) fn error(&self, message: String) -> Diagnostic {
        let code = if self.found().is_none() { codes::UNFINISHED } else { codes::UNEXPECTED };
        Diagnostic::error(code, message).at(self.span, "")
    }

    pub(super) fn expected(&self, what: &str) -> Diagnostic {
        self.error(format!("expected {what}, found {}", self.found_words()))
    }

    fn missing_colon(self) -> Diagnostic {
        let key = self.before().map_or(String::new(), |(_, place)| shown(self.text, place));
        self.expected(&format!("`:` after {key} in a record")).help("write `{name: value}`")
    }

    /// A value is complete, and then there is something that cannot follow it.
    fn surplus(self, before: Token<'_>, place: Span) -> Diagnostic {
        let found = self.found_words();
        let diagnostic = self.error(format!("{found} cannot follow {}", shown(self.text, place)));
        if let Token::Number(Literal::Int(_) | Literal::Float(_)) = before
            && let Some((help, whole, right)) = self.number_apart(place)
        {
            return diagnostic.help(help).edit(whole, right);
        }
        diagnostic.help(match self.found() {
            _ if matches!(before, Token::Word(word) if word.eq_ignore_ascii_case("from")) => {
                "begin with the table, as in `hosts | where port == 22 | select host`".to_owned()
            }
            Some(Token::Word("?")) => "a choice is `(if condition { … } else { … })`".to_owned(),
            Some(Token::Word("except")) => {
                "errors are caught by `try { … } catch { … }`".to_owned()
            }
            Some(Token::Word(word)) if word.starts_with("..") => {
                "a range has no spaces, as in `1..5` or `$a..$b`".to_owned()
            }
            Some(Token::Range(_)) => "a range has no spaces, as in `1..5` or `$a..$b`".to_owned(),
            Some(Token::Word(word)) if word.starts_with('.') => {
                "fields are taken with a dot right behind a value, as in `$x.name`".to_owned()
            }
            Some(Token::Word("%")) => "the rest of a division is `mod`".to_owned(),
            Some(Token::Word("^")) => "a power is `**`".to_owned(),
            Some(Token::Word("div")) => "a division without a rest is `//`".to_owned(),
            Some(Token::Word(word)) if word.starts_with(['+', '-', '*', '/']) => {
                let sign = word.get(..1).unwrap_or_default();
                format!("put a space on both sides of `{sign}` to calculate")
            }
            Some(Token::Number(_)) if found.starts_with("`-") => {
                "put a space on both sides of `-` to subtract".to_owned()
            }
            Some(Token::Colon) if matches!(before, Token::Variable(_)) => {
                format!(
                    "fields are taken with a dot, as in `{}.name`",
                    shown(self.text, place).trim_matches('`')
                )
            }
            Some(Token::Colon) => {
                "`:` stands in records, as in `{name: value}`; put quotes around text with a `:`"
                    .to_owned()
            }
            Some(Token::Flag(flag)) if sign(flag).is_some() => {
                format!("it is written as `{}` here", sign(flag).unwrap_or_default())
            }
            Some(Token::Flag(flag)) if !flag.starts_with("--") => {
                "flags belong to a command; to subtract put a space on both sides of `-`".to_owned()
            }
            Some(Token::Flag(_)) => "flags belong to a command, and this is a value".to_owned(),
            Some(Token::Let) => LET.to_owned(),
            Some(Token::Comma) => "remove the `,`; a list is written `[a, b]`".to_owned(),
            Some(Token::Assign) => "`=` belongs to `let` and to flags".to_owned(),
            Some(Token::Not) => "did you mean `not in`?".to_owned(),
            Some(Token::Pipe) => "put the whole pipeline in parentheses: `(a | b)`".to_owned(),
            _ if matches!(before, Token::Quoted(_)) => {
                "a name in backticks is a value, it cannot be called".to_owned()
            }
            _ => "put `|` or an operator such as `+` between them, or begin with a command"
                .to_owned(),
        })
    }

    /// What goes on with the number at `place`: a unit apart from it, or thousands behind a comma.
    /// The help, and what is to stand in which place.
    fn number_apart(self, place: Span) -> Option<(String, Span, String)> {
        let number = self.text.get(place.start..place.end)?;
        let behind = self.lines.tokens.get(self.at + 1).copied();
        match (self.found()?, behind) {
            (Token::Word(unit), _) if is_unit(unit) => {
                let right = format!("{number}{unit}");
                Some((format!("a unit touches its number: `{right}`"), place.to(self.span), right))
            }
            (Token::Comma, Some((Token::Number(Literal::Int(_)), next))) => {
                let whole = place.to(next);
                let thousands = self.text.get(next.start..next.end)?;
                let tight = whole.len() == number.len() + 1 + thousands.len();
                let right = format!("{number}{thousands}");
                let help = format!("a number has no commas: `{right}`, or `{number}_{thousands}`");
                (tight && thousands.len() == 3).then_some((help, whole, right))
            }
            _ => None,
        }
    }

    /// Whether `word` stands before `place`.
    fn follows(self, place: Span, word: &str) -> bool {
        let before = self.text.get(..place.start).unwrap_or_default().trim_end();
        before.to_ascii_lowercase().ends_with(word)
    }

    /// Something else stands where a value must begin.
    fn missing_value(self) -> Diagnostic {
        let Some((before, place)) = self.before() else { return self.bad_start() };
        let shown = shown(self.text, place);
        match before {
            Token::Pipe if self.found() == Some(Token::Pipe) => self
                .error("nothing stands between `|` and `|`".to_owned())
                .help("remove one of them, or put a command between"),
            Token::Pipe => self
                .expected("a command after `|`")
                .help("name what is to be done next, such as `| first 5`, or remove the `|`"),
            _ if self.found() == Some(Token::Let) => {
                self.error(format!("`let` cannot follow {shown}")).help(LET)
            }
            Token::Assign => {
                self.expected("a value after `=`").help("write the value right behind the `=`")
            }
            Token::Comma if self.found() == Some(Token::Comma) => self
                .error("nothing stands between `,` and `,`".to_owned())
                .help("remove one of them"),
            Token::Comma => self
                .expected("something after `,`")
                .help("remove the `,` or write what it announces"),
            Token::Open(Bracket::Round) => self.in_parentheses(),
            Token::Open(Bracket::Curly) => {
                self.expected("a name in the record").help("write `{name: value}`")
            }
            Token::Open(Bracket::Square) => {
                self.expected("an item of the list or `]`").help("write `[1, 2]`, or `[]` for none")
            }
            Token::Colon => self.expected("a value after `:`").help("write `{name: value}`"),
            Token::Op(Binary::Multiply) if self.follows(place, "select") => {
                self.expected("a value after `*`").help("all columns are there without `select *`")
            }
            Token::Op(Binary::Greater) => self
                .expected("a value after `>`")
                .help("`>` compares; to write a file use `| save FILE`"),
            Token::Op(operator) if operator.text().starts_with(['+', '-', '*', '/']) => self
                .expected(&format!("a value after {shown}"))
                .help(format!("write a value behind {shown}, or put it in quotes if it is text")),
            Token::Op(_) | Token::Not | Token::Negate => self
                .expected(&format!("a value after {shown}"))
                .help(format!("write what {shown} is to work with, or remove it")),
            _ => self.expected(&format!("a value after {shown}")).help("write a value there"),
        }
    }

    fn in_parentheses(self) -> Diagnostic {
        if self.found() == Some(Token::Close(Bracket::Round)) {
            return self
                .error("nothing stands in the parentheses".to_owned())
                .help("put a value or a pipeline in them, or remove both");
        }
        self.expected("a value or a command after `(`")
            .help("write `(hosts | length)` or `(1 + 2)`")
    }

    /// The statement begins with what cannot begin one.
    fn bad_start(self) -> Diagnostic {
        let found = self.found_words();
        match self.found() {
            Some(Token::Pipe) => self
                .error("nothing stands before `|`".to_owned())
                .help("begin with a command or a value, such as `hosts`"),
            Some(Token::Op(Binary::FloorDivide)) => self
                .error(format!("nothing stands before {found}"))
                .help("comments begin with `#`; write a value before `//` to divide"),
            Some(Token::Op(_)) => self
                .error(format!("nothing stands before {found}"))
                .help(format!("write a value before {found}, or put it in quotes if it is text")),
            _ => self
                .expected("a command or a value")
                .help("begin with a command or a value, such as `hosts`"),
        }
    }
}
