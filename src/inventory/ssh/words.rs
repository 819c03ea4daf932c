//! The words of one line, as OpenSSH takes a line of `ssh_config` apart: a keyword, perhaps a `=`,
//! and arguments that may stand in quotes. Pure text to text.

use std::ops::Range;

/// Blanks between words.
const BLANK: [char; 3] = [' ', '\t', '\r'];

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text, without the quotes.
    pub text: String,
    /// Where it stands, in bytes of the whole text.
    pub at: Range<usize>,
}

/// A line that says something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The keyword, as it was written.
    pub keyword: &'a str,
    /// Where the keyword stands.
    pub at: Range<usize>,
    /// All that follows it, without blanks at either end.
    pub rest: &'a str,
    /// Where that begins.
    pub rest_at: usize,
}

/// The lines of `text` that say something; empty ones and remarks do not.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split('\n').filter_map(move |line| {
        let at = start;
        start += line.len() + 1;
        let line = line.trim_end_matches([' ', '\t', '\r', '\u{c}']);
        let bare = line.trim_start_matches(BLANK);
        let at = at + (line.len() - bare.len());
        if bare.is_empty() || bare.starts_with('#') {
            return None;
        }
        let length = bare.find([' ', '\t', '\r', '=', '"']).unwrap_or(bare.len());
        let (keyword, after) = bare.split_at(length);
        let rest = after.trim_start_matches(BLANK);
        let rest = rest.strip_prefix('=').map_or(rest, |rest| rest.trim_start_matches(BLANK));
        Some(Line {
            keyword,
            at: at..at + keyword.len(),
            rest,
            rest_at: at + bare.len() - rest.len(),
        })
    })
}

/// The arguments in `rest`, which begins at `offset` of the whole text. `#` at the start of one
/// begins a remark. The error is the place of a quote that is never closed.
pub(super) fn words(rest: &str, offset: usize) -> Result<Vec<Word>, Range<usize>> {
    let mut words = Vec::new();
    let mut chars = rest.char_indices().peekable();
    while let Some(&(start, char)) = chars.peek() {
        if matches!(char, ' ' | '\t') {
            chars.next();
            continue;
        }
        if char == '#' {
            break;
        }
        let (mut text, mut quote) = (String::new(), None);
        let mut end = rest.len();
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' => match chars.peek() {
                    Some(&(_, next))
                        if matches!(next, '"' | '\'' | '\\')
                            || (next == ' ' && quote.is_none()) =>
                    {
                        text.push(next);
                        chars.next();
                    }
                    _ => text.push('\\'),
                },
                ' ' | '\t' if quote.is_none() => {
                    end = at;
                    break;
                }
                '"' | '\'' if quote.is_none() => quote = Some((char, at)),
                _ if quote.is_some_and(|(open, _)| open == char) => quote = None,
                _ => text.push(char),
            }
        }
        if let Some((_, at)) = quote {
            return Err(offset + at..offset + at + 1);
        }
        words.push(Word { text, at: offset + start..offset + end });
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        let texts = |line: &Line<'_>| {
            let words = words(line.rest, line.rest_at).unwrap();
            words.into_iter().map(|word| word.text).collect()
        };
        lines(text).map(|line| (line.keyword.to_owned(), texts(&line))).collect()
    }

    #[test]
    fn keywords_arguments_quotes_and_remarks() {
        let one = |line: &str, keyword: &str, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(read(line), [(keyword.to_owned(), words)], "{line}");
        };
        one("Port 22", "Port", &["22"]);
        one(" \tUser\t=\tbob  ", "User", &["bob"]);
        one("User==bob", "User", &["=bob"]);
        one("Host \"a b\" c'd e'f # g", "Host", &["a b", "cd ef"]);
        one(r#"User a\ b"#, "User", &["a b"]);
        one(r#"User "a\" \b\\""#, "User", &[r#"a" \b\"#]);
        one("User a#b", "User", &["a#b"]);
        one("Port", "Port", &[]);
        assert_eq!(read("# Port 1\n\n  \r\n"), []);
    }

    #[test]
    fn places_are_those_of_the_whole_text() {
        let text = "Host a\n  User  =  \"b c\" d\n";
        let line = lines(text).nth(1).unwrap();
        assert_eq!(&text[line.at.clone()], "User");
        let found = words(line.rest, line.rest_at).unwrap();
        let written = found.iter().map(|word| &text[word.at.clone()]).collect::<Vec<_>>();
        assert_eq!(written, ["\"b c\"", "d"]);
        assert_eq!(words("a \"b", 10), Err(12..13));
    }
}
