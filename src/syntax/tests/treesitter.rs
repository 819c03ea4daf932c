//! `grammar/tree-sitter`, by which other editors colour scripts, knows the words of the language.
//! Its parser has tests of its own.

use std::collections::BTreeSet;

use super::textmate::{BINARY, set};
use crate::syntax::{grammar, lexer, literal};

const GRAMMAR: &str = include_str!("../../../grammar/tree-sitter/grammar.js");
const SCANNER: &str = include_str!("../../../grammar/tree-sitter/src/scanner.c");
const COLOURS: &str = include_str!("../../../grammar/tree-sitter/queries/highlights.scm");

/// The texts in double quotes in `list`.
fn quoted(list: &str) -> impl Iterator<Item = String> {
    list.split('"').skip(1).step_by(2).map(str::to_owned)
}

/// The texts in double quotes between `begin` and the next `end` in `text`.
fn texts(text: &str, begin: &str, end: &str) -> Vec<String> {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("`{begin}` is not there"));
    quoted(rest.split_once(end).expect("it ends").0).collect()
}

/// The words of an array of the grammar.
fn array(name: &str) -> Vec<String> {
    texts(GRAMMAR, &format!("const {name} = ["), "];")
}

fn sorted(words: &[String]) -> BTreeSet<String> {
    words.iter().cloned().collect()
}

#[test]
fn its_words_are_those_of_the_language() {
    assert_eq!(sorted(&array("STATEMENTS")), set(grammar::STATEMENTS.iter().copied()));
    assert_eq!(sorted(&array("STAGES")), set(grammar::STAGES.iter().copied()));
    assert_eq!(sorted(&array("OTHERS")), set(["let", "test"]));
    assert_eq!(sorted(&array("CONSTANTS")), set(["null", "true", "false"]));
    let operators = BINARY.iter().map(|one| one.text());
    let words = operators.filter(|text| text.starts_with(char::is_alphabetic));
    let words = words.flat_map(str::split_whitespace).chain(["not"]);
    assert_eq!(sorted(&array("OPERATORS")), set(words));
    for word in array("CONSTANTS").iter().chain(&array("OPERATORS")) {
        let tokens = lexer::lex(crate::source::SourceId::default(), word, 0);
        assert!(!matches!(tokens[0].0, crate::syntax::token::Token::Word(_)), "{word}");
    }
}

#[test]
fn its_scanner_knows_the_same_words_in_the_same_order() {
    let names = ["STATEMENTS", "STAGES", "CONSTANTS", "OPERATORS", "OTHERS"];
    let all = names.into_iter().flat_map(array).collect::<Vec<_>>();
    assert_eq!(texts(SCANNER, "KEYWORDS[] = {", "};"), all);
}

#[test]
fn its_units_are_those_of_literals() {
    // The two letters beyond ASCII are read as `u`.
    let names = literal::DURATIONS.iter().map(|(name, _)| *name).filter(|name| name.is_ascii());
    assert_eq!(sorted(&texts(SCANNER, "DURATIONS[] = {", "};")), set(names));
    let names = literal::FILESIZES.iter().map(|(name, _)| *name);
    assert_eq!(sorted(&texts(SCANNER, "FILESIZES[] = {", "};")), set(names));
}

#[test]
fn its_operators_are_those_of_expressions() {
    let (_, rule) =
        GRAMMAR.split_once("binary_expression: ($) => {").expect("there is such a rule");
    let (rule, _) = rule.split_once("unary_expression:").expect("it ends");
    for operator in BINARY {
        let text = operator.text();
        assert!(rule.contains(&format!("\"{text}\"")), "`{text}` is missing");
    }
}

#[test]
fn every_word_and_operator_has_a_colour() {
    let lines = COLOURS.lines().filter(|line| !line.starts_with(';'));
    let coloured = lines.flat_map(quoted).collect::<BTreeSet<_>>();
    let words = grammar::STATEMENTS.iter().chain(grammar::STAGES).copied();
    let operators = BINARY.iter().map(|one| one.text());
    for word in words.chain(["let", "test", "not"]).chain(operators) {
        assert!(coloured.contains(word), "`{word}` has no colour");
    }
}
