//! Between the addresses of the protocol and the names of files.

use std::str::FromStr;

use lsp_types::Uri;

/// What the text at `uri` is called: the path of a file, or the address itself where it is none.
pub(super) fn name(uri: &Uri) -> String {
    let text = uri.as_str();
    let Some(rest) = text.strip_prefix("file://") else { return text.to_owned() };
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    // Of a query or a fragment no file knows anything.
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match decoded(path) {
        Some(path) if path.starts_with('/') => path,
        _ => text.to_owned(),
    }
}

/// The address of the text that is called `name`.
pub(super) fn uri(name: &str) -> Option<Uri> {
    if !name.starts_with('/') {
        return Uri::from_str(name).ok();
    }
    let mut text = "file://".to_owned();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri::from_str(&text).ok()
}

/// `text` with what stands behind each `%`; none when that is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_the_same_thing() {
        for path in ["/a/b.rsh", "/ä ö/100%/#1?.rsh", "/c:d/漢.rsh"] {
            assert_eq!(name(&uri(path).unwrap()), path);
        }
        let of = |text: &str| name(&Uri::from_str(text).unwrap());
        assert_eq!(of("file://localhost/a%20b.rsh"), "/a b.rsh");
        assert_eq!(of("file:///c%3A/x"), "/c:/x");
        assert_eq!(of("untitled:Untitled-1"), "untitled:Untitled-1");
        assert_eq!(of("file:///%FF"), "file:///%FF", "no text");
    }
}
