//! What holds for any text: it is read, and every place in what comes of it lies in the text.

use proptest::prelude::*;

use super::{programs, read};
use crate::source::{SourceId, Span};
use crate::syntax::walk::{Node, walk};
use crate::syntax::{Parsed, dump, tokens};

/// Every span of the tree, a parent before its children, which lie in it.
fn spans(parsed: &Parsed) -> Vec<Span> {
    let mut all = parsed.program.comments.clone();
    walk(&parsed.program, &mut |node| {
        all.push(node.span());
        if !matches!(node, Node::Param(_)) {
            node.children().iter().for_each(|child| within(child.span(), node.span()));
        }
    });
    all
}

fn within(inner: Span, outer: Span) {
    assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} lies in {outer:?}");
}

/// What holds for any text at all.
pub(super) fn check_any(text: &str) {
    let parsed = read(text);
    let sound = |span: Span| {
        assert!(span.start <= span.end && span.end <= text.len(), "{span:?} of {text:?}");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
    };
    spans(&parsed).into_iter().for_each(sound);
    for one in &parsed.diagnostics {
        assert!(!one.labels.is_empty() && one.help.is_some(), "{one:?}");
        one.labels.iter().for_each(|label| sound(label.span));
        one.edit.iter().for_each(|edit| sound(edit.span));
    }
    let tree = dump(&parsed.program, "");
    assert!(!tree.contains("<error>") || !parsed.diagnostics.is_empty(), "{text:?}: {tree}");
    let mut end = 0;
    for (_, span) in tokens(SourceId::default(), text) {
        sound(span);
        let between = &text[end..span.start];
        assert!(span.start >= end && between.chars().all(|c| c.is_whitespace() || c == '\u{feff}'));
        end = span.end;
    }
}

/// Pieces that mean something, so that their mixture reaches every corner of the parser.
pub(super) const PIECES: &[&str] = &[
    "hosts",
    "where",
    "let",
    "x",
    "$x",
    "$",
    "1",
    "-5",
    "2.5",
    "30s",
    "4GiB",
    "5parsecs",
    "0x",
    "\"a\"",
    "'b'",
    "\"",
    "'",
    "`",
    "`a b`",
    "\"\\q\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{a: 1}",
    "{a:1",
    "|",
    "||",
    "&&",
    ",",
    ";",
    ":",
    "=",
    "==",
    "<",
    ">=",
    "=~",
    "!",
    "!~",
    "+",
    "-",
    "*",
    "**",
    "//",
    "and",
    "or",
    "not",
    "in",
    "mod",
    "null",
    "true",
    "--flag",
    "--f=",
    "-x",
    ".a",
    "#",
    "if",
    "else",
    "match",
    "for",
    "while",
    "try",
    "catch",
    "finally",
    "def",
    "const",
    "use",
    "export",
    "return",
    "break",
    "test",
    "=>",
    "->",
    "..",
    "..<",
    "...",
    "1..5",
    "{|x|",
    "$\"a(",
    "$'b(x)'",
    "r#'c'#",
    "2024-01-31",
    "0x[de ad]",
    "??",
    "_",
    "list<int>",
    "string?",
    "^ls",
    "$x.a?",
    ".0",
    "\n",
    "\r\n",
    " ",
    "web[1-3]",
    "95%",
    "C:\\x",
    "“",
    "\u{200b}",
    "é",
    "🚀",
    "\u{feff}",
    "\0",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_any(&text);
    }

    #[test]
    fn any_text_of_ascii_is_read(text in "[ -~\n]{0,80}") {
        check_any(&text);
    }

    #[test]
    fn any_mixture_of_tokens_is_read(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
        tight in any::<bool>(),
    ) {
        check_any(&pieces.join(if tight { "" } else { " " }));
    }
}

#[test]
fn any_beginning_of_a_good_program_is_read() {
    for (_, program) in programs("ok") {
        for (_, span) in tokens(SourceId::default(), &program) {
            check_any(&program[..span.start]);
            check_any(&program[..span.end]);
        }
    }
}
