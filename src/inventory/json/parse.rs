//! From the text of a JSON file to its one value, with the place of everything in it.
//!
//! `serde_json` says whether it is JSON at all, and what its texts and numbers are; here is only
//! where they are.

use std::rc::Rc;

use serde::de::IgnoredAny;

use crate::diag::{Diagnostic, Result, codes};
use crate::inventory::node::{Kind, Node, check_keys, is_too_deep, too_deep};
use crate::source::{SourceId, Span};

/// The value that `text` holds, which `source` names in the spans.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn parse(source: SourceId, text: &str) -> Result<Rc<Node>> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - bare.len();
    if let Err(error) = serde_json::from_str::<IgnoredAny>(bare) {
        let before = bare.split_inclusive('\n').take(error.line().saturating_sub(1));
        let line = before.map(str::len).sum::<usize>();
        let at = start + line + error.column().saturating_sub(1);
        let at = text.floor_char_boundary(at.min(text.len()));
        return Err(wrong(Span::new(source, at..at), &error));
    }
    Scanner { source, text, at: start, depth: 0 }.value()
}

fn wrong(at: Span, error: &serde_json::Error) -> Box<Diagnostic> {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let help = match error.is_eof() {
        true => "it ends too early: was it cut off?",
        false => "write texts and names in double quotes, with commas between, and none at the end",
    };
    Box::new(Diagnostic::error(codes::INVENTORY, format!("not JSON: {said}")).at(at, "").help(help))
}

/// Goes through a text that is JSON.
struct Scanner<'a> {
    source: SourceId,
    text: &'a str,
    at: usize,
    /// Lists and objects around it.
    depth: usize,
}

impl Scanner<'_> {
    fn next(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        while self.at < self.text.len() && is_skipped(self.next()) {
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self) {
        self.skip(|byte| byte.is_ascii_whitespace());
    }

    /// Whether the list or object that began here goes on; commas and colons are passed over.
    fn goes_on(&mut self, end: u8) -> bool {
        self.skip(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b':'));
        let goes_on = self.at < self.text.len() && self.next() != end;
        self.at += usize::from(!goes_on);
        goes_on
    }

    fn value(&mut self) -> Result<Rc<Node>> {
        self.skip_blanks();
        let start = self.at;
        if is_too_deep(self.depth) {
            return Err(too_deep(Span::new(self.source, start..start)).into());
        }
        self.depth += 1;
        let node = self.inner(start);
        self.depth -= 1;
        node
    }

    fn inner(&mut self, start: usize) -> Result<Rc<Node>> {
        let kind = match self.next() {
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                while self.goes_on(b']') {
                    items.push(self.value()?);
                }
                Kind::List(items)
            }
            b'{' => {
                self.at += 1;
                let mut pairs = Vec::new();
                while self.goes_on(b'}') {
                    let key = self.value()?;
                    self.goes_on(b'}');
                    pairs.push((key, self.value()?));
                }
                check_keys(&pairs)?;
                Kind::Map(pairs)
            }
            b'"' => return self.text_node(),
            _ => {
                self.skip(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
                let word = self.text.get(start..self.at).unwrap_or_default();
                self.word(word, start)?
            }
        };
        Node::new(kind, Span::new(self.source, start..self.at))
    }

    /// A number, or a word.
    fn word(&self, word: &str, start: usize) -> Result<Kind> {
        Ok(match word {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            number => match number.parse() {
                Ok(int) => Kind::Int(int),
                // More than 64 bits hold is not rounded.
                Err(_) if !number.contains(['.', 'e', 'E']) => Kind::Text(number.to_owned()),
                Err(_) => {
                    let span = Span::new(self.source, start..self.at);
                    let float = serde_json::from_str(number);
                    Kind::Float(float.map_err(|error| wrong(span, &error))?)
                }
            },
        })
    }

    /// A text; its place is what stands between the quotes, where that is the text itself.
    fn text_node(&mut self) -> Result<Rc<Node>> {
        let start = self.at;
        self.at += 1;
        while self.at < self.text.len() && self.next() != b'"' {
            self.at += if self.next() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        let whole = Span::new(self.source, start..self.at);
        let text: String = serde_json::from_str(quoted).map_err(|error| wrong(whole, &error))?;
        let is_itself = text.len() + 2 == quoted.len();
        let span = match is_itself {
            true => Span::new(self.source, start + 1..self.at - 1),
            false => whole,
        };
        Node::new(Kind::Text(text), span)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Sources;

    fn parsed(text: &str) -> Result<Rc<Node>> {
        parse(Sources::default().add("x", text), text)
    }

    fn json(node: &Node) -> serde_json::Value {
        use serde_json::Value as Json;
        match &node.kind {
            Kind::Null => Json::Null,
            Kind::Bool(value) => (*value).into(),
            Kind::Int(value) => (*value).into(),
            Kind::Float(value) => (*value).into(),
            Kind::Text(text) | Kind::Vault(text) => text.as_str().into(),
            Kind::List(items) => items.iter().map(|item| json(item)).collect(),
            Kind::Map(pairs) => {
                let field = |(key, value): &(Rc<Node>, Rc<Node>)| {
                    (key.text().unwrap_or_default().to_owned(), json(value))
                };
                Json::Object(pairs.iter().map(field).collect())
            }
        }
    }

    fn any() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::Value as Json;
        let leaf = prop_oneof![
            Just(Json::Null),
            any_bool().prop_map(Json::from),
            proptest::num::i64::ANY.prop_map(Json::from),
            (-1e9..1e9f64).prop_map(|number| Json::from(number + 0.5)),
            ".{0,8}".prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                prop::collection::hash_map(".{0,4}", inner, 0..6)
                    .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    fn any_bool() -> impl Strategy<Value = bool> {
        proptest::bool::ANY
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_it_is_to_serde(value in any(), pretty in any_bool()) {
            let text = if pretty {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            prop_assert_eq!(json(&parsed(&text).unwrap()), value);
        }

        #[test]
        fn no_text_is_too_much(text in "[\\[\\]{}\",:0-9a-z\\\\ -]{0,40}|\\PC{0,20}") {
            let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            if let Ok(read) = parsed(&text) {
                prop_assert!(is_json, "{:?}", read);
            }
        }
    }

    #[test]
    fn errors_have_a_place_and_bounds_hold() {
        let at = |text: &str| {
            let problem = parsed(text).unwrap_err();
            (problem.message.clone(), problem.labels[0].span.start)
        };
        assert_eq!(at("[\"ä\",\n x]"), ("not JSON: expected value".to_owned(), 8));
        assert_eq!(at("[1").0, "not JSON: EOF while parsing a list");
        assert_eq!(at("{\"a\": 1, \"a\": 2}"), ("the key `a` stands here twice".to_owned(), 10));
        assert!(at("[1e999]").0.starts_with("not JSON: number out of range"));
        assert!(at(r#"["\ud800"]"#).0.starts_with("not JSON: "));
        for levels in [65, 100_000] {
            let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            assert!(at(&deep).0.contains("nest deeper"), "{levels}");
        }
        let big = parsed("[18446744073709551616, -1, 2.5e3]").unwrap();
        assert_eq!(json(&big).to_string(), r#"["18446744073709551616",-1,2500.0]"#);
    }
}
