//! What the commands that fill texts up have in common.

use unicode_segmentation::UnicodeSegmentation;

use crate::command::Checking;
use crate::diag::{Diagnostic, codes};
use crate::value::Type;

/// How many bytes may be added to a text.
pub const MOST: usize = 1 << 20;

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
