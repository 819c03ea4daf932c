//! Completion and colours over a session whose hosts are in memory and can not be reached.

use std::path::Path;
use std::sync::{Arc, Mutex};

use nu_ansi_term::{Color, Style};
use proptest::prelude::*;
use reedline::Highlighter;

use super::highlight::ByTokens;
use super::validate::is_complete;
use crate::effect::{Target, Transport};
use crate::exec::{Event, Sink, Stored};
use crate::session::{Choice, Mode, Options, Session};
use crate::value::scalar;

fn complete(session: &Session, text: &str, cursor: usize) -> (usize, Vec<Choice>) {
    let completed = session.complete(text, cursor);
    (completed.start, completed.choices)
}

fn target(name: &str) -> Target {
    Target {
        name: name.to_owned(),
        address: "192.0.2.1".to_owned(),
        port: None,
        user: None,
        identities: Vec::new(),
        transport: Transport::Ssh,
        groups: vec!["web".to_owned()],
        tags: vec!["prod".to_owned()],
        vars: None,
    }
}

fn session() -> Session {
    let targets = Some(vec![target("web01"), target("web02"), target("bad\u{1b}[2J")]);
    let mut session = Session::new(Options { targets, ..Options::default() });
    session.set("limit", Stored::Value(scalar::int(4)));
    session
}

/// A session with the sample plugin.
fn session_with_plugin() -> Session {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/plugins/semver.wasm");
    assert!(sample.exists(), "{} is missing: tests/run builds it", sample.display());
    let plugins = vec![sample];
    let mut session = Session::new(Options { plugins, ..Options::default() });
    session.load_plugins().unwrap();
    session
}

/// Shows nothing.
struct Nowhere;

impl Sink for Nowhere {
    fn event(&mut self, _: Event) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_a_module_has_brought_is_completed() {
    let mut session = session();
    let prepared = session.prepare("line 1", "use std/fleet", Mode::Run);
    session.run(&prepared, Arc::new(Mutex::new(Nowhere)));
    let offered = |text: &str| {
        let (_, choices) = complete(&session, text, text.len());
        choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>()
    };
    assert_eq!(offered("hosts | fleet ro"), ["fleet rolling"]);
    assert!(offered("hosts | flee").contains(&"fleet retry".to_owned()));
    assert!(offered("nothing ").is_empty());
}

#[test]
fn commands_of_plugins_are_completed_as_others_are() {
    let session = session_with_plugin();
    let offered = |text: &str| {
        let (_, choices) = complete(&session, text, text.len());
        choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>()
    };
    let table = "[{v: \"1.0.0\", n: 1}] | ";
    assert_eq!(offered(&format!("{table}semver m")), ["semver matches"]);
    assert!(offered(table).contains(&"semver parse".to_owned()));
    assert_eq!(offered(&format!("{table}semver parse ")), ["v", "n"]);
    assert_eq!(offered(&format!("{table}semver parse v --")), ["--strict"]);
    // Its columns are known behind it.
    assert_eq!(offered(&format!("{table}semver parse v | where maj")), ["major"]);
}

/// The text before the cursor, which `|` with a caret below would show, is the whole text here.
fn offered(text: &str) -> Vec<String> {
    let (_, choices) = complete(&session(), text, text.len());
    choices.into_iter().map(|choice| choice.value).collect()
}

/// The text after the only choice is taken.
#[track_caller]
fn completed(text: &str) -> String {
    let (start, choices) = complete(&session(), text, text.len());
    let [only] = choices.as_slice() else { panic!("{text}: {choices:?}") };
    format!("{}{}", &text[..start], only.value)
}

#[test]
fn a_stage_begins_with_a_command_that_takes_what_flows_in() {
    assert_eq!(completed("disc"), "discover");
    assert_eq!(completed("hosts | disc"), "hosts | discover");
    assert_eq!(completed("hosts | select port | sort-"), "hosts | select port | sort-by");
    assert!(offered("").contains(&"hosts".to_owned()));
    assert!(!offered("").contains(&"where".to_owned()));
    assert!(offered("hosts | ").contains(&"where".to_owned()));
    assert!(!offered("hosts | ").contains(&"hosts".to_owned()));
    assert!(!offered("hosts | select port | ").contains(&"discover".to_owned()));
    assert_eq!(completed("let x = hos"), "let x = hosts");
    assert_eq!(completed("hosts\nhos"), "hosts\nhosts");
    assert_eq!(completed("explain (hosts | disc"), "explain (hosts | discover");
}

#[test]
fn names_of_two_words_are_one() {
    assert_eq!(
        offered("hosts | to"),
        [
            "to csv",
            "to html",
            "to json",
            "to md",
            "to msgpack",
            "to ndjson",
            "to nuon",
            "to text",
            "to toml",
            "to tsv",
            "to yaml"
        ]
    );
    assert_eq!(offered("hosts | to "), offered("hosts | to"));
    assert_eq!(completed("hosts | to j"), "hosts | to json");
    assert_eq!(completed("help gro"), "help group-by");
}

#[test]
fn columns_are_those_that_flow_in() {
    assert_eq!(offered("hosts | discover cpu | where cor"), ["cores"]);
    assert_eq!(
        completed("hosts | select host port | sort-by p"),
        "hosts | select host port | sort-by port"
    );
    assert_eq!(offered("hosts | select host port | sort-by "), ["host", "port"]);
    assert_eq!(offered("hosts | select host port | sort-by host "), ["port"]);
    assert_eq!(offered("hosts | select host port | where port > 1 and p"), ["port"]);
    assert_eq!(offered("hosts | select host port | where (port > 1) and (ho"), ["host"]);
    assert_eq!(offered("hosts | select host port | where "), ["host", "port"]);
    assert_eq!(
        completed("let x = hosts | select host\n$x | where h"),
        "let x = hosts | select host\n$x | where host"
    );
    assert!(offered("hosts | where port ").contains(&">=".to_owned()));
    assert_eq!(completed("hosts | group-by port (mea"), "hosts | group-by port (mean");
    assert_eq!(completed("hosts | group-by port (mean po"), "hosts | group-by port (mean port");
}

#[test]
fn a_column_is_quoted_where_it_has_to_be() {
    let text = "[{\"a b\": 1, c: 2}] | select ";
    assert_eq!(offered(text), ["`a b`", "c"]);
    assert_eq!(
        completed("[{\"a b\": 1, c: 2}] | select `a"),
        "[{\"a b\": 1, c: 2}] | select `a b`"
    );
}

#[test]
fn probes_hosts_flags_and_variables_are_there() {
    assert_eq!(offered("hosts | discover "), ["cpu", "memory", "os"]);
    assert_eq!(offered("hosts | discover cpu, m"), ["memory"]);
    assert_eq!(offered("hosts web0"), ["web01", "web02"]);
    assert_eq!(completed("hosts @w"), "hosts @web");
    assert_eq!(completed("hosts tag"), "hosts \"tag:prod\"");
    assert_eq!(offered("hosts --"), ["--failed", "--group", "--tag"]);
    assert_eq!(offered("hosts --tag x --"), ["--failed", "--group"]);
    assert_eq!(completed("hosts --g"), "hosts --group");
    assert_eq!(offered("$"), ["$limit"]);
    let row = "let row = {port: 1, user: 2}\n";
    assert_eq!(offered(&format!("{row}$row.")), ["$row.port", "$row.user"]);
    assert_eq!(completed(&format!("{row}$row.p")), format!("{row}$row.port"));
    assert_eq!(completed("hosts | where port > $l"), "hosts | where port > $limit");
    assert_eq!(offered("hosts | require "), ["all", "95%"]);
}

#[test]
fn codes_are_there_for_who_begins_to_type_one() {
    assert_eq!(completed("help E0203"), "help E0203");
    assert_eq!(completed("help e0203"), "help E0203");
    assert!(offered("help E02").len() > 5);
    assert!(!offered("help ").iter().any(|choice| choice.starts_with("E0")));
}

#[test]
fn nothing_is_offered_where_nothing_is_known() {
    for text in ["# hos", "hosts # ho", "hosts | run \"ec", "first 5", "\"done\"", "5 + ", "[ho"] {
        assert_eq!(offered(text), [""; 0], "{text}");
    }
}

#[test]
fn names_that_would_move_the_cursor_are_not_offered() {
    assert_eq!(offered("hosts bad"), [""; 0]);
}

fn style_of(text: &str, word: &str) -> Style {
    let highlighter = ByTokens { registry: session().registry() };
    let styled = highlighter.highlight(text, text.len());
    let found = styled.buffer.into_iter().find(|(_, piece)| piece == word);
    found.unwrap_or_else(|| panic!("{text}: no {word}")).0
}

#[test]
fn a_command_that_there_is_looks_unlike_one_that_is_not() {
    let known = Style::new().fg(Color::Cyan).bold();
    let wrong = Style::new().fg(Color::Red).underline();
    assert_eq!(style_of("hosts | to json", "to json"), known);
    assert_eq!(style_of("hosst | first", "hosst"), wrong);
    assert_eq!(style_of("hos", "hos"), Style::new(), "it is being typed");
    assert_eq!(style_of("hoz", "hoz"), wrong);
    assert_eq!(style_of("exit", "exit"), known);
    assert_eq!(style_of("hosts | run \"ab", "\"ab"), Style::new().fg(Color::Yellow));
}

/// Pieces of the language in any order, so that more than nonsense is tried.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "hosts",
        " | ",
        "where ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "`",
        "$",
        "$x",
        ".y",
        "let ",
        "x = ",
        "--",
        "--tag",
        "-t",
        " ",
        "\n",
        ";",
        ",",
        "cores",
        " > ",
        "4GiB",
        "# c",
        "to ",
        "json",
        "discover ",
        "cpu",
        "open ",
        "é漢👩‍🚀",
        "group-by ",
        "not ",
        "=",
    ]);
    let mixed = prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat());
    prop_oneof![mixed, any::<String>()]
}

#[test]
fn a_cursor_within_a_character_is_moved_off_it() {
    let text = "# clet hosts--let é漢👩\u{200d}🚀";
    let session = session();
    for cursor in 0..text.len() + 2 {
        let (start, _) = complete(&session, text, cursor);
        assert!(start <= cursor.min(text.len()) && text.is_char_boundary(start), "{cursor}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_makes_it_panic(text in any_text(), cursor in 0_usize..80) {
        let session = session();
        let (start, choices) = complete(&session, &text, cursor);
        prop_assert!(start <= cursor.min(text.len()));
        prop_assert!(text.is_char_boundary(start));
        prop_assert!(choices.len() <= 200);
        is_complete(&text);
        let styled = ByTokens { registry: session.registry() }.highlight(&text, cursor);
        let whole = styled.buffer.into_iter().map(|(_, piece)| piece).collect::<String>();
        prop_assert_eq!(whole, text);
    }
}
