//! NUON, in which Nushell and `to nuon` write values: JSON with units, dates, bytes, ranges, tables,
//! comments, and texts without quotes. Data alone: variables and calculations are refused.

#[cfg(test)]
mod tests;
mod word;
mod writer;

use data_encoding::HEXLOWER_PERMISSIVE;

use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, scalar};

pub use writer::Table;

use word::meaning;

/// How deep lists and records may be nested.
const DEEPEST: usize = 128;

/// The value that is written in `bytes`.
///
/// # Errors
/// It does not follow the format, with a place.
pub fn from_nuon(bytes: &[u8]) -> Result<Value> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Diagnostic::error(codes::FORMAT, "this is no text in UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut parser = Parser { text, at: 0, depth: 0 };
    let value = parser.value().and_then(|value| {
        parser.skip(true);
        if parser.rest().is_empty() {
            Ok(value)
        } else {
            Err("there is more behind the value".into())
        }
    });
    value.map_err(|problem| parser.wrong(&problem))
}

/// What is wrong at the place where the parser stands.
type Parsed<T> = std::result::Result<T, String>;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn wrong(&self, problem: &str) -> Box<Diagnostic> {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let message = format!("this is no NUON, line {line}, column {column}: {problem}");
        Diagnostic::error(codes::FORMAT, message).into()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Whether `word` stands here, behind which the parser is then.
    fn eat(&mut self, word: &str) -> bool {
        let is_here = self.rest().starts_with(word);
        self.at += if is_here { word.len() } else { 0 };
        is_here
    }

    /// Go on behind spaces and comments, and commas where they only stand between items.
    fn skip(&mut self, plain: bool) {
        loop {
            let rest = self.rest();
            let blank = |c: char| c.is_ascii_whitespace() || (!plain && c == ',');
            let next = rest.find(|c| !blank(c)).unwrap_or(rest.len());
            self.at += next;
            if !self.rest().starts_with('#') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn value(&mut self) -> Parsed<Value> {
        self.skip(true);
        match self.peek() {
            None => Err("a value is missing".into()),
            Some('{') => self.nested(Self::record),
            Some('[') => self.nested(Self::list),
            Some('"' | '\'' | '`') => self.quoted().map(scalar::text),
            Some('r') if self.is_raw() => self.raw().map(scalar::text),
            Some('0')
                if ["0x[", "0o[", "0b["].iter().any(|start| self.rest().starts_with(start)) =>
            {
                self.bytes().map(scalar::binary)
            }
            Some('$' | '(') => Err("variables and calculations are not data".into()),
            Some(_) => self.word(&[',', ']', '}', ';']),
        }
    }

    fn nested(&mut self, parse: fn(&mut Self) -> Parsed<Value>) -> Parsed<Value> {
        if self.depth == DEEPEST {
            return Err(format!("values are nested more than {DEEPEST} deep"));
        }
        self.depth += 1;
        self.at += 1;
        let value = parse(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn record(&mut self) -> Parsed<Value> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        let mut known = std::collections::HashSet::new();
        loop {
            self.skip(false);
            if self.eat("}") {
                return Ok(scalar::record(fields));
            }
            let start = self.at;
            let key = self.key()?;
            if !known.insert(key.clone()) {
                self.at = start;
                return Err(format!("the key `{key}` is there already"));
            }
            self.skip(true);
            if !self.eat(":") {
                return Err(format!("`:` is missing behind the key `{key}`"));
            }
            fields.push((key, self.value()?));
        }
    }

    fn key(&mut self) -> Parsed<String> {
        if matches!(self.peek(), Some('"' | '\'' | '`')) {
            return self.quoted();
        }
        let rest = self.rest();
        let ends =
            |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '{' | '}' | '[' | ']' | ';');
        let end = rest.find(ends).unwrap_or(rest.len());
        let key = rest.get(..end).unwrap_or_default();
        if key.is_empty() {
            return Err(if rest.is_empty() { "`}` is missing" } else { "a key is missing" }.into());
        }
        self.at += end;
        Ok(key.to_owned())
    }

    fn list(&mut self) -> Parsed<Value> {
        let mut items = Vec::new();
        loop {
            self.skip(false);
            match self.peek() {
                None => return Err("`]` is missing".into()),
                Some(']') => {
                    self.at += 1;
                    return Ok(scalar::list(items));
                }
                Some(';') => {
                    let names = match items.as_slice() {
                        [Value::List { vals, .. }] => texts(vals),
                        _ => None,
                    };
                    let names = names.ok_or("`;` stands behind the names of a table's columns")?;
                    self.at += 1;
                    return self.rows(&names);
                }
                Some(_) => items.push(self.value()?),
            }
        }
    }

    /// The rows of a table behind the names of its columns.
    fn rows(&mut self, names: &[String]) -> Parsed<Value> {
        let mut seen = std::collections::HashSet::new();
        if let Some(name) = names.iter().find(|name| !seen.insert(*name)) {
            return Err(format!("two columns are called `{name}`"));
        }
        let mut rows = Vec::new();
        loop {
            self.skip(false);
            if self.eat("]") {
                return Ok(scalar::list(rows));
            }
            let start = self.at;
            let Value::List { vals, .. } = self.value()? else {
                self.at = start;
                return Err("a row of a table is a list of its cells".into());
            };
            if vals.len() != names.len() {
                self.at = start;
                let (cells, columns) = (vals.len(), names.len());
                return Err(format!(
                    "this row has {}, the table {columns} columns",
                    counted(cells)
                ));
            }
            rows.push(scalar::record(names.iter().cloned().zip(vals.into_owned())));
        }
    }

    fn quoted(&mut self) -> Parsed<String> {
        let Some(quote) = self.peek() else { return Ok(String::new()) };
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(char) = self.peek() {
            self.at += char.len_utf8();
            match char {
                _ if char == quote => return Ok(text),
                '\\' if quote == '"' => text.push(self.escaped()?),
                char => text.push(char),
            }
        }
        self.at = start;
        Err(format!("the `{quote}` at the end of a text is missing"))
    }

    fn escaped(&mut self) -> Parsed<char> {
        let char = self.peek().ok_or("a text ends in the middle of an escape")?;
        self.at += char.len_utf8();
        Ok(match char {
            '"' | '\'' | '\\' | '/' | '`' | '$' | '(' | ')' | '{' | '}' | '#' | '|' | '~' | '^' => {
                char
            }
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let code = self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let (code, _) = code.ok_or("an escape is written as `\\u{1f600}`")?;
                let char = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                self.at += code.len() + 2;
                char.ok_or_else(|| format!("there is no character `\\u{{{code}}}`"))?
            }
            other => return Err(format!("there is no escape `\\{other}`")),
        })
    }

    fn is_raw(&self) -> bool {
        let rest = self.rest().strip_prefix("r#");
        rest.is_some_and(|rest| rest.trim_start_matches('#').starts_with('\''))
    }

    /// A text as `r#'…'#`, with as many `#` as one likes.
    fn raw(&mut self) -> Parsed<String> {
        let hashes = self.rest().chars().skip(1).take_while(|c| *c == '#').count();
        let end = format!("'{}", "#".repeat(hashes));
        let inner = self.rest().get(hashes + 2..).unwrap_or_default();
        let (text, _) = inner.split_once(&end).ok_or_else(|| format!("`{end}` is missing"))?;
        self.at += hashes + 2 + text.len() + end.len();
        Ok(text.to_owned())
    }

    fn bytes(&mut self) -> Parsed<Vec<u8>> {
        let (start, rest) = self.rest().split_at(3);
        let (digits, _) = rest.split_once(']').ok_or("`]` is missing")?;
        let plain = digits.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let bytes = match start {
            "0x[" => HEXLOWER_PERMISSIVE.decode(plain.as_bytes()).ok(),
            "0o[" => grouped(&plain, 3, 8),
            _ => grouped(&plain, 8, 2),
        };
        let bytes = bytes.ok_or_else(|| format!("`{start}{digits}]` are no bytes"))?;
        self.at += 3 + digits.len() + 1;
        Ok(bytes)
    }

    /// A word without quotes, up to a space or one of `ends`.
    fn word(&mut self, ends: &[char]) -> Parsed<Value> {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || ends.contains(&c)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        if word.is_empty() {
            return Err("a value is missing".into());
        }
        let value = meaning(word)?;
        self.at += end;
        Ok(value)
    }
}

/// Names of columns.
fn texts(names: &[Value]) -> Option<Vec<String>> {
    let text = |name: &Value| match name {
        Value::String { val, .. } => Some(val.clone()),
        _ => None,
    };
    names.iter().map(text).collect()
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

fn grouped(digits: &str, width: usize, radix: u32) -> Option<Vec<u8>> {
    let groups = digits.as_bytes().chunks(width);
    let byte = |group: &[u8]| match group.len() == width {
        true => u8::from_str_radix(std::str::from_utf8(group).ok()?, radix).ok(),
        false => None,
    };
    groups.map(byte).collect()
}
