//! Words for mistakes in what begins with a word of the language, such as `if`, `def` and `let`.

use super::explain::Scene;
use super::remark::shown;
use super::token::{Bracket, Token};
use super::trouble::Want;
use crate::diag::Diagnostic;

/// How each construct is written.
const FORMS: &[(&str, &str)] = &[
    ("catch", "try { … } catch { … }"),
    ("const", "const name = value"),
    ("def", "def name [parameter: type] { … }"),
    ("else", "if condition { … } else { … }"),
    ("finally", "try { … } finally { … }"),
    ("for", "for name in list { … }"),
    ("if", "if condition { … } else { … }"),
    ("let", "let name = value"),
    ("match", "match value { pattern => … }"),
    ("test", "test \"what is true\" { … }"),
    ("try", "try { … } catch { … }"),
    ("use", "use ./file.rsh"),
    ("while", "while condition { … }"),
];

/// How what begins with `word` is written.
fn form(word: &str) -> Option<&'static str> {
    FORMS.iter().find(|(known, _)| *known == word).map(|(_, form)| *form)
}

impl Scene<'_> {
    /// The last word of the language before the place.
    fn head(&self) -> &'static str {
        let before = self.lines.tokens.get(..self.at).unwrap_or_default();
        let words = before.iter().rev().filter_map(|(token, _)| match token {
            Token::Let => Some("let"),
            Token::Word(word) => {
                FORMS.iter().find(|(known, _)| known == word).map(|(known, _)| *known)
            }
            _ => None,
        });
        words.into_iter().next().unwrap_or("let")
    }

    fn form(&self) -> String {
        format!("write `{}`", form(self.head()).unwrap_or_default())
    }

    /// A name or its `=` is missing.
    pub(super) fn binding(self) -> Diagnostic {
        let head = self.head();
        if self.wants.has(Want::Equals) {
            let name = self.before().map_or(String::new(), |(_, place)| shown(self.text, place));
            let help = if name == "`mut`" {
                "variables never change, so there is no `mut`; write `let name = value`".to_owned()
            } else {
                self.form()
            };
            return self.expected(&format!("`=` after {name}")).help(help);
        }
        let help = match self.found() {
            Some(Token::Word(_) | Token::Quoted(_) | Token::Number(_)) => {
                "a name begins with a letter or `_` and has letters, digits, `_` and `-`".to_owned()
            }
            Some(
                Token::Op(_) | Token::Not | Token::Null | Token::True | Token::False | Token::Let,
            ) => "this word has a meaning of its own; take another name".to_owned(),
            _ => self.form(),
        };
        let place = if head == "catch" { "|".to_owned() } else { head.to_owned() };
        self.expected(&format!("a name after `{place}`")).help(help)
    }

    /// A part of a construct is missing; nothing when it is something else.
    pub(super) fn construct(&self) -> Option<Diagnostic> {
        let after = self.before().map_or(String::new(), |(_, place)| shown(self.text, place));
        if self.misplaced().is_some() {
            return self.misplaced();
        }
        let wants = |want| self.wants.has(want);
        if wants(Want::Block) {
            return Some(self.block(&after));
        }
        let (what, help) = if wants(Want::In) {
            (format!("`in` after {after}"), self.form())
        } else if wants(Want::Params) {
            let help = "write its parameters in `[…]`, or `[]` when it has none";
            (format!("`[` after {after}"), help.to_owned())
        } else if wants(Want::Arms) {
            (format!("`{{` with the arms after {after}"), self.form())
        } else if wants(Want::Arrow) && self.found() != Some(Token::Error) {
            (format!("`=>` after {after}"), self.arrow().to_owned())
        } else if wants(Want::Pattern) {
            let help =
                "a pattern is a value, a range, a type, `$name`, `[…]`, `{…}`, or `_` for all";
            (format!("a pattern, such as `1` or `_`, after {after}"), help.to_owned())
        } else if wants(Want::Kind) {
            (format!("`{{` or the kind of an error after {after}"), self.form())
        } else if wants(Want::Path) {
            let help = "write the path of a script, such as `use ./lib.rsh`, or a part of `std`";
            (format!("a path after {after}"), help.to_owned())
        } else if wants(Want::Type) {
            let help = "types are int, float, string, bool, duration, filesize, date, binary, \
                        list<…>, record<…> and table<…>";
            (format!("a type after {after}"), help.to_owned())
        } else if wants(Want::Bar) && !wants(Want::Value) {
            (format!("`|` after {after}"), "write `{|name| … }`".to_owned())
        } else if wants(Want::Greater) {
            (format!("`>` after {after}"), "a type such as `list<int>` ends with `>`".to_owned())
        } else if wants(Want::Param) && !wants(Want::Value) {
            let help = "a parameter is `name: type`, `name?: type`, `...name: type`, \
                        `--name: type` or `--switch`";
            (format!("a parameter after {after}"), help.to_owned())
        } else {
            return None;
        };
        Some(self.expected(&what).help(help))
    }

    /// A word of the language stands where it cannot.
    fn misplaced(&self) -> Option<Diagnostic> {
        let before = self.before();
        if let Some((Token::Word(word @ ("if" | "match" | "try")), place)) = before
            && !self.wants.has(Want::Block)
            && self.at > 1
        {
            let help = format!("put it in parentheses: `({})`", form(word)?);
            let code = crate::diag::codes::UNEXPECTED;
            let message = format!("`{word}` is no value by itself");
            return Some(Diagnostic::error(code, message).at(place, "").help(help));
        }
        if let Some((Token::Word("export"), place)) = before {
            let message = "`export` stands before `def` or `const`";
            let code = crate::diag::codes::UNEXPECTED;
            let told = Diagnostic::error(code, message).at(place, "");
            return Some(told.help("write `export const NAME = value`, or `let name = value` for a value of this script alone"));
        }
        let Some(Token::Word(word)) = self.found() else { return None };
        let form = form(word);
        if let ("elif" | "elsif" | "elseif", Some((Token::Close(_), _))) = (word, before) {
            let told = self.error(format!("found `{word}`, expected `else if`"));
            return Some(told.help("did you mean `else if`?").edit(self.span, "else if"));
        }
        let help = match word {
            "else" | "catch" | "finally" => {
                let help = format!("it goes with what stands before it: `{}`", form?);
                return Some(self.error(format!("nothing stands before `{word}`")).help(help));
            }
            "for" | "while" | "def" | "const" | "use" => {
                format!("it begins a statement: `{}`", form?)
            }
            "return" | "break" | "continue" | "export" => "it begins a statement".to_owned(),
            "if" | "match" | "try" if !self.wants.has(Want::Block) => {
                format!("put it in parentheses: `({})`", form?)
            }
            _ => return None,
        };
        let after = self.before().map(|(_, place)| shown(self.text, place))?;
        Some(self.error(format!("`{word}` cannot follow {after}")).help(help))
    }

    fn arrow(&self) -> &'static str {
        if self.head() == "catch" {
            "write `catch kind => { … }`, or `catch { … }` for any error"
        } else {
            "an arm is `pattern => value`, each in a line of its own"
        }
    }

    fn block(&self, after: &str) -> Diagnostic {
        let head = self.head();
        if self.before().is_some_and(|(token, _)| token == Token::Close(Bracket::Block)) {
            let message = format!("`{head}` has a block and nothing to ask before it");
            return self.error(message).help(self.form());
        }
        let help = match (self.head(), self.found()) {
            (_, Some(Token::Word("then" | "do"))) => self.form(),
            ("if" | "while" | "for" | "match", Some(token))
                if token.starts_value() || token == Token::Pipe =>
            {
                format!(
                    "{}; put a command in parentheses, as in `(hosts | length) > 0`",
                    self.form()
                )
            }
            ("def", _) => "write what it does in `{ … }` behind the parameters".to_owned(),
            _ => self.form(),
        };
        self.expected(&format!("`{{` after {after}")).help(help)
    }
}
