//! NUON there and back, and what is none.

use proptest::prelude::*;

use super::*;
use crate::value::any::any_value;
use crate::value::literal_text;

fn read(text: &str) -> String {
    match from_nuon(text.as_bytes()) {
        Ok(value) => literal_text(&value),
        Err(problem) => problem.message,
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(value in any_value()) {
        let text = literal_text(&value);
        let again = from_nuon(text.as_bytes()).unwrap();
        prop_assert_eq!(literal_text(&again), text);
    }
}

#[test]
fn every_form_is_read() {
    for (text, value) in [
        (
            "# a comment\n{a: 1, 'b c': [x y], \"d\": null # and one\n}",
            "{a: 1, \"b c\": [\"x\", \"y\"], d: null}",
        ),
        ("[[a b]; [1 x] [2, 'y z']]", "[[a, b]; [1, \"x\"], [2, \"y z\"]]"),
        ("[1_000 0xff 0o17 0b101 -7 +7]", "[1000, 255, 15, 5, -7, 7]"),
        ("[1.5 -2e3 inf]", "[1.5, -2000.0, inf]"),
        ("[10kb 1.5GiB 64MiB]", "[10kB, 1536MiB, 64MiB]"),
        ("[90sec 1.5hr -3ms]", "[90s, 90min, -3ms]"),
        (
            "[2026-01-02 2026-01-02T03:04:05 2026-01-02T03:04:05+02:00]",
            "[2026-01-02T00:00:00Z, 2026-01-02T03:04:05Z, 2026-01-02T01:04:05Z]",
        ),
        ("[0x[ff 00] 0o[377] 0b[00000001]]", "[0x[ff00], 0x[ff], 0x[01]]"),
        ("[r#'a \"b\" c'# `d'e` \"\\u{e9}\\n\"]", "[\"a \\\"b\\\" c\", \"d'e\", \"é\\n\"]"),
        ("[10.0.0.1 a-b ra 1-2]", "[\"10.0.0.1\", \"a-b\", \"ra\", \"1-2\"]"),
        ("1..5", "1..5"),
        ("[]", "[]"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn what_is_wrong_has_its_place() {
    for (text, problem) in [
        ("", "line 1, column 1: a value is missing"),
        ("[1, 2", "line 1, column 6: `]` is missing"),
        ("{a: 1", "line 1, column 6: `}` is missing"),
        ("{a 1}", "line 1, column 4: `:` is missing behind the key `a`"),
        ("{\n  a: 1\n  a: 2}", "line 3, column 3: the key `a` is there already"),
        ("[[a b]; [1]]", "line 1, column 9: this row has 1 cell, the table 2 columns"),
        ("[[a a]; [1 2]]", "line 1, column 8: two columns are called `a`"),
        ("[1; 2]", "line 1, column 3: `;` stands behind the names of a table's columns"),
        ("{a: $env.HOME}", "line 1, column 5: variables and calculations are not data"),
        ("9223372036854775808", "line 1, column 1: `9223372036854775808` does not fit in 64 bits"),
        ("\"a", "line 1, column 1: the `\"` at the end of a text is missing"),
        ("1 2", "line 1, column 3: there is more behind the value"),
    ] {
        assert_eq!(read(text), format!("this is no NUON, {problem}"), "{text}");
    }
    let deep = "[".repeat(100_000);
    assert!(read(&deep).ends_with("values are nested more than 128 deep"));
}
