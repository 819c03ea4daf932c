//! What the formatter holds: the tree stays, what was formatted stays, and no comment is lost.

use std::path::Path;

use proptest::prelude::*;

use super::any::PIECES;
use super::{corpus, programs, read};
use crate::source::SourceId;
use crate::syntax::ast::Statement;
use crate::syntax::format::{format, layout, meaning};
use crate::syntax::{Parsed, tokens};

/// `text` formatted, when it is sound, and what is not as it should be about it.
pub(super) fn formatted(text: &str) -> Result<String, String> {
    let parsed = read(text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    let new = layout(SourceId::default(), text);
    let again = read(&new);
    let problem = |what: &str| Err(format!("{what}\n--- from\n{text}\n--- to\n{new}\n"));
    if !again.diagnostics.is_empty() {
        return problem(&format!("it does not parse: {:?}", again.diagnostics));
    }
    let (old, now) = (meaning(&parsed, text), meaning(&again, &new));
    let as_it_was = || format(SourceId::default(), text).text == text;
    if old != now && bare(parsed, text) == bare(again, &new) && as_it_was() {
        // A line end less may make a comment the help of a parameter. Then all stays as it was.
        return Ok(text.to_owned());
    }
    if old != now {
        return problem(&format!("the tree is another one:\n{old}\nand\n{now}"));
    }
    let twice = layout(SourceId::default(), &new);
    if twice != new {
        return problem(&format!("it changes again:\n{twice}"));
    }
    let ends = new.is_empty() || new.ends_with('\n') && !new.ends_with("\n\n");
    if !ends || new.starts_with('\n') {
        return problem("its first or last line is empty");
    }
    Ok(new)
}

/// The tree of `text` without the help of its `def`s.
fn bare(mut parsed: Parsed, text: &str) -> String {
    for statement in &mut parsed.program.statements {
        if let Statement::Def(def) = &mut statement.node {
            def.doc.clear();
            def.params.iter_mut().for_each(|param| param.doc.clear());
        }
    }
    meaning(&parsed, text)
}

#[track_caller]
fn check(text: &str) {
    if read(text).diagnostics.is_empty()
        && let Err(problem) = formatted(text)
    {
        panic!("{problem}");
    }
}

#[test]
fn texts_are_formatted_as_the_corpus_says() {
    let count = corpus("fmt", |program| {
        let new = formatted(program).unwrap_or_else(|problem| problem);
        assert_eq!(format(SourceId::default(), program).text, new, "the tree stays");
        new.trim_end_matches('\n').to_owned()
    });
    assert!(count >= 60, "only {count} cases");
}

#[test]
fn good_programs_keep_their_trees_and_their_comments() {
    let problems = programs("ok").into_iter().filter_map(|(name, program)| {
        formatted(&program).err().map(|problem| format!("{name}: {problem}"))
    });
    let problems = problems.collect::<Vec<_>>();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn scripts_of_the_tree_are_formatted() {
    let mut count = 0;
    for folder in ["examples", "stdlib", "tests", "plugins"] {
        for text in scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            count += 1;
            check(&text);
        }
    }
    assert!(count >= 5, "only {count} scripts");
}

#[expect(clippy::disallowed_methods, reason = "the scripts are read from the source tree")]
pub(super) fn scripts(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for path in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            texts.extend(scripts(&path));
        } else if path.extension().is_some_and(|end| end == "rsh") {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
    texts
}

#[test]
fn what_does_not_parse_stays_as_it_is() {
    for (name, program) in programs("err") {
        if read(&program).diagnostics.is_empty() {
            continue;
        }
        let formatted = format(SourceId::default(), &program);
        assert_eq!(formatted.text, program, "{name}");
        assert!(!formatted.diagnostics.is_empty(), "{name}");
    }
}

#[test]
fn line_ends_and_marks_of_other_systems_go() {
    let layout = |text| formatted(text).unwrap();
    assert_eq!(layout("\u{feff}#!/usr/bin/env rebe\r\nhosts\r\n"), "#!/usr/bin/env rebe\nhosts\n");
    assert_eq!(layout("a # b \t\r\n\r\n\r\nc"), "a # b\n\nc\n");
    assert_eq!(layout("run 'a\r\nb'"), "run 'a\r\nb'\n", "strings keep theirs");
    assert_eq!(layout(" \r\n\t\n"), "");
    assert_eq!(layout(""), "");
}

/// What may stand between two tokens.
const BETWEEN: &[&str] = &[
    "",
    " ",
    "  ",
    "\n",
    "\n\n\n",
    " # c\n",
    "\n# c\n",
    "\n\n# c\n\n# d\n",
    ";",
    "; ",
    "\r\n",
    ",",
];

/// `program` with other things between some of its tokens.
fn changed(program: &str, changes: &[(prop::sample::Index, &str)]) -> String {
    let mut gaps = Vec::new();
    let mut end = 0;
    for (_, span) in tokens(SourceId::default(), program) {
        gaps.push(end..span.start);
        end = span.end;
    }
    gaps.push(end..program.len());
    let mut chosen =
        changes.iter().map(|(at, text)| (at.index(gaps.len()), *text)).collect::<Vec<_>>();
    chosen.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    chosen.dedup_by_key(|(at, _)| *at);
    let mut text = program.to_owned();
    for (at, new) in chosen {
        text.replace_range(gaps[at].clone(), new);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_sound_mixture_of_tokens_is_formatted(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12),
        tight in any::<bool>(),
    ) {
        check(&pieces.join(if tight { "" } else { " " }));
    }

    #[test]
    fn any_sound_change_of_good_programs_is_formatted(
        which in prop::collection::vec(any::<prop::sample::Index>(), 1..3),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(BETWEEN)),
            0..4,
        ),
        inside in prop::sample::select(&[("", ""), ("f (", ")"), ("do {", "}"), ("x [(", ") 1]")][..]),
    ) {
        let all = all();
        let texts = which.iter().map(|at| all[at.index(all.len())].as_str()).collect::<Vec<_>>();
        let text = format!("{}{}{}", inside.0, texts.join("\n"), inside.1);
        check(&changed(&text, &changes));
    }
}

/// The good programs, and those for the formatter.
fn all() -> &'static [String] {
    static ALL: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    let read = || ["ok", "fmt"].into_iter().flat_map(programs).map(|(_, text)| text).collect();
    ALL.get_or_init(read)
}
