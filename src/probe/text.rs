//! Small readers that all probes share. Text from a host is never trusted to be short or tidy.

/// No more than this many characters of a text from a host become a cell.
const LONGEST: usize = 200;

/// `text` on one line without control characters and without runs of blanks; `None` when nothing
/// is left.
pub fn clean(text: &str) -> Option<String> {
    let mut tidy = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !tidy.is_empty() {
                tidy.push(' ');
            }
            tidy.extend(word.chars().take(LONGEST));
        }
        if tidy.len() > LONGEST {
            break;
        }
    }
    let tidy = tidy.chars().take(LONGEST).collect::<String>();
    (!tidy.is_empty()).then_some(tidy)
}

/// `found` between backquotes, short enough for a message.
pub fn quote(found: &str) -> String {
    let found = clean(found).unwrap_or_default();
    let mut short = found.chars().take(48).collect::<String>();
    if short.len() < found.len() {
        short.push('…');
    }
    format!("`{short}`")
}

/// The value of the first line `KEY : VALUE` whose key is `key`, in the case that is given.
pub fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    fields(text).find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// All lines `KEY : VALUE`, trimmed.
pub fn fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.split_once(':')).map(|(k, v)| (k.trim(), v.trim()))
}
