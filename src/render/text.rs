//! Text as a terminal shows it: its width, cutting it, and taking the sting out of it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The sign that something was cut here.
pub const CUT: &str = "…";

/// Number of terminal columns that `text` takes; it should be defused.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` with everything made visible that would move the cursor, ring the bell, start an escape
/// sequence or turn the direction of writing: control characters become their pictures (`␛`), a
/// newline `↵`, the others `\u{…}`.
pub fn defuse(text: &str) -> Cow<'_, str> {
    // Most texts are plain, and this is found out many bytes at a time.
    let is_plain = text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    if !is_plain && text.chars().any(|char| picture(char).is_some()) {
        Cow::Owned(defused(text, |_| false))
    } else {
        Cow::Borrowed(text)
    }
}

/// `text` in lines of at most `room` columns, broken between words; a longer word stands alone.
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let size = width(word);
        if used > 0 && used + 1 + size > room {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += size;
        }
    }
    lines
}

/// [`defuse`] for a text of several lines: newlines and tabs stay.
pub fn defuse_lines(text: &str) -> String {
    defused(text, |char| matches!(char, '\n' | '\t'))
}

fn defused(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match picture(char).filter(|_| !keep(char)) {
            Some(picture) => safe.push_str(&picture),
            None => safe.push(char),
        }
    }
    safe
}

/// What stands for `char` where it must not be shown itself.
pub(super) fn picture(char: char) -> Option<Cow<'static, str>> {
    match char {
        '\n' => Some(Cow::Borrowed("↵")),
        '\u{0}'..='\u{1f}' => {
            char::from_u32(0x2400 + u32::from(char)).map(|sign| Cow::Owned(sign.to_string()))
        }
        '\u{7f}' => Some(Cow::Borrowed("␡")),
        // C1 controls, line and paragraph separators, and what turns the direction of writing.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => Some(Cow::Owned(char.escape_unicode().to_string())),
        _ => None,
    }
}

/// The longest beginning of `text` that is at most `limit` columns wide and cuts no character
/// that people see as one.
pub fn head(text: &str, limit: usize) -> &str {
    let mut end = 0;
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > limit {
            break;
        }
        end = at + grapheme.len();
    }
    text.get(..end).unwrap_or_default()
}

/// `text` when it is at most `limit` columns wide, else its head and a `…`.
pub fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    match limit {
        0 => Cow::Borrowed(""),
        limit => Cow::Owned(format!("{}{CUT}", head(text, limit - 1).trim_end())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("incomprehensible", 5), ["incomprehensible"]);
        assert_eq!(wrapped("", 5), [""]);
        assert_eq!(wrapped("a b", usize::MAX), ["a b"]);
    }

    #[test]
    fn controls_become_visible() {
        assert_eq!(defuse("a\u{1b}[31mb\r\n\t\0"), "a␛[31mb␍↵␉␀");
        assert_eq!(defuse("\u{9b}2J\u{202e}x\u{7f}"), "\\u{9b}2J\\u{202e}x␡");
        assert_eq!(defuse_lines("a\n\tb\u{7}"), "a\n\tb␇");
        assert!(matches!(defuse("plain é 漢 👩‍🚀"), Cow::Borrowed(_)));
    }

    #[test]
    fn cutting_keeps_whole_characters() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("漢字漢字", 4), "漢…");
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("👩‍🚀👩‍🚀", 3), "👩‍🚀…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("ab cd", 4), "ab…");
        assert_eq!(cut("ab", 1), "…");
        assert_eq!(cut("ab", 0), "");
    }
}
