//! The words of a line, as Python's `shlex` takes them apart, which Ansible reads lines of hosts
//! with.

use std::ops::Range;

/// One word, its quotes and backslashes resolved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    /// Its bytes in the line.
    pub at: Range<usize>,
}

/// Why a line has no words.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unclosed {
    /// A quote that never ends.
    Quote(Range<usize>),
    /// A backslash with nothing behind it.
    Backslash(Range<usize>),
}

/// The words of `line`, to its end or to a `#` outside of quotes, even one inside of a word.
pub(super) fn words(line: &str) -> Result<Vec<Word>, Unclosed> {
    let mut words = Vec::new();
    let mut word = None::<Word>;
    let mut chars = line.char_indices();
    while let Some((at, char)) = chars.next() {
        if char == '#' {
            break;
        }
        if matches!(char, ' ' | '\t' | '\r' | '\n') {
            words.extend(word.take());
            continue;
        }
        let current = word.get_or_insert_with(|| Word { text: String::new(), at: at..at });
        match char {
            '\'' | '"' => quoted(&mut chars, at, char, &mut current.text)?,
            '\\' => match chars.next() {
                Some((_, escaped)) => current.text.push(escaped),
                None => return Err(Unclosed::Backslash(at..line.len())),
            },
            other => current.text.push(other),
        }
        current.at.end = chars.offset();
    }
    words.extend(word);
    Ok(words)
}

/// What stands between the quote `quote`, which is at `start`, and the next one.
fn quoted(
    chars: &mut std::str::CharIndices<'_>,
    start: usize,
    quote: char,
    text: &mut String,
) -> Result<(), Unclosed> {
    while let Some((_, char)) = chars.next() {
        if char == quote {
            return Ok(());
        }
        if char == '\\' && quote == '"' {
            match chars.next() {
                // Before others a backslash is one.
                Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                Some((_, other)) => text.extend(['\\', other]),
                None => break,
            }
            continue;
        }
        text.push(char);
    }
    Err(Unclosed::Quote(start..start + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_backslashes_and_remarks() {
        let cut = |line| words(line).map(|words| words.into_iter().map(|w| w.text).collect());
        let is = |line, wanted: &[&str]| {
            let wanted = wanted.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            assert_eq!(cut(line), Ok::<Vec<String>, _>(wanted), "{line}");
        };
        is("a  b\tc # d", &["a", "b", "c"]);
        is(r#"x="a b" y='c "d' z=e\ f w="g\"h\i""#, &["x=a b", "y=c \"d", "z=e f", "w=g\"h\\i"]);
        is("p=ab#cd e", &["p=ab"]);
        is(r#"a"b c"d '' "#, &["ab cd", ""]);
        is("# all", &[]);
        assert_eq!(words("x 'a"), Err(Unclosed::Quote(2..3)));
        assert_eq!(words("x \\"), Err(Unclosed::Backslash(2..3)));
        assert_eq!(words("é 'ü' ö").unwrap()[1].at, 3..7);
    }
}
