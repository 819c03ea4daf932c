//! The corpus of `grammar/corpus`, and what a corpus file cannot hold. Properties over any text are
//! in [`any`], and what the formatter holds is in [`format`].
//!
//! A corpus file has many cases: a line `=== name`, the program, a line `---`, and what comes of
//! it.
//! `REBE_BLESS=1 cargo test --lib syntax` writes what came; read the difference before you keep it.

mod any;
mod format;
mod fuzz;
mod textmate;
mod treesitter;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Parsed, dump, parse, tokens};
use crate::diag::Diagnostic;
use crate::source::{LineIndex, SourceId};

fn read(text: &str) -> Parsed {
    parse(SourceId::default(), text)
}

/// The diagnostics as the corpus has them, one a line.
fn written(text: &str, diagnostics: &[Diagnostic]) -> String {
    let index = LineIndex::new(text);
    let mut out = String::new();
    for one in diagnostics {
        let at = index.position(text, one.labels[0].span.start);
        let help = one.help.as_deref().expect("every diagnostic says the next step");
        write!(out, "{} {}:{} {} | {help}", one.code.id, at.line, at.column, one.message).unwrap();
        if let Some(edit) = &one.edit {
            let old = &text[edit.span.start..edit.span.end];
            write!(out, " [{old:?} -> {:?}]", edit.replacement).unwrap();
        }
        out.push_str(if one.partial { " (partial)\n" } else { "\n" });
    }
    out.trim_end().to_owned()
}

/// All cases of a folder of the corpus: name and program.
#[expect(clippy::disallowed_methods, reason = "the corpus is read from the source tree")]
fn programs(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/corpus").join(folder);
    let files = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.map(|file| format!("\n{}", std::fs::read_to_string(file).unwrap()));
    let cases = |text: String| text.split("\n=== ").skip(1).map(str::to_owned).collect::<Vec<_>>();
    let pair = |case: String| {
        let (name, rest) = case.split_once('\n').expect("a name has its line");
        let (program, _) =
            rest.split_once("\n---\n").expect("a program ends with a line of dashes");
        (name.to_owned(), program.to_owned())
    };
    texts.flat_map(cases).map(pair).collect()
}

#[expect(clippy::disallowed_methods, reason = "the corpus is read from the source tree")]
fn corpus(folder: &str, outcome: impl Fn(&str) -> String) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/corpus").join(folder);
    let bless = std::env::var_os("REBE_BLESS").is_some();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut failures, mut seen) = (0, String::new(), std::collections::HashSet::new());
    for file in files {
        let old = std::fs::read_to_string(&file).unwrap();
        let mut new = String::new();
        for case in format!("\n{old}").split("\n=== ").skip(1) {
            let (name, rest) = case.split_once('\n').expect("a name has its line");
            let (program, expected) = rest.split_once("\n---\n").unwrap_or((rest.trim_end(), ""));
            let actual = outcome(program);
            write!(new, "=== {name}\n{program}\n---\n{actual}\n\n").unwrap();
            count += 1;
            assert!(seen.insert(program.to_owned()), "{name}: this program is in the corpus twice");
            if actual != expected.trim_end() {
                writeln!(failures, "{name}: {program}\nexpected:\n{expected}actual:\n{actual}\n")
                    .unwrap();
            }
        }
        if bless {
            std::fs::write(&file, format!("{}\n", new.trim_end())).unwrap();
        }
    }
    assert!(bless || failures.is_empty(), "{failures}");
    count
}

#[test]
fn good_programs_have_their_trees() {
    let count = corpus("ok", |program| {
        let parsed = read(program);
        match parsed.diagnostics.as_slice() {
            [] => dump(&parsed.program, program),
            some => written(program, some),
        }
    });
    assert!(count >= 150, "only {count} cases");
}

#[test]
fn bad_programs_have_their_diagnostics() {
    let count = corpus("err", |program| {
        let parsed = read(program);
        written(program, &parsed.diagnostics)
    });
    assert!(count >= 80, "only {count} cases");
}

/// The trees of texts that a corpus file cannot hold.
fn check(text: &str, expect: &str) {
    let parsed = read(text);
    assert_eq!(written(text, &parsed.diagnostics), "", "{text:?}");
    assert_eq!(dump(&parsed.program, text), expect, "{text:?}");
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_are_well() {
    check("hosts\r\n| length\r\nx\r\n", "(| (call hosts) (call length))\n(call x)");
    check("hosts # all\r\nx", "(call hosts)\n(call x)\n# all");
    check("\u{feff}#!/usr/bin/env rebe\nhosts", "(call hosts)\n#!/usr/bin/env rebe");
    check("\u{feff}", "");
    check("", "");
    check("let x =\r\n  1\r\n", "(let x 1)");
    check("a\u{a0}b", "(call a b)");
}

#[test]
fn what_follows_a_mistake_is_read() {
    let tree = |text| dump(&read(text).program, text);
    assert_eq!(tree("where a = 1 && !b"), "(call where (and (== a 1) (not b)))");
    assert_eq!(tree("\"a\" 5 | length; hosts"), "(| <error> (call length))\n(call hosts)");
    assert_eq!(tree("first (1 +) | x"), "(| (call first (group <error>)) (call x))");
    assert_eq!(tree("x [1,,2] {a: } b"), "(call x <error> <error> b)");
    assert_eq!(tree("let x = 1 + | length"), "(let x (| <error> (call length)))");
    assert_eq!(tree("let $x = 1\nlet 5 = 2"), "(let x 1)\n<error>");
    assert_eq!(tree("f (1 + 2"), "(call f (group (+ 1 2)))");
    assert_eq!(tree("sleep 5parsecs 2"), "(call sleep <error> 2)");
    assert_eq!(tree("run \"a\\qb\""), "(call run \"ab\")");
    assert_eq!(tree("{a = 1}"), "{a: 1}");
}

#[test]
fn brackets_nest_as_deep_as_the_bound_and_no_deeper() {
    let nested = |depth: usize| format!("x {}1{}; y", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(128)).diagnostics, []);
    for depth in [129, 1_000, 20_000] {
        let parsed = read(&nested(depth));
        let codes: Vec<_> = parsed.diagnostics.iter().map(|one| one.code.id).collect();
        assert_eq!(codes, ["E0105"], "{depth}");
        assert_eq!(parsed.program.statements.len(), 2, "the next statement is read");
    }
    let codes =
        |text: String| read(&text).diagnostics.iter().map(|one| one.code.id).collect::<Vec<_>>();
    assert_eq!(codes("[".repeat(20_000)), ["E0105"]);
    assert_eq!(codes("{a:".repeat(20_000)), ["E0105"]);
    assert_eq!(codes("]".repeat(20_000)), ["E0101"]);
    assert_eq!(codes("(1 < ".repeat(1_000)), ["E0105"]);
}

#[test]
fn operators_nest_as_deep_as_the_bound_and_no_deeper() {
    let codes =
        |text: String| read(&text).diagnostics.iter().map(|one| one.code.id).collect::<Vec<_>>();
    let none: [&str; 0] = [];
    assert_eq!(codes(format!("{}a", "not ".repeat(512))), none);
    assert_eq!(codes(format!("{}2", "2 ** ".repeat(512))), none);
    assert_eq!(codes(format!("{}2", "2 + ".repeat(512))), none);
    assert_eq!(codes(format!("$x{}", ".a".repeat(512))), none);
    assert_eq!(codes(format!("[{}]", "-$x, ".repeat(5_000))), none);
    assert_eq!(codes(format!("{}x", "a - b | ".repeat(5_000))), none);
    assert_eq!(codes(format!("{}a", "not ".repeat(10_000))), ["E0105"]);
    assert_eq!(codes(format!("{}2", "2 ** ".repeat(10_000))), ["E0105"]);
    assert_eq!(codes(format!("{}2", "2 + ".repeat(10_000))), ["E0105"]);
    assert_eq!(codes(format!("$x{}", ".a".repeat(10_000))), ["E0105"]);
    assert_eq!(
        codes(format!("{}1{}", "(1 + 1 + 1 + 1 + 1 + ".repeat(120), ")".repeat(120))),
        ["E0105"]
    );
}

#[test]
fn a_flood_of_mistakes_is_told_in_part() {
    let parsed = read(&"\"a\" 5\n".repeat(5_000));
    assert_eq!(parsed.diagnostics.len(), 200);
    assert_eq!(parsed.program.statements.len(), 5_000);
}

/// The kinds of the tokens of `text`, each with its text.
fn kinds(text: &str) -> String {
    let all = tokens(SourceId::default(), text);
    let shown = all.iter().map(|(kind, span)| format!("{kind:?}:{}", &text[span.start..span.end]));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn tokens_have_kinds_for_their_colours() {
    assert_eq!(
        kinds("hosts | where cores>4 and not $x.a # big"),
        "Command:hosts Pipe:| Command:where Word:cores Operator:> Number:4 Keyword:and \
         Keyword:not Variable:$x Variable:.a Comment:# big"
    );
    assert_eq!(
        kinds("let n = first (length) --n=5 -r 'a'"),
        "Keyword:let Word:n Operator:= Command:first Bracket:( Command:length Bracket:) \
         Flag:--n Operator:= Number:5 Flag:-r String:'a'"
    );
    assert_eq!(
        kinds("cores > 4; a not in b"),
        "Word:cores Operator:> Number:4 Pipe:; Word:a Keyword:not Keyword:in Word:b"
    );
    assert_eq!(kinds("x \"abc"), "Command:x Error:\"abc");
    assert_eq!(kinds("x && 5parsecs"), "Word:x Error:&& Error:5parsecs");
}

#[test]
fn an_edit_mends_what_it_is_for() {
    let mut edits = 0;
    for (name, program) in programs("err") {
        let told = read(&program).diagnostics;
        let mut mended = program.clone();
        let with_edit: Vec<_> = told.iter().filter_map(|one| one.edit.as_ref()).collect();
        for edit in with_edit.iter().rev() {
            mended.replace_range(edit.span.start..edit.span.end, &edit.replacement);
        }
        let left = read(&mended).diagnostics;
        assert!(left.iter().all(|one| one.edit.is_none()), "{name}: {mended}: {left:?}");
        assert_eq!(left.len(), told.len() - with_edit.len(), "{name}: {mended}: {left:?}");
        edits += with_edit.len();
    }
    assert!(edits > 40, "only {edits} edits were tried");
}

/// An edit that leaves its mistake where it was, or puts another one in its place, is none.
#[test]
fn each_edit_alone_mends_what_it_is_for() {
    for (name, program) in programs("err") {
        let told = read(&program).diagnostics;
        for one in &told {
            let Some(edit) = &one.edit else { continue };
            let mut mended = program.clone();
            mended.replace_range(edit.span.start..edit.span.end, &edit.replacement);
            let left = read(&mended).diagnostics;
            assert!(left.len() < told.len(), "{name}: {program:?} to {mended:?}: {left:?}");
        }
    }
}

#[test]
fn texts_with_values_stand_within_each_other_as_deep_as_the_bound_and_no_deeper() {
    let nested = |depth: usize| format!("x {}1{}; y", "$\"(".repeat(depth), ")\"".repeat(depth));
    assert_eq!(read(&nested(32)).diagnostics, []);
    for depth in [34, 100, 10_000] {
        let parsed = read(&nested(depth));
        let codes: Vec<_> = parsed.diagnostics.iter().map(|one| one.code.id).collect();
        assert_eq!(codes, ["E0105"], "{depth}");
        assert_eq!(parsed.program.statements.len(), 2, "the next statement is read");
    }
    let unclosed = read(&"$\"(".repeat(10_000)).diagnostics;
    assert_eq!(unclosed.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["E0102"]);
}

#[test]
fn what_a_line_more_would_mend_is_partial_and_nothing_else_is() {
    let all_partial = |text: &str| {
        let told = read(text).diagnostics;
        !told.is_empty() && told.iter().all(|one| one.partial)
    };
    for text in [
        "a |",
        "1 +",
        "let x =",
        "f (",
        "f [1,",
        "{a:",
        "\"a",
        "'a",
        "not",
        "a and",
        "f a,",
        "a | b |  \n",
    ] {
        assert!(all_partial(text), "{text}");
    }
    for text in [
        "a",
        "f )",
        "| a",
        "a | | b",
        "1 2",
        "let x",
        "`a",
        "1 + ;",
        "(1 + )",
        "5parsecs",
        "f (1 2) (",
        "",
    ] {
        assert!(!all_partial(text), "{text}");
    }
}
