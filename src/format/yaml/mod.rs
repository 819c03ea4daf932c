//! YAML 1.2 in and out, with the types of its core schema.
//!
//! What is bounded: how deep values nest, and how much there is with each alias counted as all that
//! it stands for.

mod tagged;
mod write;

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use self::tagged::{name, typed, unknown};
pub use self::write::to_yaml;
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, scalar};

/// How deep values may nest.
const DEPTH: usize = 128;

/// How much anchors and aliases may stand for, in bytes.
const MOST: usize = 256 << 20;

/// What a value takes beside its text, in bytes, about.
const EACH: usize = 64;

/// The value that `bytes` hold: that of the one document, null where there is none, and a list
/// where there are several.
///
/// A plain `<<` lends the pairs of other mappings, as in YAML 1.1. Keys are the texts of scalars.
///
/// # Errors
/// They are no YAML, with line and column; or a key is named twice, a tag is none of the core
/// schema, an integer does not fit in 64 bits, or it is too deep or too large.
pub fn from_yaml(bytes: &[u8]) -> Result<Value> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line =
            1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        let message = format!("this is no YAML, line {line}: it is no UTF-8 text");
        Diagnostic::error(codes::FORMAT, message).help("save it as UTF-8")
    })?;
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        match event {
            Ok((event, span)) => reader.event(event, span.start)?,
            Err(error) => {
                let help = "lines of one level begin at the same column, indented by blanks; a \
                            text with `: `, ` #`, `{` or `[` in it needs quotes";
                return Err(wrong(*error.marker(), error.info(), help));
            }
        }
    }
    let mut documents = reader.documents;
    Ok(match documents.len() {
        0 => scalar::null(),
        1 => documents.remove(0),
        _ => scalar::list(documents),
    })
}

/// A value, and its size in bytes.
type Sized = (Value, usize);

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    /// None while the value has not ended.
    anchors: HashMap<usize, Option<Sized>>,
    documents: Vec<Value>,
    /// How much anchors and aliases stand for so far.
    copied: usize,
}

/// A list or a mapping whose end has not come.
struct Open {
    anchor: usize,
    start: Marker,
    size: usize,
    items: Items,
}

enum Items {
    List(Vec<Value>),
    Map {
        /// Own pairs, by name and in order.
        pairs: Vec<(String, Value)>,
        /// Where a name stands in `pairs`.
        places: HashMap<String, usize>,
        /// What mappings lent.
        lent: Vec<(String, Value)>,
        /// The key that waits for its value; none of it is a plain `<<`.
        key: Option<Option<String>>,
    },
}

impl Reader {
    fn event(&mut self, event: Event<'_>, at: Marker) -> Result<()> {
        match event {
            Event::Alias(anchor) => {
                let Some((value, size)) = self.anchors.get(&anchor).cloned().flatten() else {
                    let help = "write out what is meant";
                    return Err(wrong(at, "this stands for something that it is a part of", help));
                };
                self.copy(size, at)?;
                let name = key(&value);
                self.put((value, size), name, at)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let merge = plain && tag.is_none() && text == "<<";
                let value = typed(&text, plain, tag.as_deref(), at)?;
                let sized = (value, EACH + text.len());
                if anchor > 0 {
                    self.copy(sized.1, at)?;
                    self.anchors.insert(anchor, Some(sized.clone()));
                }
                self.put(sized, Some((!merge).then(|| text.into_owned())), at)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(anchor, tag.as_deref(), "!!seq", Items::List(Vec::new()), at)
            }
            Event::MappingStart(anchor, tag) => {
                let (pairs, places, lent) = Default::default();
                let items = Items::Map { pairs, places, lent, key: None };
                self.begin(anchor, tag.as_deref(), "!!map", items, at)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        wanted: &str,
        items: Items,
        start: Marker,
    ) -> Result<()> {
        if let Some(tag) =
            tag.filter(|tag| !matches!(name(tag), known if known == wanted || known == "!"))
        {
            return Err(unknown(tag, start));
        }
        if self.open.len() >= DEPTH {
            return Err(wrong(start, &format!("nested deeper than {DEPTH}"), "make it flatter"));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open { anchor, start, size: EACH, items });
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.items {
            Items::List(items) => scalar::list(items),
            Items::Map { mut pairs, places, lent, .. } => {
                // Own pairs count more than lent ones, and of those the first.
                let mut seen = places;
                for (name, value) in lent {
                    if !seen.contains_key(&name) {
                        seen.insert(name.clone(), pairs.len());
                        pairs.push((name, value));
                    }
                }
                scalar::record(pairs)
            }
        };
        if open.anchor > 0 {
            self.copy(open.size, open.start)?;
            self.anchors.insert(open.anchor, Some((value.clone(), open.size)));
        }
        self.put((value, open.size), None, open.start)
    }

    /// So much is copied, for an anchor or for an alias.
    fn copy(&mut self, size: usize, at: Marker) -> Result<()> {
        self.copied = self.copied.saturating_add(size);
        if self.copied > MOST {
            let help = "aliases stand for aliases; write out what is meant";
            return Err(wrong(at, "there is too much behind its aliases", help));
        }
        Ok(())
    }

    /// Add a value to what is open. `name` is what it would be as a key: a text, or a `<<`.
    fn put(&mut self, value: Sized, name: Option<Option<String>>, at: Marker) -> Result<()> {
        let (value, size) = value;
        let Some(open) = self.open.last_mut() else {
            self.documents.push(value);
            return Ok(());
        };
        open.size = open.size.saturating_add(size);
        match &mut open.items {
            Items::List(items) => items.push(value),
            Items::Map { pairs, places, lent, key } => match key.take() {
                None => match name {
                    Some(name) => *key = Some(name),
                    None => {
                        let help = "name it by a text or a number";
                        return Err(wrong(at, "a list or a mapping is no key here", help));
                    }
                },
                Some(Some(name)) => {
                    if let Some(before) = places.insert(name.clone(), pairs.len()) {
                        let message = format!("the key `{name}` stands there twice");
                        places.insert(name, before);
                        return Err(wrong(at, &message, "take one of them out"));
                    }
                    pairs.push((name, value));
                }
                Some(None) => lend(value, lent, at)?,
            },
        }
        Ok(())
    }
}

/// What `value` is called as a key.
fn key(value: &Value) -> Option<Option<String>> {
    match value {
        Value::List { .. } | Value::Record { .. } => None,
        other => Some(Some(crate::value::plain_text(other))),
    }
}

/// Add the pairs of a mapping, or of a list of mappings, to those that are `lent`.
fn lend(value: Value, lent: &mut Vec<(String, Value)>, at: Marker) -> Result<()> {
    let lenders = match value {
        Value::List { vals, .. } => vals.to_vec(),
        other => vec![other],
    };
    for lender in lenders {
        let Value::Record { val, .. } = lender else {
            let help = "write `<<: *name`, where `&name` stands at a mapping above";
            return Err(wrong(at, "only mappings can be merged", help));
        };
        lent.extend(val.into_owned());
    }
    Ok(())
}

fn wrong(at: Marker, what: &str, help: &str) -> Box<Diagnostic> {
    let (line, column) = (at.line(), at.col() + 1);
    let message = format!("this is no YAML, line {line} column {column}: {what}");
    Diagnostic::error(codes::FORMAT, message).help(help).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::to_json_text;

    fn json(text: &str) -> String {
        to_json_text(&from_yaml(text.as_bytes()).unwrap(), false)
    }

    fn error(text: &str) -> String {
        from_yaml(text.as_bytes()).unwrap_err().message
    }

    #[test]
    fn types_are_those_of_the_core_schema() {
        let text = "[1, -0, +7, 0o17, 0xfF, 1., .5, 1e3, -1.5E-3, ~, NULL, null, True, yes, 0b1, \
                    1_0, 1:30, 2026-11-24, '1', \"2\", .inf, -.Inf, . , e5, 0x]";
        let wanted = "[1,0,7,15,255,1.0,0.5,1000.0,-0.0015,null,null,null,true,\"yes\",\"0b1\",\
                      \"1_0\",\"1:30\",\"2026-11-24\",\"1\",\"2\",null,null,\".\",\"e5\",\"0x\"]";
        assert_eq!(json(text), wanted);
        assert_eq!(json("!!str 1"), "\"1\"");
        assert_eq!(json("!!float 1"), "1.0");
        assert_eq!(json("!!binary |\n  AP8\n  =\n"), "\"00ff\"");
    }

    #[test]
    fn documents_aliases_and_merges() {
        assert_eq!(json(""), "null");
        assert_eq!(json("# nothing\n"), "null");
        assert_eq!(json("a: 1\n---\nb: 2\n"), "[{\"a\":1},{\"b\":2}]");
        let text = "base: &b {a: 1, b: 2}\nown:\n  b: 3\n  <<: [*b, {a: 9, c: 4}]\nsame: *b\n";
        let wanted = "{\"base\":{\"a\":1,\"b\":2},\"own\":{\"b\":3,\"a\":1,\"c\":4},\
                      \"same\":{\"a\":1,\"b\":2}}";
        assert_eq!(json(text), wanted);
        assert_eq!(json("'<<': 1"), "{\"<<\":1}");
        assert_eq!(json("1: a\ntrue: b\n"), "{\"1\":\"a\",\"true\":\"b\"}");
    }

    #[test]
    fn an_error_has_its_place() {
        let cases = [
            ("a: 1\nb: [1\n", "line 3"),
            ("a: 1\na: 2\n", "line 2 column 4: the key `a` stands there twice"),
            ("[1, , 2]", "this is no YAML, line 1 column"),
            ("a: !Ref x\n", "line 1 column 4: the tag `!Ref` says nothing here"),
            ("[1]: 2\n", "a list or a mapping is no key here"),
            ("a: &x [*x]\n", "this stands for something that it is a part of"),
            ("a: 9223372036854775808\n", "does not fit in 64 bits"),
            ("<<: 1\n", "only mappings can be merged"),
            ("!!int x", "`x` is no value of the type `!!int`"),
            ("!!binary x", "this is no Base64"),
        ];
        for (text, wanted) in cases {
            let message = error(text);
            assert!(message.contains(wanted), "{text:?}: {message}");
        }
        let message = from_yaml(b"a: 1\nb: \xff\n").unwrap_err().message;
        assert_eq!(message, "this is no YAML, line 2: it is no UTF-8 text");
    }

    #[test]
    fn bombs_do_not_go_off() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let items = vec![format!("*a{}", level - 1); 9].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
        }
        assert!(error(&text).contains("too much behind its aliases"));
        assert!(error(&"- ".repeat(200)).contains("nested deeper than 128"));
        assert!(error(&"[".repeat(100_000)).starts_with("this is no YAML, line 1 column"));
    }
}
