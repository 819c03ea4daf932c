//! Diagnostics as exact text.

use proptest::prelude::*;

use super::{write, write_json};
use crate::diag::{Diagnostic, codes};
use crate::render::Look;
use crate::source::{Sources, Span};

fn gallery() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let script = sources.add("a.rebe", "hosts\n| discover cpu\n| where coers > 4 \u{1b}[31m# é\n");
    let hosts = sources.add("hosts.toml", "[groups.web]\nhosts = []\n");
    let line = sources.add("line 1", "hosts | ");
    let empty = sources.add("line 2", "");
    let diagnostics = vec![
        Diagnostic::error(codes::UNKNOWN_COLUMN, "there is no column `coers` here")
            .at(Span::new(script, 29..34), "unknown")
            .at(Span::new(script, 8..20), "which has the columns `host` and `cores`")
            .help("did you mean `cores`?")
            .edit(Span::new(script, 29..34), "cores"),
        Diagnostic::warning(codes::INVENTORY, "the group `web` is empty")
            .at(Span::new(hosts, 1..11), "")
            .at(Span::new(script, 39..48), "asked for\u{7} here"),
        Diagnostic::error(codes::DEADLINE, "the deadline of 10s has passed \u{1b}[2J"),
        Diagnostic::error(codes::UNFINISHED, "the text ends too early")
            .at(Span::new(script, 200..300), "here"),
        Diagnostic::error(codes::UNFINISHED, "the line ends too early")
            .at(Span::new(line, 8..8), "here"),
        Diagnostic::error(codes::UNFINISHED, "nothing is there").at(Span::new(empty, 0..0), "here"),
    ];
    (sources, diagnostics)
}

fn shown(look: &Look) -> String {
    let (sources, diagnostics) = gallery();
    let mut out = Vec::new();
    write(&diagnostics, &sources, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn people_see_the_source_with_marks() {
    let wanted = "\
E0202

  × there is no column `coers` here
   ╭─[a.rebe:3:9]
 1 │ hosts
 2 │ | discover cpu
   ·   ──────┬─────
   ·         ╰── which has the columns `host` and `cores`
 3 │ | where coers > 4 ␛[31m# é
   ·         ──┬──
   ·           ╰── unknown
 4 │
   ╰────
  help: did you mean `cores`?

E0501

  ⚠ the group `web` is empty
   ╭─[hosts.toml:1:2]
 1 │ [groups.web]
   ·  ──────────
 2 │ hosts = []
   ╰────
  ☞ see also
   ╭─[a.rebe:3:19]
 2 │ | discover cpu
 3 │ | where coers > 4 ␛[31m# é
   ·                   ────┬───
   ·                       ╰── asked for␇ here
 4 │
   ╰────

E0905

  × the deadline of 10s has passed ␛[2J

E0103

  × the text ends too early
   ╭─[a.rebe:4:1]
 3 │ | where coers > 4 ␛[31m# é
 4 │
   · ▲
   · ╰── here
   ╰────

E0103

  × the line ends too early
   ╭─[line 1:1:9]
 1 │ hosts |
   ·         ▲
   ·         ╰── here
   ╰────

E0103

  × nothing is there
   ╭─[line 2:1:1]
 1 │
   · ▲
   · ╰── here
   ╰────
";
    assert_eq!(shown(&Look::plain()), wanted);
}

#[test]
fn a_narrow_end_without_unicode_wraps_and_draws_with_ascii() {
    let text = shown(&Look { unicode: false, width: Some(40), ..Look::plain() });
    let wrapped = "\n  x the deadline of 10s has passed\n  | ␛[2J\n";
    assert!(text.contains(wrapped), "{text}");
    assert!(
        text.contains("   ,-[hosts.toml:1:2]\n 1 | [groups.web]\n   :  ^^^^^^^^^^\n"),
        "{text}"
    );
}

#[test]
fn colours_come_when_asked_for_and_no_other_escape() {
    let text = shown(&Look::terminal(60, true));
    assert!(text.starts_with("\u{1b}[31mE0202\u{1b}[0m\n\n  \u{1b}[31m×\u{1b}[0m there is no"));
    assert!(!text.contains("\u{1b}[2J"));
    assert!(!shown(&Look::plain()).contains('\u{1b}'));
}

#[test]
fn more_than_fifty_are_counted() {
    let all = vec![Diagnostic::error(codes::DEADLINE, "late"); 53];
    let mut out = Vec::new();
    write(&all, &Sources::default(), &Look::plain(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.ends_with("  × late\n\n… and 3 more like these\n"), "{text}");
    assert_eq!(text.matches("late").count(), 50);
}

#[test]
fn a_long_line_is_cut_around_what_is_pointed_at() {
    let mut sources = Sources::default();
    let text =
        format!("{}| where \u{1b}coers > 4 | {}\nnext", "first 1 ".repeat(99), "x".repeat(999));
    let source = sources.add("-c", text);
    let diagnostic = Diagnostic::error(codes::UNKNOWN_COLUMN, "there is no column `coers`")
        .at(Span::new(source, 801..806), "unknown");
    let mut out = Vec::new();
    let look = Look { width: Some(60), ..Look::plain() };
    write(&[diagnostic], &sources, &look, &mut out).unwrap();
    let wanted = "\
E0202

  × there is no column `coers`
   ╭─[-c:1:802]
 1 │ …irst 1 | where ␛coers > 4 | xxxxxxxxxx…
   ·                  ──┬──
   ·                    ╰── unknown
 2 │ next
   ╰────
";
    assert_eq!(String::from_utf8(out).unwrap(), wanted);
}

#[test]
fn robots_get_one_object_a_line() {
    let (sources, diagnostics) = gallery();
    let mut out = Vec::new();
    write_json(&diagnostics[..3], &sources, &mut out).unwrap();
    let wanted = r#"{"version":1,"type":"diagnostic","code":"E0202","title":"unknown column","severity":"error","message":"there is no column `coers` here","help":"did you mean `cores`?","labels":[{"file":"a.rebe","byte":29,"end_byte":34,"line":3,"column":9,"end_line":3,"end_column":14,"text":"unknown"},{"file":"a.rebe","byte":8,"end_byte":20,"line":2,"column":3,"end_line":2,"end_column":15,"text":"which has the columns `host` and `cores`"}],"edits":[{"file":"a.rebe","byte":29,"end_byte":34,"line":3,"column":9,"end_line":3,"end_column":14,"replacement":"cores"}],"partial":false,"exit_code":2}
{"version":1,"type":"diagnostic","code":"E0501","title":"an inventory that cannot be used","severity":"warning","message":"the group `web` is empty","help":null,"labels":[{"file":"hosts.toml","byte":1,"end_byte":11,"line":1,"column":2,"end_line":1,"end_column":12,"text":""},{"file":"a.rebe","byte":39,"end_byte":48,"line":3,"column":19,"end_line":3,"end_column":27,"text":"asked for\u0007 here"}],"edits":[],"partial":false,"exit_code":0}
{"version":1,"type":"diagnostic","code":"E0905","title":"the deadline of the run has passed","severity":"error","message":"the deadline of 10s has passed \u001b[2J","help":null,"labels":[],"edits":[],"partial":false,"exit_code":124}
"#;
    assert_eq!(String::from_utf8(out).unwrap(), wanted);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// Spans that are wrong, inside characters, or turned round must not bring the report down.
    #[test]
    fn any_span_in_any_text_can_be_shown(
        text in "[a-b漢\u{1b}\n\r\t\u{202e}]{0,20}",
        spans in prop::collection::vec((0usize..70, 0usize..70), 1..4),
    ) {
        let mut sources = Sources::default();
        let source = sources.add("any", text);
        let mut diagnostic = Diagnostic::error(codes::UNEXPECTED, "any");
        for (start, end) in spans {
            diagnostic = diagnostic.at(Span::new(source, start..end), "label");
        }
        let mut out = Vec::new();
        let look = Look { width: Some(40), ..Look::plain() };
        write(&[diagnostic], &sources, &look, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        prop_assert!(text.contains("× any"));
        prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{:?}", text);
    }
}
