//! What `=` and `==` are meant to be where they stand: of a `let`, a flag, a record, a parameter, or
//! one in the place of the other.

use super::ast::Binary;
use super::chars;
use super::mend::{Kind, Mender};
use super::remark;
use super::token::Token;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Mender<'_, '_> {
    pub(super) fn assign(&mut self, span: Span) {
        let touches = self.last().is_some_and(|(_, place)| place.end == span.start);
        match self.out.as_slice() {
            [.., (Token::Flag(_), flag)] if touches => {
                let flag = *flag;
                self.space_after_flag(flag, span);
                self.push(Token::Assign, span);
            }
            _ if self.frame().kind == Kind::Params || self.in_closure_params() => {
                self.push(Token::Assign, span);
            }
            _ if self.first_assign() => self.binding(span),
            _ if matches!(self.segment(), [(Token::Word("def"), _), ..]) => {
                self.push(Token::Assign, span);
            }
            [
                ..,
                (Token::Word("mut" | "var" | "set" | "local" | "my" | "declare"), word),
                (Token::Word(name), _),
            ] if self.segment().len() == 2 => {
                let (word, name) = (*word, *name);
                let shown = self.shown(word);
                let message = format!("{shown} is no word of the language; values never change");
                let help = format!("to name a value write `let {name} = …`");
                self.tell(Diagnostic::error(codes::UNEXPECTED, message).at(word, "").help(help));
                self.push(Token::Op(Binary::Equal), span);
            }
            // A `let` that is not the first of its statement is for the parser to tell about.
            [.., (Token::Let, _), _] => self.push(Token::Assign, span),
            [.., _] if self.in_record() && self.key_is_last() => {
                let message = format!("found {}, expected `:` in a record", self.shown(span));
                self.tell(
                    Diagnostic::error(codes::UNEXPECTED, message)
                        .at(span, "")
                        .help("write `{name: value}`")
                        .edit(span, ":"),
                );
                self.push(Token::Colon, span);
            }
            [.., (Token::Word(path), at)] if path.contains('/') && at.end == span.start => {
                let message = format!("found {} in a path", self.shown(span));
                let help = "a path with `=` in it stands in quotes, such as \"logs/year=2026\"";
                self.tell(Diagnostic::error(codes::UNEXPECTED, message).at(span, "").help(help));
                self.push(Token::Op(Binary::Equal), span);
            }
            [.., (Token::Word(name) | Token::Variable(name), _)]
                if chars::is_variable(name) && self.segment().len() == 1 =>
            {
                let message = format!("found {}, expected `==` or `let`", self.shown(span));
                let help = format!(
                    "to name a value write `let {name} = …`, to compare write `{name} == …`"
                );
                self.tell(Diagnostic::error(codes::UNEXPECTED, message).at(span, "").help(help));
                self.push(Token::Op(Binary::Equal), span);
            }
            _ => {
                self.tell(remark::wrong_operator(self.text, span, "=="));
                self.push(Token::Op(Binary::Equal), span);
            }
        }
    }

    /// Whether this is the `=` of a `let` or a `const`.
    fn first_assign(&self) -> bool {
        let is_binding = matches!(
            self.segment(),
            // Something else than a constant may be exported by mistake, which is told about once.
            [(Token::Let | Token::Word("const" | "export"), _), ..]
        );
        let again = self.segment().iter().any(|(token, _)| *token == Token::Assign);
        is_binding && self.frame().kind == Kind::Statements && !again
    }

    /// The `=` of `let`, `:=` being the same in other languages.
    fn binding(&mut self, span: Span) {
        if span.len() > 1 {
            self.tell(remark::wrong_operator(self.text, span, "="));
        }
        self.push(Token::Assign, span);
        self.begin();
    }

    /// `--flag= value` would be a flag without a value and an argument.
    fn space_after_flag(&mut self, flag: Span, span: Span) {
        let rest = self.text.get(span.end..).unwrap_or_default();
        let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let next = rest.get(space..).and_then(|rest| rest.chars().next());
        if space == 0 || next.is_none_or(|c| "\r\n|;)]},#".contains(c)) {
            return;
        }
        let place = Span { start: span.end, end: span.end + space, ..span };
        let shown = self.shown(flag.to(span));
        self.tell(
            Diagnostic::error(
                codes::UNEXPECTED,
                format!("expected a value after {shown}, found a space"),
            )
            .at(place, "")
            .help("remove the space behind the `=`")
            .edit(place, ""),
        );
    }

    pub(super) fn equal(&mut self, span: Span) {
        if !matches!(self.segment(), [(Token::Let, _), _]) {
            return self.push(Token::Op(Binary::Equal), span);
        }
        self.tell(
            Diagnostic::error(codes::UNEXPECTED, "found `==`, expected `=` after the name")
                .at(span, "")
                .help("`let` has one `=`; `==` compares")
                .edit(span, "="),
        );
        self.push(Token::Assign, span);
        self.begin();
    }
}
