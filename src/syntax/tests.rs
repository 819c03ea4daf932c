//! The corpus of `grammar/corpus`, properties over any text, and what a corpus file cannot hold.
//!
//! A corpus file has many cases: a line `=== name`, the program, a line `---`, and what comes of it.
//! `REBE_BLESS=1 cargo test --lib syntax` writes what came; read the difference before you keep it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::ast::{Argument, Expr, Pipeline, Stage, Statement};
use super::{Parsed, dump, parse, tokens};
use crate::diag::Diagnostic;
use crate::source::{LineIndex, SourceId, Span};

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

#[expect(clippy::disallowed_methods, reason = "the corpus is read from the source tree")]
fn corpus(folder: &str, outcome: fn(&str) -> String) -> usize {
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
                writeln!(failures, "{name}: {program}\nexpected:\n{expected}actual:\n{actual}\n").unwrap();
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
