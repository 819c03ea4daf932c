//! Where types stand, what a `:`, a `<` and a `>` of theirs are, though a word or an operator would be
//! read there anywhere else: `a:int`, `record<>`, `list<int>=`.

use super::ast::Binary;
use super::mend::{Kind, Mender};
use super::token::{Bracket, Token};
use crate::source::Span;

impl Mender<'_, '_> {
    /// Whether the next token is a name that has a type: a parameter, a field of a type, or what
    /// `let` and `const` name.
    pub(super) fn at_typed(&self) -> bool {
        let default = matches!(self.last(), Some((Token::Assign, _)));
        if self.frame().kind == Kind::Params || self.in_closure_params() {
            return !default;
        }
        let names = match self.segment() {
            [(Token::Word("export"), _), rest @ ..] => rest,
            all => all,
        };
        matches!(names, [(Token::Let | Token::Word("const"), _)])
            || matches!(self.open_type(), Some("record" | "table"))
    }

    /// The base of the type whose `<` is open here.
    fn open_type(&self) -> Option<&str> {
        let mut closed = 0_usize;
        for (at, (token, _)) in self.out.iter().enumerate().rev() {
            match token {
                Token::Op(Binary::Greater) => closed += 1,
                Token::Op(Binary::Less) if closed > 0 => closed -= 1,
                Token::Op(Binary::Less) => return self.base(at),
                Token::Word(_) | Token::Quoted(_) | Token::Text(_) | Token::Raw(_) => {}
                Token::Null | Token::Comma | Token::Colon => {}
                _ => return None,
            }
        }
        None
    }

    /// The word before token `at`, where it has a type to name.
    fn base(&self, at: usize) -> Option<&str> {
        let [.., (before, _), (Token::Word(base @ ("list" | "record" | "table")), _)] =
            self.out.get(..at)?
        else {
            return None;
        };
        let arm = matches!(
            before,
            Token::Open(Bracket::Block)
                | Token::Newline
                | Token::Comma
                | Token::Semicolon
                | Token::Pipe
        );
        let stands = match self.frame().kind {
            // `{a: list < 5}` compares.
            Kind::Record => false,
            Kind::Arms if arm => true,
            _ => matches!(before, Token::Colon | Token::Arrow | Token::Op(Binary::Less)),
        };
        stands.then_some(*base)
    }

    /// `>=` closes a type and is the `=` behind it, as in `let x: list<int>= []`; or it compares.
    pub(super) fn greater_equal(&mut self, span: Span) {
        if self.open_type().is_none() {
            return self.push(Token::Op(Binary::GreaterEqual), span);
        }
        let middle = span.start + 1;
        self.push(Token::Op(Binary::Greater), Span { end: middle, ..span });
        let behind = Span { start: middle, ..span };
        if self.text.get(span.end..).is_some_and(|rest| rest.starts_with('>')) {
            // `list<int>=>` of an arm: the other half comes as `>`.
            self.half = Some(behind);
        } else {
            self.assign(behind);
        }
    }

    /// `>` closes a type, is the other half of `=>`, or compares.
    pub(super) fn greater(&mut self, span: Span) {
        match self.half.take() {
            Some(half) => self.arrow(half.to(span)),
            None => self.push(Token::Op(Binary::Greater), span),
        }
    }

    /// `<>` is the empty list of fields of a type; false when it is none.
    pub(super) fn no_fields(&mut self, span: Span) -> bool {
        if !matches!(self.base(self.out.len()), Some("record" | "table")) {
            return false;
        }
        let middle = span.start + 1;
        self.push(Token::Op(Binary::Less), Span { end: middle, ..span });
        self.push(Token::Op(Binary::Greater), Span { start: middle, ..span });
        true
    }
}
