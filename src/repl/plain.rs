//! Lines without an editor: for a terminal that cannot move its cursor, and for output that goes
//! elsewhere.

use std::io::{self, IsTerminal, Write};

use super::prompt::{FIRST, NEXT};
use super::validate::is_complete;

/// The longest text that is taken, in bytes.
const LONGEST: usize = 16 << 20;

/// Read a text of one line or more; none at the end of the input.
///
/// # Errors
/// Standard input cannot be read, is no UTF-8, or never ends its line.
pub(super) fn read() -> io::Result<Option<String>> {
    let mut text = String::new();
    loop {
        prompt(if text.is_empty() { FIRST } else { NEXT });
        let before = text.len();
        if io::stdin().read_line(&mut text)? == 0 {
            return Ok(Some(text).filter(|text| !text.trim().is_empty()));
        }
        if text.len() > LONGEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "this text is too long"));
        }
        let whole = text.trim_end_matches(['\n', '\r']).len();
        // An empty line that continues nothing is an empty text; one that continues ends it.
        if whole <= before || is_complete(text.get(..whole).unwrap_or_default()) {
            text.truncate(whole);
            return Ok(Some(text));
        }
    }
}

/// The prompt is no result, so it goes where people look and programs do not.
fn prompt(text: &str) {
    let mut err = io::stderr().lock();
    if err.is_terminal() {
        // There is nowhere left to say that standard error is broken.
        let _ = write!(err, "{text}").and_then(|()| err.flush());
    }
}
