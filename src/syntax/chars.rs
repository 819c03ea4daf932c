//! Which characters may stand in words and names. It knows single characters only.

/// Whether `c` may stand in the name of a field.
pub(super) fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// Whether `c` may stand in a word. Beyond ASCII all is well but what cannot be seen or what is
/// easily taken for a quote or a dash.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || "_-./~@%+*?^\\#".contains(c);
    }
    !c.is_whitespace() && !c.is_control() && !is_invisible(c) && look_alike(c).is_none()
}

/// Characters that take no place on the screen, among them those that turn the order of text.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
        || matches!(c, '\u{2060}'..='\u{2069}')
}

/// What was meant by a character that word processors put in its place.
pub(super) fn look_alike(c: char) -> Option<&'static str> {
    match c {
        '“' | '”' | '„' | '«' | '»' => Some("\""),
        '‘' | '’' | '‚' => Some("'"),
        '–' | '—' | '−' => Some("-"),
        _ => None,
    }
}

/// Whether `name` may be the name of a variable.
pub(super) fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
