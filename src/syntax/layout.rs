//! Where statements end: at a `;` and at the end of a line that does not go on in the next.
//!
//! Each statement is parsed on its own, so that a mistake in one cannot spoil another. Inside of
//! blocks the ends of lines are left for the grammar, except those after which a statement goes on.

use super::ast::Binary;
use super::external;
use super::sink::Sink;
use super::token::{Bracket, Placed, Token, Wrong};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// How many brackets and operators may hang below each other in one statement. What walks the tree
/// later recurses once for each.
const MOST: usize = 512;

/// What ends a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The end of the text: more of it might complete the statement.
    Text,
    Line,
    Semicolon,
}

/// The tokens of one statement.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    /// Never empty.
    pub(super) tokens: Vec<Placed<'a>>,
    pub(super) ending: Ending,
}

/// Split balanced `tokens` into statements.
pub(super) fn statements(tokens: Vec<Placed<'_>>) -> Vec<Lines<'_>> {
    let mut all = Vec::new();
    let mut current = Vec::new();
    let mut depth = 0_usize;
    let mut programs = Programs::default();
    let mut rest = tokens.into_iter().peekable();
    while let Some((token, span)) = rest.next() {
        match token {
            Token::Newline => {
                let next = next_after_newlines(&mut rest);
                let last = current.last().map(|(token, _): &Placed<'_>| *token);
                let plain = programs.inside() && last != Some(Token::Pipe) || takes_all(&current);
                // `||` behind the brace is an empty list of parameters, however far behind.
                let no_params = matches!(last, Some(Token::Open(Bracket::Block)))
                    && next == Some(Token::Wrong(Wrong::Operator(Binary::Or)));
                if next == Some(Token::Pipe) || no_params || goes_on(last, next) && !plain {
                    continue;
                }
                if depth == 0 {
                    finish(&mut all, &mut current, Ending::Line);
                    continue;
                }
            }
            Token::Semicolon if depth == 0 => {
                finish(&mut all, &mut current, Ending::Semicolon);
                continue;
            }
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        programs.take(token, current.last().map(|(token, _)| *token));
        current.push((token, span));
    }
    finish(&mut all, &mut current, Ending::Text);
    all
}

/// Knows where the arguments of a `^program` are. A line that ends with `/` or `,` goes on anywhere
/// else, but a program is given just that.
#[derive(Debug, Default)]
struct Programs {
    /// Whether they are at hand in the brackets that are open, and in the statement itself.
    levels: Vec<bool>,
}

impl Programs {
    /// Whether the arguments of a program are at hand.
    fn inside(&self) -> bool {
        self.levels.last().is_some_and(|inside| *inside)
    }

    /// Go past `token`, which `before` stands before.
    fn take(&mut self, token: Token<'_>, before: Option<Token<'_>>) {
        let begins = before.is_none_or(external::begins_stage);
        let Some(inside) = (match token {
            Token::Open(_) => {
                self.levels.resize(self.levels.len().max(1), false);
                self.levels.push(false);
                return;
            }
            Token::Close(_) => {
                self.levels.pop();
                return;
            }
            Token::Pipe | Token::Newline | Token::Semicolon => Some(false),
            Token::Word(word) if begins && word.starts_with('^') => Some(true),
            _ if before.is_none() => Some(false),
            _ => None,
        }) else {
            return;
        };
        self.levels.resize(self.levels.len().max(1), false);
        if let Some(level) = self.levels.last_mut() {
            *level = inside;
        }
    }
}

/// Whether a line that ends with `last` goes on in the one that begins with `next`.
fn goes_on(last: Option<Token<'_>>, next: Option<Token<'_>>) -> bool {
    let branch = matches!(next, Some(Token::Word("else" | "catch" | "finally")));
    let after_block = matches!(last, Some(Token::Close(Bracket::Block | Bracket::Curly)));
    last.is_some_and(Token::continues) || branch && after_block
}

/// Whether `tokens` end with `use path *`, whose `*` stands for all names and is no operator.
fn takes_all(tokens: &[Placed<'_>]) -> bool {
    let [before @ .., (Token::Word("use"), _), (Token::Word(_) | Token::Text(_), _), (last, _)] =
        tokens
    else {
        return false;
    };
    let begins = before.last().is_none_or(|(token, _)| {
        matches!(token, Token::Newline | Token::Semicolon | Token::Open(Bracket::Block))
    });
    begins && *last == Token::Op(Binary::Multiply)
}

fn finish<'a>(all: &mut Vec<Lines<'a>>, current: &mut Vec<Placed<'a>>, ending: Ending) {
    if !current.is_empty() {
        all.push(Lines { tokens: std::mem::take(current), ending });
    }
}

/// Skip newlines, give the token behind them.
fn next_after_newlines<'a>(
    rest: &mut std::iter::Peekable<impl Iterator<Item = Placed<'a>>>,
) -> Option<Token<'a>> {
    while rest.next_if(|(token, _)| *token == Token::Newline).is_some() {}
    rest.peek().map(|(token, _)| *token)
}

/// Replace a statement whose tree would be too deep by an error.
pub(super) fn bound_depth(lines: &mut Lines<'_>, sink: &mut Sink) {
    let Some(place) = first_too_deep(&lines.tokens) else { return };
    sink.push(
        Diagnostic::error(
            codes::TOO_DEEP,
            format!("one expression has more than {MOST} operators and brackets within each other"),
        )
        .at(place, "one too many")
        .help("give parts of it names with `let`, or write `x in [a, b, …]` for many `or`"),
    );
    let whole = lines.tokens.first().zip(lines.tokens.last());
    let span = whole.map_or(place, |((_, first), (_, last))| first.to(*last));
    lines.tokens = vec![(Token::Error, span)];
}

/// How deep the tree of one pair of brackets is.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// Operators of the expression at hand. They count as if each hung below the one before, which
    /// is how the tree of `a + b + c` is.
    operators: usize,
    /// The deepest brackets in the expression at hand.
    inner: usize,
    /// The deepest expression before the last separator.
    before: usize,
}

impl Level {
    fn depth(self) -> usize {
        self.before.max(self.operators + self.inner)
    }
}

/// The token by which the tree would become too deep.
fn first_too_deep(tokens: &[Placed<'_>]) -> Option<Span> {
    let mut outer = Vec::new();
    let mut level = Level::default();
    let operator = |token: &Token<'_>| matches!(token, Token::Op(_) | Token::Not | Token::Negate);
    // Whether an operator is the last token that is no line end: then the expression goes on.
    let mut goes_on = false;
    for (token, span) in tokens {
        if *token == Token::Newline && goes_on {
            continue;
        }
        goes_on = operator(token);
        match token {
            Token::Open(_) => outer.push(std::mem::take(&mut level)),
            Token::Close(_) => {
                let depth = level.depth() + 1;
                level = outer.pop().unwrap_or_default();
                level.inner = level.inner.max(depth);
            }
            Token::Pipe | Token::Comma | Token::Newline | Token::Semicolon => {
                level = Level { before: level.depth(), ..Level::default() };
            }
            Token::Op(_) | Token::Not | Token::Negate | Token::Field(_) => level.operators += 1,
            _ => {}
        }
        if level.depth() > MOST {
            return Some(*span);
        }
    }
    None
}
