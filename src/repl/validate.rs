//! Whether a text is complete. The parser decides: what more text would mend is not complete.

use reedline::{ValidationResult, Validator};

use crate::diag::Diagnostic;
use crate::source::SourceId;
use crate::syntax;

/// Asks the parser whether the text is complete.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ByParser;

impl Validator for ByParser {
    fn validate(&self, text: &str) -> ValidationResult {
        if is_complete(text) { ValidationResult::Complete } else { ValidationResult::Incomplete }
    }
}

/// Whether `text` should be run, or reported, as it is. An empty line at its end says so too: it is
/// the way out of a text that cannot be completed.
pub(super) fn is_complete(text: &str) -> bool {
    let given_up = text.rsplit_once('\n').is_some_and(|(_, last)| last.trim().is_empty());
    if given_up {
        return true;
    }
    let diagnostics = syntax::parse(SourceId::default(), text).diagnostics;
    let mut errors = diagnostics.iter().filter(|one| Diagnostic::is_error(one)).peekable();
    errors.peek().is_none() || !errors.all(|error| error.partial)
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn what_more_text_would_mend_goes_on() {
        for text in ["hosts |", "hosts | where (", "let x =", "[1, 2", "hosts | run \"a", "1 +"] {
            assert!(!is_complete(text), "{text}");
        }
    }

    #[test]
    fn what_is_whole_or_broken_for_good_does_not() {
        for text in ["", "hosts", "hosts | | first", "hosts |\n", "hosts | where (\n  ", ")"] {
            assert!(is_complete(text), "{text:?}");
        }
    }
}
