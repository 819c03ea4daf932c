//! The grammar of rebe for [tree-sitter](https://tree-sitter.github.io), by which editors colour,
//! fold and outline scripts. `grammar.js` is the source; the parser is made of it while this builds.

use tree_sitter_language::LanguageFn;

#[expect(unsafe_code, reason = "the parser is a C function that tree-sitter has made")]
mod parser {
    use super::LanguageFn;

    unsafe extern "C" {
        fn tree_sitter_rsh() -> *const ();
    }

    /// The language, for `tree_sitter::Parser::set_language`.
    // SAFETY: the function has the signature that `LanguageFn` asks for.
    pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_rsh) };
}

pub use parser::LANGUAGE;

/// What is coloured how.
pub const HIGHLIGHTS: &str = include_str!("../queries/highlights.scm");

/// What can be folded.
pub const FOLDS: &str = include_str!("../queries/folds.scm");

/// How lines are indented.
pub const INDENTS: &str = include_str!("../queries/indents.scm");

/// Where names are given and used.
pub const LOCALS: &str = include_str!("../queries/locals.scm");

/// What is in another language.
pub const INJECTIONS: &str = include_str!("../queries/injections.scm");
