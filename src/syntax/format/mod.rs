//! Text to the same text as everybody writes it. There are no options.
//!
//! It goes by tokens, so that nothing that somebody wrote is lost: each token is copied from the
//! text as it was spelled, and only what stands between tokens is made anew. The tree tells what no
//! token tells, such as where an item of a list begins.
//!
//! text → tokens with their comments (`pieces`), what the tree knows of them (`roles`) → a document
//! that says where lines may break (`build`, `brackets`, `space`) → lines (`print`).
//!
//! - The tree of what comes is the tree of what went in; a text for which that cannot be had comes
//!   back as it was.
//! - What was formatted stays as it is when it is formatted again.
//! - Comments stay in their order, beside what they stood beside.
//! - What somebody broke over lines stays so: a pipeline before each `|`, brackets with a line end
//!   behind the opening one, and blocks.

mod brackets;
mod build;
mod pieces;
mod print;
mod roles;
mod space;

use super::{dump, parse};
use crate::diag::Diagnostic;
use crate::source::SourceId;

/// How many characters a line has at most, if it can be broken.
const WIDTH: usize = 100;

/// How many spaces a line stands further right than what it is in.
const STEP: usize = 2;

/// A text as it should be, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Formatted {
    /// The text. It is the one that was given when there are diagnostics.
    pub text: String,
    /// Why it was left as it was, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Format `text`, which `source` names in the spans. A text that does not parse is left as it is.
pub fn format(source: SourceId, text: &str) -> Formatted {
    let parsed = parse(source, text);
    if !parsed.diagnostics.is_empty() {
        return Formatted { text: text.to_owned(), diagnostics: parsed.diagnostics };
    }
    let new = layout(source, text);
    let again = parse(source, &new);
    // Nobody's script may come to mean something else, whatever was overlooked here.
    let same = again.diagnostics.is_empty() && meaning(&again, &new) == meaning(&parsed, text);
    Formatted { text: if same { new } else { text.to_owned() }, diagnostics: Vec::new() }
}

/// The tree of `text` and its comments, as far as formatting must not change them.
pub(super) fn meaning(parsed: &super::Parsed, text: &str) -> String {
    let tree = dump(&parsed.program, text);
    tree.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The text that `text`, which is sound, should be.
pub(super) fn layout(source: SourceId, text: &str) -> String {
    let parsed = parse(source, text);
    let roles = roles::roles(&parsed.program);
    let script = pieces::script(source, text, &parsed.program.comments);
    let doc = build::Builder { text, roles: &roles }.script(&script);
    print::print(&doc)
}
