//! `grammar/rsh.tmLanguage.json`, by which editors colour scripts, knows the words of the language.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::syntax::ast::Binary;
use crate::syntax::token::Token;
use crate::syntax::{grammar, lexer, literal};

const TEXT: &str = include_str!("../../../grammar/rsh.tmLanguage.json");

fn root() -> Json {
    serde_json::from_str(TEXT).expect("it is JSON")
}

/// All binary operators.
pub(super) const BINARY: &[Binary] = &[
    Binary::Or,
    Binary::And,
    Binary::Equal,
    Binary::NotEqual,
    Binary::Less,
    Binary::LessEqual,
    Binary::Greater,
    Binary::GreaterEqual,
    Binary::Match,
    Binary::NotMatch,
    Binary::In,
    Binary::NotIn,
    Binary::Otherwise,
    Binary::Add,
    Binary::Subtract,
    Binary::Multiply,
    Binary::Divide,
    Binary::FloorDivide,
    Binary::Modulo,
    Binary::Power,
];

/// The pattern of the rule `name`.
fn pattern(name: &str) -> String {
    let rule = &root()["repository"][name];
    rule["match"].as_str().or(rule["begin"].as_str()).expect("it has a pattern").to_owned()
}

/// The words of the last choice in `pattern` that has the word `one`.
fn choice(pattern: &str, one: &str) -> BTreeSet<String> {
    let choices = pattern.split(['(', ')']).collect::<Vec<_>>().into_iter();
    let choices = choices.map(|part| part.trim_start_matches("?:"));
    let words = choices.map(|part| part.split('|').map(str::to_owned).collect::<BTreeSet<_>>());
    words.rev().find(|words| words.contains(one)).expect("there is such a choice")
}

pub(super) fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn every_pattern_can_be_read_and_every_rule_is_there() {
    fn go_down(value: &Json, visit: &mut dyn FnMut(&str, &str)) {
        match value {
            Json::Object(fields) => {
                for (key, value) in fields {
                    value.as_str().into_iter().for_each(|text| visit(key, text));
                    go_down(value, visit);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| go_down(item, visit)),
            _ => {}
        }
    }
    let (root, mut patterns) = (root(), 0);
    go_down(&root, &mut |key, text| match key {
        "match" | "begin" | "end" | "firstLineMatch" => {
            regex::Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            patterns += 1;
        }
        "include" => {
            let name = text.trim_start_matches('#');
            assert!(root["repository"].get(name).is_some(), "there is no rule `{name}`");
        }
        _ => {}
    });
    assert!(patterns > 30, "only {patterns} patterns were found");
}

#[test]
fn its_words_are_those_of_the_language() {
    let begins = || grammar::STATEMENTS.iter().chain(grammar::STAGES).copied();
    let all = set(begins().chain(["let", "test"]));
    assert_eq!(choice(&pattern("statement"), "while"), all);
    let branches = ["else", "catch", "finally"];
    assert_eq!(choice(&pattern("branch"), "else"), set(branches));
    let mut first = all.clone();
    first.retain(|word| !branches.contains(&word.as_str()));
    assert_eq!(choice(&pattern("block"), "while"), first);
    let values = grammar::STAGES.iter().copied().filter(|word| !branches.contains(word));
    assert_eq!(choice(&pattern("group"), "if"), set(values));
    let constants = choice(&pattern("constant"), "null");
    let operators = choice(&pattern("operator-word"), "and");
    for word in constants.iter().chain(&operators) {
        let tokens = lexer::lex(crate::source::SourceId::default(), word, 0);
        assert!(!matches!(tokens[0].0, Token::Word(_)), "{word}");
    }
    assert_eq!(constants, set(["null", "true", "false"]));
}

#[test]
fn its_units_are_those_of_literals() {
    let names = |units: &'static [(&str, i64)]| set(units.iter().map(|(name, _)| *name));
    assert_eq!(choice(&pattern("duration"), "wk"), names(literal::DURATIONS));
    assert_eq!(choice(&pattern("filesize"), "kib"), names(literal::FILESIZES));
}

#[test]
fn its_operators_are_those_of_expressions() {
    let (words, signs): (BTreeSet<_>, BTreeSet<_>) =
        BINARY.iter().map(|one| one.text()).partition(|text| text.starts_with(char::is_alphabetic));
    let mut words = set(words.into_iter().flat_map(str::split_whitespace));
    words.insert("not".to_owned());
    assert_eq!(choice(&pattern("operator-word"), "and"), words);
    let known = regex::Regex::new(&format!("^{}$", pattern("operator"))).unwrap();
    for sign in signs.into_iter().chain(["=", "|", "=>", "->", "..", "..<", "..=", "...", ":"]) {
        assert!(known.is_match(sign), "{sign}");
    }
}
