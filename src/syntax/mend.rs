//! Mistakes that can be seen in the tokens alone, such as `=` for `==` or a space that is missing.
//! Each is told and mended, so that the parser goes on with what was meant.

use super::ast::Binary;
use super::escape;
use super::external;
use super::grammar;
use super::layout::Lines;
use super::lexer;
use super::remark;
use super::sink::Sink;
use super::token::{Bad, Bracket, Placed, Token, Wrong};
use super::touching;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// Mend the tokens of one statement of `text`.
pub(super) fn mend<'a>(lines: &mut Lines<'a>, text: &'a str, sink: &mut Sink) {
    let tokens = external::join(std::mem::take(&mut lines.tokens), text);
    // A quote without its other half turns the text behind it inside out, so that spaces seem to be
    // missing where none are.
    let broken = tokens.iter().any(|(token, _)| matches!(token, Token::Bad(Bad::Unclosed(_))));
    let out = Vec::with_capacity(tokens.len());
    let frames = vec![Frame::default()];
    let mut mender = Mender { text, sink, out, frames, broken, half: None };
    for (token, span) in tokens {
        mender.take(token, span);
    }
    lines.tokens = mender.out;
}

pub(super) struct Mender<'a, 's> {
    pub(super) text: &'a str,
    sink: &'s mut Sink,
    pub(super) out: Vec<Placed<'a>>,
    /// What is open, the statement itself first; never empty.
    frames: Vec<Frame>,
    broken: bool,
    /// The `=` of `=>` behind a type, whose `>` is still to come.
    pub(super) half: Option<Span>,
}

/// What tokens stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Statements: the text itself or a block.
    #[default]
    Statements,
    /// The arms of a `match`.
    Arms,
    /// The entries of a record.
    Record,
    /// The parameters of a `def`.
    Params,
    /// Any other brackets.
    Other,
}

/// One pair of brackets that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// The brackets; none for the statement itself.
    bracket: Option<Bracket>,
    /// Where in the tokens so far the statement, stage or arm at hand begins.
    start: usize,
    /// Whether the parameters of a closure are at hand.
    params: bool,
}

impl<'a> Mender<'a, '_> {
    fn take(&mut self, token: Token<'a>, span: Span) {
        self.space(token, span);
        match token {
            Token::Op(Binary::Otherwise) | Token::Range(_) => self.push(token, span),
            Token::Wrong(Wrong::Operator(Binary::Or)) if self.begins_closure() => {
                // `{|| …}` has no parameters.
                let middle = span.start + 1;
                self.push(Token::Pipe, Span { end: middle, ..span });
                self.push(Token::Pipe, Span { start: middle, ..span });
            }
            Token::FatArrow => self.arrow(span),
            Token::Wrong(Wrong::Operator(Binary::NotEqual)) if self.no_fields(span) => {}
            Token::Op(Binary::GreaterEqual) => self.greater_equal(span),
            Token::Op(Binary::Greater) => self.greater(span),
            Token::Newline | Token::Pipe => {
                let first = token == Token::Pipe && self.begins_closure();
                if let Some(frame) = self.frames.last_mut() {
                    frame.params = first;
                }
                self.push(token, span);
                self.begin();
            }
            Token::Bad(bad) => self.bad(bad, span),
            Token::Wrong(wrong) => self.wrong(wrong, span),
            Token::Assign => self.assign(span),
            Token::Op(Binary::Equal) => self.equal(span),
            Token::Op(Binary::In) => self.within(span),
            Token::Semicolon => self.semicolon(span),
            Token::Variable(name) => self.variable(name, span),
            Token::Flag(text) => self.flag(text, span),
            Token::Word(word) => self.word(word, span),
            Token::Text(text) => self.string(text, span),
            Token::Number(_) if self.at_key() => {
                let text = self.text.get(span.start..span.end).unwrap_or_default();
                self.push(Token::Quoted(text), span);
            }
            Token::Piece(text, true) => self.piece(text, span),
            Token::Field(name) if name.starts_with('"') => self.quoted_field(name, span),
            Token::Open(bracket) => {
                let kind = self.kind_of(bracket);
                self.push(token, span);
                let start = self.out.len();
                self.frames.push(Frame { kind, bracket: Some(bracket), start, params: false });
            }
            Token::Close(_) => {
                if self.frames.len() > 1 {
                    self.frames.pop();
                }
                self.push(token, span);
            }
            token => self.push(token, span),
        }
    }

    pub(super) fn push(&mut self, token: Token<'a>, span: Span) {
        self.out.push((token, span));
    }

    pub(super) fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or_default()
    }

    /// The statement, stage or arm at hand begins behind the last token.
    pub(super) fn begin(&mut self) {
        let start = self.out.len();
        if let Some(frame) = self.frames.last_mut() {
            frame.start = start;
        }
    }

    /// The tokens of the statement, stage or arm at hand.
    pub(super) fn segment(&self) -> &[Placed<'a>] {
        self.out.get(self.frame().start..).unwrap_or_default()
    }

    /// What `bracket`, which is opened now, will hold.
    fn kind_of(&self, bracket: Bracket) -> Kind {
        let words = self.segment().iter().map(|(token, _)| *token);
        let mut words = words.skip_while(|token| matches!(token, Token::Word("return" | "export")));
        match (bracket, words.next(), words.next(), words.next()) {
            (Bracket::Block, Some(Token::Word("match")), Some(_), _) => Kind::Arms,
            (Bracket::Block, ..) => Kind::Statements,
            (Bracket::Curly, ..) => Kind::Record,
            (Bracket::Square, Some(Token::Word("def")), Some(_), None) => Kind::Params,
            _ => Kind::Other,
        }
    }

    /// Whether a closure begins here, so that `||` is an empty list of parameters.
    fn begins_closure(&self) -> bool {
        matches!(self.out.last(), Some((Token::Open(Bracket::Block), _)))
    }

    /// Whether the parameters of a closure are at hand.
    pub(super) fn in_closure_params(&self) -> bool {
        self.frame().params
    }

    /// `=>` belongs to the arms of a `match` and to `catch`; elsewhere `>=` was meant.
    pub(super) fn arrow(&mut self, span: Span) {
        let catches = self.segment().iter().any(|(token, _)| *token == Token::Word("catch"));
        if self.frame().kind == Kind::Arms || catches {
            self.push(Token::FatArrow, span);
            return self.begin();
        }
        self.wrong(Wrong::Operator(Binary::GreaterEqual), span);
    }

    fn piece(&mut self, text: &'a str, span: Span) {
        let bad = escape::resolve(text, 0, &mut String::new());
        self.escapes(&bad, span);
        self.push(Token::Piece(text, true), span);
    }

    fn quoted_field(&mut self, name: &'a str, span: Span) {
        let bad = escape::string(name.trim_end_matches('?')).1;
        self.escapes(&bad, Span { start: span.start + 1, ..span });
        self.push(Token::Field(name), span);
    }

    pub(super) fn last(&self) -> Option<Placed<'a>> {
        self.out.last().copied()
    }

    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        self.sink.push_loud(diagnostic);
    }

    fn space(&mut self, token: Token<'a>, span: Span) {
        let Some(last) = self.last().filter(|_| !self.broken) else { return };
        // Parameters in parentheses are a mistake of another kind.
        let defines = matches!(self.segment(), [.., (Token::Word("def"), _), _]);
        // In a text with values one may follow the other.
        let in_text = self.frame().bracket == Some(Bracket::Text);
        if (defines || in_text) && token == Token::Open(Bracket::Round) {
            return;
        }
        if let Some(told) =
            touching::touching(self.text, last, (token, span), self.may_follow(span))
        {
            self.tell(told);
        }
    }

    /// Whether the value at `span` may stand behind another one here: as an argument, an item, or the
    /// name of an entry.
    fn may_follow(&self, span: Span) -> bool {
        let rest = self.text.get(span.end..).unwrap_or_default();
        match (self.frame().bracket, self.segment()) {
            (Some(Bracket::Square), _) => true,
            (Some(Bracket::Curly), _) => rest.trim_start().starts_with(':'),
            (_, [(Token::Word(word), _), rest @ ..]) => {
                !matches!(rest, [(Token::Op(_), _), ..]) && !grammar::is_reserved(word)
            }
            _ => false,
        }
    }

    fn bad(&mut self, bad: Bad, span: Span) {
        let touches_error =
            |(token, place): Placed<'_>| token == Token::Error && place.end == span.start;
        // A row of characters without a meaning is told about once.
        let again = matches!(bad, Bad::Character(_)) && self.last().is_some_and(touches_error);
        if !again {
            let told = remark::bad(bad, self.text, span);
            self.sink.push(match self.suspect(bad) {
                Some(place) => told.at(place, "or is this string not closed where it should be?"),
                None => told,
            });
        }
        self.push(Token::Error, span);
    }

    /// The string that was most likely left open when a quote of its kind is never closed: the
    /// first that runs over lines.
    fn suspect(&self, bad: Bad) -> Option<Span> {
        let Bad::Unclosed(quote @ ('"' | '\'')) = bad else { return None };
        let runs_on = |token: Token<'_>| match token {
            Token::Text(text) => text.starts_with(quote) && text.contains('\n'),
            _ => false,
        };
        self.out.iter().find(|(token, _)| runs_on(*token)).map(|(_, place)| *place)
    }

    fn wrong(&mut self, wrong: Wrong, span: Span) {
        let (right, token) = match wrong {
            Wrong::Operator(operator) => (operator.text(), Token::Op(operator)),
            Wrong::Not => ("not", Token::Not),
        };
        self.tell(remark::wrong_operator(self.text, span, right));
        self.push(token, span);
    }

    pub(super) fn shown(&self, span: Span) -> String {
        remark::shown(self.text, span)
    }

    /// `not` and `in` after a value are one operator.
    fn within(&mut self, span: Span) {
        match self.out.as_slice() {
            [.., (value, _), (Token::Not, not)] if value.ends_value() => {
                let whole = not.to(span);
                self.out.pop();
                self.push(Token::Op(Binary::NotIn), whole);
            }
            _ => self.push(Token::Op(Binary::In), span),
        }
    }

    fn string(&mut self, text: &'a str, span: Span) {
        let bad = escape::string(text).1;
        self.escapes(&bad, span);
        self.push(Token::Text(text), span);
    }

    /// Tell about the bad escapes of a string at `span`.
    fn escapes(&mut self, bad: &[std::ops::Range<usize>], span: Span) {
        let mut places = bad.iter().map(|place| Span {
            start: span.start + place.start,
            end: span.start + place.end,
            ..span
        });
        // Several in one string are one mistake, such as a path of Windows in double quotes.
        if let Some(first) = places.next() {
            let told = remark::escape(self.text, first);
            self.sink.push(places.fold(told, |told, place| told.at(place, "neither is this")));
        }
    }

    fn semicolon(&mut self, span: Span) {
        let after_list = matches!(self.last(), Some((Token::Close(Bracket::Square), _)));
        let brackets = self.frame().bracket;
        let in_list = brackets == Some(Bracket::Square) && after_list;
        if in_list || matches!(self.frame().kind, Kind::Statements | Kind::Arms) {
            self.push(Token::Semicolon, span);
            return self.begin();
        }
        let open = brackets.map_or('(', Bracket::open);
        let close = brackets.map_or(')', Bracket::close);
        self.tell(
            Diagnostic::error(codes::UNEXPECTED, format!("found `;` inside of `{open}{close}`"))
                .at(span, "")
                .help(format!("`;` ends a statement; is a `{close}` missing before it?")),
        );
        self.push(Token::Error, span);
    }

    fn variable(&mut self, name: &'a str, span: Span) {
        if !matches!(self.segment(), [(Token::Let, _)]) {
            return self.push(Token::Variable(name), span);
        }
        self.tell(
            Diagnostic::error(
                codes::UNEXPECTED,
                format!("found `${name}`, expected a name without `$`"),
            )
            .at(span, "")
            .help(format!("write `let {name} = …` here, and `${name}` where it is used"))
            .edit(Span { end: span.start + 1, ..span }, ""),
        );
        self.push(Token::Word(name), Span { start: span.start + 1, ..span });
    }

    /// Where no argument can begin, `-x` is the negative of `x`.
    fn flag(&mut self, text: &'a str, span: Span) {
        let operand = self.last().is_some_and(|(last, place)| {
            let opens = matches!(last, Token::Open(_)) && place.end == span.start;
            opens || matches!(last, Token::Op(_) | Token::Not | Token::Negate | Token::Colon)
        });
        // `(-f)` behind the name of a flag is its short form.
        let outer = self.frames.len().checked_sub(2).and_then(|at| self.frames.get(at));
        let short = outer.is_some_and(|frame| frame.kind == Kind::Params);
        let operand = operand && !short && self.frame().kind != Kind::Params;
        let name = text.strip_prefix('-').filter(|name| !name.starts_with('-'));
        match name {
            Some(name) if operand => {
                self.push(Token::Negate, Span { end: span.start + 1, ..span });
                // What would be no name with a space before it is none without.
                for (token, place) in lexer::lex(span.source, name, span.start + 1) {
                    self.take(token, place);
                }
            }
            _ => self.push(Token::Flag(text), span),
        }
    }

    /// `{a:1}` has no space behind the `:`, so that the lexer took it for one word.
    fn word(&mut self, word: &'a str, span: Span) {
        let named = self.at_key() || self.at_typed();
        let split = word.split_once(':').filter(|(name, _)| !name.is_empty() && named);
        let Some((name, _)) = split else { return self.push(Token::Word(word), span) };
        let colon = span.start + name.len();
        // What would be no name with a space behind it is none without.
        for (token, place) in lexer::lex(span.source, name, span.start) {
            self.take(token, place);
        }
        self.push(Token::Colon, Span { start: colon, end: colon + 1, ..span });
        let rest = self.text.get(colon + 1..span.end).unwrap_or_default();
        for (token, place) in lexer::lex(span.source, rest, colon + 1) {
            self.take(token, place);
        }
    }

    pub(super) fn in_record(&self) -> bool {
        self.frame().kind == Kind::Record
    }

    /// Whether the next token is the name of an entry.
    fn at_key(&self) -> bool {
        let before_value = |(token, _): Placed<'_>| {
            matches!(token, Token::Colon | Token::Op(_) | Token::Not | Token::Negate)
        };
        self.in_record() && !self.last().is_some_and(before_value)
    }

    /// Whether the last token is the name of an entry.
    pub(super) fn key_is_last(&self) -> bool {
        match self.out.as_slice() {
            [.., (before, _), (Token::Word(_) | Token::Text(_) | Token::Quoted(_), _)] => {
                matches!(before, Token::Open(Bracket::Curly) | Token::Comma)
            }
            _ => false,
        }
    }
}
