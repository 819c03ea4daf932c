//! Whole tables as exact text, the ugly ones among them, and properties of all of them.

use proptest::prelude::*;

use super::text::width;
use super::{Look, table, value};
use crate::value::any::any_table;
use crate::value::{Schema, Type, Value, scalar};

fn schema() -> Schema {
    Schema::of([
        ("host", Type::String),
        ("cores", Type::Int),
        ("memory", Type::Filesize.nullable()),
        ("uptime", Type::Duration),
        ("note", Type::String),
    ])
}

fn row(host: &str, cores: i64, memory: Option<i64>, note: &str) -> Vec<Value> {
    vec![
        scalar::text(host),
        scalar::int(cores),
        scalar::or_null(memory, scalar::filesize),
        scalar::duration(90_000_000_000),
        scalar::text(note),
    ]
}

/// Wide, joined and combining characters, escapes, a cell of 300 characters, bytes that were no
/// UTF-8, a turned direction of writing, null and the empty text.
fn ugly() -> Vec<Vec<Value>> {
    vec![
        row("web1", 8, Some(16_750_372_454), ""),
        row("漢字ホスト", 128, None, "e\u{301}\u{1b}[31mred\u{1b}[0m\r\nnext"),
        row("👩‍🚀", -1, Some(0), &"long ".repeat(60)),
        row(&String::from_utf8_lossy(b"bad\xff"), 0, Some(-1024), "\u{202e}evil"),
    ]
}

fn shown(schema: &Schema, rows: &[Vec<Value>], look: &Look) -> String {
    let mut out = Vec::new();
    table(schema, rows, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn one(shown: &Value, look: &Look) -> String {
    let mut out = Vec::new();
    value(shown, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_terminal_of_60_columns() {
    let wanted = "\
╭────────────┬───────┬──────────┬──────────┬───────────────╮
│ host       │ cores │   memory │   uptime │ note          │
│ string     │   int │ filesiz… │ duration │ string        │
├────────────┼───────┼──────────┼──────────┼───────────────┤
│ web1       │     8 │ 15.6 GiB │ 1min 30s │               │
│ 漢字ホスト │   128 │        ∅ │ 1min 30s │ e\u{301}␛[31mred␛[0… │
│ 👩‍🚀         │    -1 │      0 B │ 1min 30s │ long long lo… │
│ bad\u{fffd}       │     0 │ -1.0 KiB │ 1min 30s │ \\u{202e}evil  │
╰────────────┴───────┴──────────┴──────────┴───────────────╯
";
    assert_eq!(shown(&schema(), &ugly(), &Look::terminal(60, false)), wanted);
}

#[test]
fn a_narrow_terminal_drops_columns_and_says_so() {
    let wanted = "\
+------------+-------+---+
| host       | cores | … |
| string     |   int | … |
+------------+-------+---+
| web1       |     8 | … |
| 漢字ホスト |   128 | … |
+------------+-------+---+
… +3 columns
";
    let look = Look { unicode: false, ..Look::terminal(30, false) };
    assert_eq!(shown(&schema(), &ugly()[..2], &look), wanted);
}

#[test]
fn colours_mark_headings_types_null_and_lines() {
    let schema = Schema::of([("a", Type::Int.nullable())]);
    let rows = [vec![scalar::int(7)], vec![scalar::null()]];
    let wanted = "\
\u{1b}[2m╭──────╮\u{1b}[0m
\u{1b}[2m│\u{1b}[0m    \u{1b}[1;32ma\u{1b}[0m \u{1b}[2m│\u{1b}[0m
\u{1b}[2m│\u{1b}[0m \u{1b}[2mint?\u{1b}[0m \u{1b}[2m│\u{1b}[0m
\u{1b}[2m├──────┤\u{1b}[0m
\u{1b}[2m│\u{1b}[0m    \u{1b}[36m7\u{1b}[0m \u{1b}[2m│\u{1b}[0m
\u{1b}[2m│\u{1b}[0m    \u{1b}[2m∅\u{1b}[0m \u{1b}[2m│\u{1b}[0m
\u{1b}[2m╰──────╯\u{1b}[0m
";
    assert_eq!(shown(&schema, &rows, &Look::terminal(60, true)), wanted);
}

#[test]
fn without_a_terminal_nothing_is_cut() {
    let wanted = format!(
        "\
host        cores    memory    uptime  note
web1            8  15.6 GiB  1min 30s
漢字ホスト    128         ∅  1min 30s  e\u{301}␛[31mred␛[0m␍↵next
👩‍🚀             -1       0 B  1min 30s  {}
bad\u{fffd}            0  -1.0 KiB  1min 30s  \\u{{202e}}evil
",
        "long ".repeat(60).trim_end()
    );
    assert_eq!(shown(&schema(), &ugly(), &Look::plain()), wanted);
}

#[test]
fn a_table_without_rows_keeps_its_header() {
    let wanted = "host  cores  memory  uptime  note\n(no rows)\n";
    assert_eq!(shown(&schema(), &[], &Look::plain()), wanted);
    let wanted = "\
╭────────┬───────┬───────────┬──────────┬────────╮
│ host   │ cores │    memory │   uptime │ note   │
│ string │   int │ filesize? │ duration │ string │
╰────────┴───────┴───────────┴──────────┴────────╯
(no rows)
";
    assert_eq!(shown(&schema(), &[], &Look::terminal(60, false)), wanted);
    assert_eq!(shown(&Schema::open(), &[], &Look::plain()), "(no rows)\n");
    assert_eq!(shown(&Schema::open(), &[vec![]], &Look::plain()), "(1 rows without columns)\n");
}

#[test]
fn records_lists_and_scalars_have_their_shapes() {
    let record =
        |a: Value| scalar::record([("a".to_owned(), a), ("bb".to_owned(), scalar::null())]);
    let wanted = "\
╭────┬────────╮
│ a  │ [1, x] │
│ bb │ ∅      │
╰────┴────────╯
";
    let list = scalar::list(vec![scalar::int(1), scalar::text("x")]);
    assert_eq!(one(&record(list.clone()), &Look::terminal(60, false)), wanted);
    assert_eq!(one(&record(list.clone()), &Look::plain()), "a   [1, x]\nbb  ∅\n");
    assert_eq!(one(&list, &Look::plain()), "1\nx\n");
    let other = scalar::record([("c".to_owned(), scalar::text("y"))]);
    let wanted = " a  bb  c\n10  ∅   ∅\n ∅  ∅   y\n";
    let records = scalar::list(vec![record(scalar::int(10)), other]);
    assert_eq!(one(&records, &Look::plain()), wanted);
    assert_eq!(one(&scalar::null(), &Look::plain()), "");
    assert_eq!(one(&scalar::list(vec![]), &Look::plain()), "[]\n");
    let text = scalar::text("a\tb\n\u{1b}c\n");
    assert_eq!(one(&text, &Look::plain()), "a\tb\n\u{1b}c\n");
    assert_eq!(one(&text, &Look::terminal(60, false)), "a\tb\n␛c\n");
    assert_eq!(one(&scalar::float(0.5), &Look::plain()), "0.5\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_line_is_wider_than_the_terminal_and_none_moves_the_cursor(
        (schema, rows) in any_table(),
        limit in 12usize..160,
    ) {
        let text = shown(&schema, &rows, &Look::terminal(limit, false));
        let mut widest = None;
        for line in text.lines().filter(|line| !line.starts_with(['(', '…'])) {
            prop_assert!(width(line) <= limit, "{limit}: {line}");
            prop_assert_eq!(*widest.get_or_insert(width(line)), width(line), "{}", text);
            prop_assert!(!line.chars().any(char::is_control));
        }
        let header = if rows.is_empty() { 4 } else { 4 + rows.len() };
        let extra = usize::from(text.contains("\n… +"));
        prop_assert_eq!(text.lines().count(), header + extra, "{}", text);
    }
}
