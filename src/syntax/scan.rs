//! How far the most common tokens reach. They are most of any text, so they are measured by plain
//! loops, character by character; what is rarer is put together from rules in [`super::lexer`].

use super::chars::is_word;

/// The whitespace that `text` begins with, ends of lines excepted.
pub(super) fn space(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_whitespace() || c == '\n').unwrap_or(text.len());
    (end > 0).then_some(end)
}

/// A comment, up to the end of its line.
pub(super) fn comment(text: &str) -> Option<usize> {
    if !text.starts_with('#') {
        return None;
    }
    let line = text.find('\n').and_then(|end| text.get(..end)).unwrap_or(text);
    Some(line.strip_suffix('\r').unwrap_or(line).len())
}

/// A string with both its quotes, which has no values in it.
pub(super) fn string(text: &str) -> Option<usize> {
    let inside = text.get(1..)?;
    match text.as_bytes().first()? {
        b'\'' => Some(inside.find('\'')? + 2),
        b'"' => {
            let mut bytes = inside.bytes().enumerate();
            while let Some((at, byte)) = bytes.next() {
                match byte {
                    b'"' => return Some(at + 2),
                    // Whatever is escaped, no byte of it but its first can be a quote.
                    b'\\' => drop(bytes.next()),
                    _ => {}
                }
            }
            None
        }
        _ => None,
    }
}

/// A word: `web[01-20]`, `C:\x` and `::1` are such, too.
pub(super) fn word(text: &str) -> Option<usize> {
    let mut at = match text.chars().next()? {
        '#' => return None,
        c if is_word(c) => c.len_utf8(),
        ':' if text.starts_with("::") => 2,
        _ => return None,
    };
    while let Some(c) = text.get(at..)?.chars().next() {
        let rest = text.get(at + c.len_utf8()..)?;
        at += match c {
            c if is_word(c) => c.len_utf8(),
            // A `:` with more of the word behind it; else it ends the word.
            ':' if rest.starts_with(|c: char| is_word(c) || c == ':') => 1,
            '[' => match hosts(rest) {
                Some(length) => 1 + length,
                None => break,
            },
            _ => break,
        };
    }
    Some(at)
}

/// The numbers of hosts behind a `[`, the closing bracket included.
fn hosts(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || ",-".contains(c)))?;
    (text.starts_with(|c: char| c.is_ascii_digit()) && text.get(end..)?.starts_with(']'))
        .then_some(end + 1)
}
