//! The parser that is made of `grammar.js` reads every script that rebe reads, marks most of those
//! that it does not, and its queries fit it.
#![expect(clippy::disallowed_methods, reason = "the scripts are read from the source tree")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]
#![expect(clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};

use tree_sitter::{Language, Node, Parser, Query, QueryCursor, StreamingIterator, Tree};

fn language() -> Language {
    tree_sitter_rsh::LANGUAGE.into()
}

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    parser.parse(text, None).expect("nothing ends it early")
}

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Names, programs and outcomes of all cases of a folder of the corpus.
fn cases(folder: &str) -> Vec<(String, String, String)> {
    let files = fs::read_dir(root().join("grammar/corpus").join(folder)).unwrap();
    let texts =
        files.map(|file| format!("\n{}", fs::read_to_string(file.unwrap().path()).unwrap()));
    let cases = |text: String| text.split("\n=== ").skip(1).map(str::to_owned).collect::<Vec<_>>();
    let parts = |case: String| {
        let (name, rest) = case.split_once('\n').unwrap();
        let (program, outcome) = rest.split_once("\n---\n").unwrap_or((rest, ""));
        (name.to_owned(), program.to_owned(), outcome.trim_end().to_owned())
    };
    texts.flat_map(cases).map(parts).collect()
}

/// Names and texts of the scripts below `folder`, which need not be there.
fn scripts(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            all.extend(scripts(&path));
        } else if path.extension().is_some_and(|end| end == "rsh") {
            all.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    all
}

/// What of `text` could not be read, with its place.
fn wrong(text: &str) -> Vec<String> {
    fn look(node: Node<'_>, text: &str, found: &mut Vec<String>) {
        if node.is_error() || node.is_missing() {
            let at = node.start_position();
            let what = if node.is_missing() { node.kind() } else { &text[node.byte_range()] };
            let kind = if node.is_missing() { "MISSING" } else { "ERROR" };
            found.push(format!("{}:{} {kind} {what:?}", at.row + 1, at.column + 1));
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).for_each(|child| look(child, text, found));
    }
    let (tree, mut found) = (parse(text), Vec::new());
    if tree.root_node().has_error() {
        look(tree.root_node(), text, &mut found);
        found.push(tree.root_node().to_sexp());
    }
    found
}

#[track_caller]
fn check(texts: Vec<(String, String)>, least: usize) {
    assert!(texts.len() >= least, "only {} texts were found", texts.len());
    let count = texts.len();
    let bad = texts.into_iter().filter_map(|(name, text)| {
        let wrong = wrong(&text);
        (!wrong.is_empty()).then(|| format!("{name}: {text}\n  {}", wrong.join("\n  ")))
    });
    let bad = bad.collect::<Vec<_>>();
    assert!(bad.is_empty(), "{} of {count} are not read:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn every_good_program_of_the_corpus_is_read() {
    let programs = cases("ok").into_iter().map(|(name, program, _)| (name, program));
    check(programs.collect(), 300);
    let formatted = cases("fmt")
        .into_iter()
        .flat_map(|(name, program, outcome)| [(name.clone(), program), (name, outcome)]);
    check(formatted.collect(), 120);
}

#[test]
fn every_script_of_the_tree_is_read() {
    check(scripts(&root().join("examples")), 5);
    check(scripts(&root().join("stdlib")), 0);
    check(scripts(&root().join("tests")), 0);
}

/// Programs that are wrong only for the plan, or by what no grammar counts, may pass.
#[test]
fn most_bad_programs_of_the_corpus_are_marked() {
    let cases = cases("err").into_iter().filter(|(_, _, outcome)| !outcome.is_empty());
    let (marked, passed): (Vec<_>, Vec<_>) = cases
        .map(|(name, program, _)| (name, wrong(&program)))
        .partition(|(_, wrong)| !wrong.is_empty());
    let all = marked.len() + passed.len();
    println!("{} of {all} bad programs are marked", marked.len());
    let names = passed.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    assert!(all >= 150 && marked.len() * 100 >= all * 75, "these pass: {names:#?}");
}

#[test]
fn every_query_fits_the_grammar() {
    use tree_sitter_rsh::{FOLDS, HIGHLIGHTS, INDENTS, INJECTIONS, LOCALS};
    for text in [HIGHLIGHTS, FOLDS, INDENTS, LOCALS, INJECTIONS] {
        let query = Query::new(&language(), text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert!(query.pattern_count() > 0);
    }
}

/// Each piece of `text` with its colour; of several the last pattern counts, as in editors.
fn colours(text: &str) -> String {
    let query = Query::new(&language(), tree_sitter_rsh::HIGHLIGHTS).unwrap();
    let tree = parse(text);
    let mut cursor = QueryCursor::new();
    let mut found = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut all = std::collections::BTreeMap::new();
    while let Some(one) = found.next() {
        for capture in one.captures() {
            let range = capture.node.byte_range();
            let name = query.capture_names()[capture.index as usize];
            let entry = all.entry((range.start, range.end)).or_insert((one.pattern_index, name));
            if one.pattern_index >= entry.0 {
                *entry = (one.pattern_index, name);
            }
        }
    }
    // Punctuation says little here.
    let shown = all.iter().filter(|(_, (_, name))| !name.starts_with("punctuation"));
    let shown = shown.map(|((start, end), (_, name))| format!("{name}:{}", &text[*start..*end]));
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_script_has_the_colours_that_people_expect() {
    let text = r#"# Greets.
def greet [name: string, --times (-t): int = 2] {
  let who = $name | str upcase
  for n in 1..$times { print $"hello ($who)\n" }
  if $times > 1 and not true { ^uname -r } else { null }
}
hosts web[01-20] | where cores >= 4 | sort-by cores --reverse | select {a: 4GiB, b: 'x'}
"#;
    let expected = "\
comment:# Greets.
keyword:def
function:greet
variable.parameter:name
type:string
variable.parameter:--times
variable.parameter:-t
type:int
operator:=
number:2
keyword:let
variable:who
operator:=
variable:$name
function.call:str
string.special.path:upcase
keyword.repeat:for
variable:n
keyword.operator:in
number:1
operator:..
variable:$times
function.call:print
string:$\"hello ($who)\\n\"
variable:$who
string.escape:\\n
keyword.conditional:if
variable:$times
operator:>
number:1
keyword.operator:and
keyword.operator:not
boolean:true
function.builtin:^uname
string.special.path:-r
keyword.conditional:else
constant.builtin:null
function.call:hosts
string.special.path:web[01-20]
function.call:where
string.special.path:cores
operator:>=
number:4
function.call:sort-by
string.special.path:cores
attribute:--reverse
function.call:select
property:a
number:4GiB
property:b
string:'x'";
    assert_eq!(colours(text), expected);
}

#[test]
fn a_mistake_spoils_its_own_line_alone() {
    let tree = parse("hosts | | length\nlet x = 5\nhosts | length\n");
    let sexp = tree.root_node().to_sexp();
    assert!(sexp.contains("ERROR") || sexp.contains("MISSING"), "{sexp}");
    assert!(sexp.contains("(let_statement name: (identifier)"), "{sexp}");
}
