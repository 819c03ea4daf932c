//! What strings are worth: their escapes. It is given one string with its quotes.

use std::ops::Range;

/// The value of a string with its quotes, and the places of bad escapes in it, in bytes of `text`.
pub(super) fn string(text: &str) -> (String, Vec<Range<usize>>) {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    if text.starts_with('\'') || !inner.contains('\\') {
        return (inner.to_owned(), Vec::new());
    }
    let mut value = String::with_capacity(inner.len());
    let bad = resolve(inner, 1, &mut value);
    (value, bad)
}

/// Write `inner` without its escapes to `value`; `offset` is added to the places of bad ones.
pub(super) fn resolve(inner: &str, offset: usize, value: &mut String) -> Vec<Range<usize>> {
    let mut bad = Vec::new();
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        value.push_str(before);
        let (character, length) = escaped(escape);
        let start = offset + inner.len() - escape.len();
        match character {
            Some(character) => value.push(character),
            None => bad.push(start..start + length),
        }
        rest = escape.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    bad
}

/// What an escape at the start of `text` stands for, and its length in bytes.
fn escaped(text: &str) -> (Option<char>, usize) {
    let Some(letter) = text.chars().nth(1) else { return (None, text.len()) };
    let character = match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'e' => '\u{1b}',
        '\\' | '"' | '\'' | '$' | '(' | ')' => letter,
        'u' => return unicode_escape(text),
        _ => return (None, 1 + letter.len_utf8()),
    };
    (Some(character), 2)
}

/// `\u{…}` at the start of `text`.
fn unicode_escape(text: &str) -> (Option<char>, usize) {
    let Some(digits) = text.get(2..).and_then(|rest| rest.strip_prefix('{')) else {
        return (None, 2);
    };
    let length = digits.find(|digit: char| !digit.is_ascii_hexdigit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at(length);
    if !rest.starts_with('}') {
        return (None, 3 + length);
    }
    let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    (character, 4 + length)
}
