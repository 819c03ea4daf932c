//! Literals of Python, as which Ansible takes the values of variables in INI files: `5`, `'text'`,
//! `[1, None]`, `{'a': True}`, `80, 443`. What is none of them is a text.
//!
//! Two kinds of literals stay texts here: complex numbers, and integers of more than 64 bits.

use std::iter::Peekable;
use std::str::Chars;

use crate::value::{Value, scalar};

/// How deep literals nest; deeper ones are texts.
const DEPTH: usize = 64;

/// The value that `text` stands for: a literal, or else itself.
pub(super) fn value(text: &str) -> Value {
    literal(text).unwrap_or_else(|| scalar::text(text))
}

fn literal(text: &str) -> Option<Value> {
    let mut reader = Reader { chars: text.chars().peekable(), depth: 0 };
    reader.blanks();
    let first = reader.item()?;
    reader.blanks();
    // Commas alone make a tuple.
    let value = if reader.chars.peek() == Some(&',') {
        let mut items = vec![first];
        while reader.eat(',') {
            if reader.at_end() {
                break;
            }
            items.push(reader.item()?);
        }
        scalar::list(items)
    } else {
        first
    };
    reader.at_end().then_some(value)
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    depth: usize,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.chars.next_if(|char| matches!(char, ' ' | '\t' | '\u{c}')).is_some() {}
    }

    /// Take `wanted`, and the blanks around it.
    fn eat(&mut self, wanted: char) -> bool {
        self.blanks();
        let eaten = self.chars.next_if_eq(&wanted).is_some();
        self.blanks();
        eaten
    }

    /// Whether nothing follows but blanks and a remark.
    fn at_end(&mut self) -> bool {
        self.blanks();
        matches!(self.chars.peek(), None | Some('#'))
    }

    fn item(&mut self) -> Option<Value> {
        self.blanks();
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let value = match *self.chars.peek()? {
            '[' => scalar::list(self.items('[', ']')?.0),
            '(' => {
                let (mut items, commas) = self.items('(', ')')?;
                // Without a comma the brackets say nothing.
                if items.len() == 1 && commas == 0 { items.pop()? } else { scalar::list(items) }
            }
            '{' => self.braces()?,
            '\'' | '"' => self.strings(String::new())?,
            '+' | '-' => self.signed()?,
            '.' | '0'..='9' => number(&self.word())?,
            char if char.is_alphabetic() || char == '_' => self.name()?,
            _ => return None,
        };
        self.depth -= 1;
        Some(value)
    }

    /// What stands between brackets, and how many commas.
    fn items(&mut self, open: char, close: char) -> Option<(Vec<Value>, usize)> {
        self.eat(open).then_some(())?;
        let (mut items, mut commas) = (Vec::new(), 0);
        while !self.eat(close) {
            if items.len() > commas {
                return None;
            }
            items.push(self.item()?);
            if self.eat(',') {
                commas += 1;
            }
        }
        Some((items, commas))
    }

    /// A dictionary or a set.
    fn braces(&mut self) -> Option<Value> {
        self.eat('{').then_some(())?;
        let (mut fields, mut items) = (Vec::<(String, Value)>::new(), Vec::new());
        while !self.eat('}') {
            let key = self.item()?;
            if self.eat(':') {
                let (name, value) = (key_text(&key)?, self.item()?);
                fields.retain(|(known, _)| *known != name);
                fields.push((name, value));
            } else {
                items.push(key);
            }
            if !self.eat(',') && self.chars.peek() != Some(&'}') {
                return None;
            }
        }
        match (fields.is_empty(), items.is_empty()) {
            (_, true) => Some(scalar::record(fields)),
            (true, false) => Some(scalar::list(items)),
            (false, false) => None,
        }
    }

    fn signed(&mut self) -> Option<Value> {
        let sign = self.chars.next()?;
        self.blanks();
        matches!(self.chars.peek()?, '.' | '0'..='9').then_some(())?;
        let word = self.word();
        match sign {
            // The least int has no positive twin.
            '-' => number(&format!("-{word}")),
            _ => number(&word),
        }
    }

    /// Letters, digits, dots, and the sign of an exponent.
    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(char) = self.chars.next_if(|char| {
            let exponent = word.ends_with(['e', 'E']) && !word.starts_with("0x");
            char.is_alphanumeric()
                || matches!(char, '_' | '.')
                || exponent && matches!(char, '+' | '-')
        }) {
            word.push(char);
        }
        word
    }

    fn name(&mut self) -> Option<Value> {
        let mut word = String::new();
        while let Some(char) = self.chars.next_if(|char| char.is_alphanumeric() || *char == '_') {
            word.push(char);
        }
        if matches!(self.chars.peek(), Some('\'' | '"')) {
            return self.strings(word);
        }
        match word.as_str() {
            "None" => Some(scalar::null()),
            "True" => Some(scalar::boolean(true)),
            "False" => Some(scalar::boolean(false)),
            "set" if self.eat('(') && self.eat(')') => Some(scalar::list(Vec::new())),
            _ => None,
        }
    }

    /// Texts one behind the other, which are one; the first has the prefix `prefix`.
    fn strings(&mut self, mut prefix: String) -> Option<Value> {
        let mut text = String::new();
        let mut bytes = None;
        loop {
            let lower = prefix.to_lowercase();
            let raw = lower.contains('r');
            let is_bytes = lower.contains('b');
            if !matches!(lower.as_str(), "" | "u" | "r" | "b" | "br" | "rb")
                || bytes.is_some_and(|bytes| bytes != is_bytes)
            {
                return None;
            }
            bytes = Some(is_bytes);
            self.string(raw, is_bytes, &mut text)?;
            self.blanks();
            prefix = String::new();
            while let Some(char) = self.chars.next_if(|char| char.is_ascii_alphabetic()) {
                prefix.push(char);
            }
            if !matches!(self.chars.peek(), Some('\'' | '"')) {
                return prefix.is_empty().then(|| scalar::text(text));
            }
        }
    }

    fn string(&mut self, raw: bool, bytes: bool, text: &mut String) -> Option<()> {
        let quote = self.chars.next()?;
        let mut triple = false;
        if self.chars.next_if_eq(&quote).is_some() {
            if self.chars.next_if_eq(&quote).is_none() {
                return Some(());
            }
            triple = true;
        }
        let mut closing = 0;
        loop {
            let char = self.chars.next()?;
            if char == quote {
                closing += 1;
                if !triple || closing == 3 {
                    return Some(());
                }
                continue;
            }
            text.extend(std::iter::repeat_n(quote, std::mem::take(&mut closing)));
            match char {
                _ if bytes && !char.is_ascii() => return None,
                '\\' if raw => {
                    text.push('\\');
                    text.push(self.chars.next()?);
                }
                '\\' => self.escape(bytes, text)?,
                other => text.push(other),
            }
        }
    }

    fn escape(&mut self, bytes: bool, text: &mut String) -> Option<()> {
        let char = self.chars.next()?;
        let code = match char {
            '\\' | '\'' | '"' => u32::from(char),
            'a' => 7,
            'b' => 8,
            't' => 9,
            'n' => 10,
            'v' => 11,
            'f' => 12,
            'r' => 13,
            '0'..='7' => {
                let mut code = char.to_digit(8)?;
                for _ in 0..2 {
                    let Some(digit) = self.chars.next_if(|char| char.is_digit(8)) else { break };
                    code = code * 8 + digit.to_digit(8)?;
                }
                code
            }
            'x' => self.hex(2)?,
            'u' if !bytes => self.hex(4)?,
            'U' if !bytes => self.hex(8)?,
            'N' if !bytes => return None,
            other => {
                text.extend(['\\', other]);
                return Some(());
            }
        };
        if bytes && code > 127 {
            return None;
        }
        text.push(char::from_u32(code)?);
        Some(())
    }

    fn hex(&mut self, digits: u32) -> Option<u32> {
        let mut code = 0_u32;
        for _ in 0..digits {
            code = code.checked_mul(16)? + self.chars.next()?.to_digit(16)?;
        }
        Some(code)
    }
}

/// The number that `word` is, maybe with a `-` before it.
fn number(word: &str) -> Option<Value> {
    let (sign, digits) = word.strip_prefix('-').map_or(("", word), |digits| ("-", digits));
    let lower = digits.to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            let rest = rest.strip_prefix('_').unwrap_or(rest);
            let digits = joined(rest, |char| char.is_digit(radix))?;
            return i64::from_str_radix(&format!("{sign}{digits}"), radix).ok().map(scalar::int);
        }
    }
    if lower.chars().all(|char| char.is_ascii_digit() || char == '_') {
        let digits = joined(&lower, |char| char.is_ascii_digit())?;
        let zeros = digits.starts_with('0') && digits.contains(|char| char != '0');
        let number = (!zeros).then(|| format!("{sign}{digits}"))?;
        return number.parse().ok().map(scalar::int);
    }
    let (mantissa, exponent) = lower.split_once('e').map_or((&*lower, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digit = |char: char| char.is_ascii_digit();
    let part =
        |part: &str| if part.is_empty() { Some(String::new()) } else { joined(part, is_digit) };
    let (whole, fraction) = (part(whole)?, part(fraction)?);
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut number = format!("{sign}{whole}.{fraction}");
    if let Some(exponent) = exponent {
        let (sign, digits) = match exponent.strip_prefix(['+', '-']) {
            Some(digits) => (exponent.get(..1)?, digits),
            None => ("", exponent),
        };
        number.push_str(&format!("e{sign}{}", joined(digits, is_digit)?));
    }
    // Rust wants a digit on one side of the dot, and there is one.
    number.parse().ok().map(scalar::float)
}

/// `digits` without the single underscores between them.
fn joined(digits: &str, is_digit: impl Fn(char) -> bool) -> Option<String> {
    let parts = digits.split('_');
    let good = parts.clone().all(|part| !part.is_empty() && part.chars().all(&is_digit));
    good.then(|| parts.collect())
}

/// A key of a dictionary as the name of a field, written as JSON writes it.
fn key_text(key: &Value) -> Option<String> {
    match key {
        Value::String { val, .. } => Some(val.clone()),
        Value::Int { val, .. } => Some(val.to_string()),
        Value::Bool { val, .. } => Some(val.to_string()),
        Value::Float { val, .. } => Some(format!("{val:?}")),
        Value::Nothing { .. } => Some("null".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::literal_text;

    #[test]
    fn literals_have_types_and_all_else_is_a_text() {
        let is =
            |text: &str, wanted: &str| assert_eq!(literal_text(&value(text)), wanted, "{text}");
        is(" 5", "5");
        is("-0x1f # x", "-31");
        is("0644", "\"0644\"");
        is("1_000.5e-1_0", "1.0005e-7");
        is("[1, 'a' \"b\", {'k': (1,)},]", "[1, \"ab\", {k: [1]}]");
        is("80,443", "[80, 443]");
        is("{1, 1}", "[1, 1]");
        is("rb'\\\\x'", "\"\\\\\\\\x\"");
        is("'\\x41\\101\\q'", "\"AA\\\\q\"");
        is("'''a'b'''", "\"a'b\"");
        is("9223372036854775808", "\"9223372036854775808\"");
        is("-9223372036854775808", "-9223372036854775808");
        for text in
            ["yes", "a.b", "--5", "5px", "[1", "{1: 2, 3}", "f'x'", "1__0", "'a", "'\\ud800'"]
        {
            assert_eq!(value(text), scalar::text(text));
        }
        let deep = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
        assert_eq!(value(&deep), scalar::text(deep));
    }
}
