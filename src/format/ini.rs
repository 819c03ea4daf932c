//! INI files: sections of `key = value`. There is no standard, and libraries take a line without `=`
//! for the beginning of the next one; here each line stands for itself.

use indexmap::IndexMap;

use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, scalar};

/// Texts or sections by name, in the order in which they were met.
type Entries<'a, T> = IndexMap<&'a str, Vec<T>>;

/// A record of sections, with what stands before the first of them beside them. All values are
/// texts. A key that is there several times is a list of them, a section that is there several
/// times a table. Quotes around a value are taken away; a backslash is one.
///
/// # Errors
/// It is no UTF-8, or a line is no section, no pair and no comment; or a key is named like a section.
pub fn from_ini(bytes: &[u8]) -> Result<Value> {
    let wrong = |message: String| Diagnostic::error(codes::FORMAT, message);
    let text =
        std::str::from_utf8(bytes).map_err(|_| wrong("this is no text in UTF-8".to_owned()))?;
    let mut top = Entries::new();
    let mut sections: Entries<'_, Entries<'_, &str>> = Entries::new();
    let mut name = None;
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with([';', '#']) {
            continue;
        }
        let malformed = |reason: &str| {
            let message = format!("this is no INI, line {}: {reason}", at + 1);
            wrong(message)
                .help("a line is `[section]`, `key = value`, or a comment behind `;` or `#`")
        };
        if let Some(rest) = line.strip_prefix('[') {
            let (section, rest) =
                rest.split_once(']').ok_or_else(|| malformed("`]` is missing"))?;
            if !rest.is_empty() && !rest.trim_start().starts_with([';', '#']) {
                return Err(malformed("there is more behind `]`").into());
            }
            let section = section.trim();
            sections.entry(section).or_default().push(Entries::new());
            name = Some(section);
            continue;
        }
        let (key, value) = line.split_once(['=', ':']).ok_or_else(|| malformed("it has no `=`"))?;
        let (key, value) = (key.trim_end(), unquoted(value.trim_start()));
        if key.is_empty() {
            return Err(malformed("there is no key before `=`").into());
        }
        let section = name.and_then(|name| sections.get_mut(name)?.last_mut());
        section.unwrap_or(&mut top).entry(key).or_default().push(value);
    }
    if let Some(name) = sections.keys().find(|name| top.contains_key(*name)) {
        return Err(wrong(format!("`{name}` is a key and a section")).into());
    }
    let sections = sections.into_iter().map(|(name, found)| {
        let found = found.into_iter().map(|section| scalar::record(fields(section)));
        (name.to_owned(), one_or_all(found))
    });
    Ok(scalar::record(fields(top).chain(sections)))
}

fn fields(section: Entries<'_, &str>) -> impl Iterator<Item = (String, Value)> {
    let field = |(key, texts): (&str, Vec<&str>)| {
        (key.to_owned(), one_or_all(texts.into_iter().map(scalar::text)))
    };
    section.into_iter().map(field)
}

fn one_or_all(values: impl Iterator<Item = Value>) -> Value {
    let mut values = values.collect::<Vec<_>>();
    match values.len() {
        1 => values.pop().unwrap_or_default(),
        _ => scalar::list(values),
    }
}

/// `value` without the quotes that are around all of it.
fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    let inner = within('"').or_else(|| within('\''));
    inner.filter(|inner| !inner.contains(['"', '\''])).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::to_json_text;

    fn json(text: &str) -> String {
        to_json_text(&from_ini(text.as_bytes()).unwrap(), false)
    }

    #[test]
    fn sections_are_records() {
        let text = "top = 1\n; comment\n[a]\nx = C:\\new\ny: \"two words\"\n[b.c] ; c\n# no\nx=\nq='a' \"b\"\n";
        assert_eq!(
            json(text),
            r#"{"top":"1","a":{"x":"C:\\new","y":"two words"},"b.c":{"x":"","q":"'a' \"b\""}}"#
        );
    }

    #[test]
    fn what_is_there_several_times_is_a_list() {
        let text = "[Peer]\nKey=a\n[Peer]\nKey=b\nKey=c\n[One]\n";
        let wanted = r#"{"Peer":[{"Key":"a"},{"Key":["b","c"]}],"One":{}}"#;
        assert_eq!(json(text), wanted);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |text: &str| from_ini(text.as_bytes()).unwrap_err().message;
        assert_eq!(problem("[a]\nnonsense\nx = 1"), "this is no INI, line 2: it has no `=`");
        assert_eq!(problem("[a\nb]"), "this is no INI, line 1: `]` is missing");
        assert_eq!(problem("[a] b"), "this is no INI, line 1: there is more behind `]`");
        assert_eq!(problem("= b"), "this is no INI, line 1: there is no key before `=`");
        assert_eq!(problem("a=1\n[a]\nb=1\n"), "`a` is a key and a section");
    }
}
