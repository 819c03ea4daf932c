//! Text to tree. It never fails and never panics: the tree comes with its diagnostics, and what
//! could not be read is an `Error` node in it. chumsky is named here alone.
//!
//! The passes, each of which knows nothing of the next:
//! text → tokens (`lexer`) → matching brackets (`brackets`) → statements (`layout`) → simple
//! mistakes mended (`mend`) → tree (`grammar`, `expression`). The grammar is written down in
//! `grammar/rsh.ebnf`, and `grammar/corpus` shows it at work. [`format()`] goes the other way, from
//! tokens and tree to text.

pub mod ast;
pub mod walk;

mod again;
mod parse;

mod assign;
mod brackets;
mod chars;
mod construct;
mod control;
mod def;
mod docs;
mod escape;
mod expression;
mod external;
mod grammar;
mod interpolation;
mod layout;
mod lexer;
mod literal;
mod mend;
mod token;
mod touching;
mod typed;
mod values;

mod explain;
mod remark;
mod scan;
mod shift;
mod sink;
mod trouble;

mod dump;
mod highlight;

mod format;

#[cfg(test)]
mod tests;

pub use again::{Earlier, parse_again};
pub use dump::dump;
pub use format::{Formatted, format};
pub use grammar::begins_with_keyword;
pub use highlight::{Kind, tokens};
pub use literal::is_unit;
pub use parse::parse;

use crate::diag::Diagnostic;

/// A tree and what is wrong with its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree. Where text could not be read it has `Error` nodes; a mistake of which it was plain
    /// what was meant is mended, so that it has a diagnostic and no such node.
    pub program: ast::Program,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}
