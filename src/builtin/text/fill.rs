//! What the commands that fill texts up have in common.

use unicode_segmentation::UnicodeSegmentation;

use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::Type;

/// How many bytes may be added to a text.
const MOST: usize = 1 << 20;

/// A text; what it is filled up with must be one character.
pub fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args;
    if let Some((fill, span)) = args.texts("fill").next()
        && fill.graphemes(true).count() != 1
    {
        let message = "a text is filled up with one character";
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, ""));
    }
    Type::String
}

/// What `text` lacks to have as many characters as the argument `length` says.
///
/// # Errors
/// It would be longer than a mebibyte.
pub fn missing(text: &str, args: &Args) -> Result<String> {
    let fill = args.text("fill").unwrap_or(" ");
    let missing = args.count("length").unwrap_or(0).saturating_sub(text.graphemes(true).count());
    if missing.saturating_mul(fill.len()) > MOST {
        return Err(Diagnostic::error(codes::BAD_ARGUMENT, "the text would be too long").into());
    }
    Ok(fill.repeat(missing))
}
