//! What words, lines and texts of a plugin may look like.

use crate::plugin::failure::is_unseen;

/// Most characters of a name, of a line, and of a text of many lines.
pub const NAME: usize = 64;
pub const LINE: usize = 200;
pub const TEXT: usize = 4_000;

/// A word of a command, and the name of a parameter: lower-case words with dashes between them, of
/// which the first begins with a letter.
pub fn is_name(name: &str) -> bool {
    let letter = name.starts_with(|char: char| char.is_ascii_lowercase());
    letter && name.len() <= NAME && name.split('-').all(is_word)
}

pub fn is_word(word: &str) -> bool {
    let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
    !word.is_empty() && word.chars().all(fits)
}

/// Whether `text` is one line of at most `most` bytes that shows as it is.
pub fn is_plain(text: &str, most: usize) -> bool {
    text.len() <= most && !text.chars().any(is_unseen)
}

/// Whether `text` is a line as others may have written it about a plugin: plain, and not endless.
pub fn is_plain_line(text: &str) -> bool {
    is_plain(text, LINE * 4)
}

pub fn line(what: &str, text: &str, most: usize) -> Result<(), String> {
    match text {
        _ if text.trim().is_empty() => Err(format!("nothing for {what}")),
        // A character has up to four bytes.
        _ if text.chars().count() > most => Err(format!("too long a text for {what}")),
        _ if !is_plain(text, most * 4) => Err(format!("control characters in {what}")),
        _ => Ok(()),
    }
}

pub fn text(what: &str, text: &str) -> Result<(), String> {
    if text.chars().count() > TEXT {
        return Err(format!("too long a text for {what}"));
    }
    let plain = text.lines().all(|line| is_plain(line, TEXT * 4));
    if plain { Ok(()) } else { Err(format!("control characters in {what}")) }
}
