//! Answers that are wrong by accident or on purpose: never a panic, never a wrong row.

use std::sync::LazyLock;

use proptest::prelude::*;
use rebe_shell::probe::{self, ALL, Script};

use super::fixture::{Machine, answer, names, shells};

/// The script and the true answer of every machine.
static ANSWERS: LazyLock<(Script, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let script = probe::script(ALL, 7);
    let shell = shells().remove(0);
    let run = |name: &String| Machine::new(name, "hostile").run(&shell, "C", &script);
    let answers = names().iter().map(run).collect();
    (script, answers)
});

/// The message for the answer of a machine after `edit`.
#[track_caller]
fn refused(machine: &str, edit: impl Fn(&str) -> String) -> String {
    let (script, answers) = &*ANSWERS;
    let at = names().iter().position(|name| name == machine).expect("a machine");
    let text = String::from_utf8_lossy(&answers[at]).into_owned();
    let edited = edit(&text);
    assert_ne!(edited, text, "the edit changes nothing");
    match answer(ALL, &script.marker, edited.as_bytes()) {
        Ok(found) => panic!("taken for good: {found}"),
        Err(invalid) => invalid.message,
    }
}

#[test]
fn impossible_values_are_named() {
    let small = "vm-small";
    let cases = [
        (
            refused(small, |t| t.replace("\n0-1\n", "\n0-999999999\n")),
            "`online` holds `0-999999999`",
        ),
        (refused(small, |t| t.replace(" 3312000 kB", "93312000 kB")), "MemAvailable is 93312000"),
        (refused(small, |t| t.replace(" 4018164 kB", "-4018164 kB")), "`MemTotal` is `-"),
        (refused(small, |t| t.replace("MemTotal", "MemTootal")), "does not say `MemTotal`"),
        (refused(small, |t| t.replace(" 2000000 kB", "9992000000 kB")), "SwapFree is 9992000000"),
        (refused(small, |t| t.replace("Linux", "Darwin")), "host runs `Darwin`"),
        (refused(small, |t| t.replace("_list:\t0-1", "_list:\t1-0")), "`affinity` holds `1-0`"),
        (refused(small, |t| t.replace("_siblings_list:1", "_siblings_list:0")), "`topology` holds"),
        (
            refused("alpine-without-sys", |t| t.replace("processor\t", "processes\t")),
            "name no CPU at all",
        ),
        (refused("s390x-z15", |t| t.replace("static  : 5200", "static  : NaN")), "clock is `NaN`"),
        (
            refused("s390x-z15", |t| {
                t.replace("# processors    : 4", "# processors    : 1000000000")
            }),
            "`# processors` is `1000000000`",
        ),
        (
            refused("container-cgroup2", |t| t.replace("150000 100000", "150000 0")),
            "`cpu_quota` holds `150000 0`",
        ),
        (
            refused("container-cgroup2", |t| t.replace("memory.max:2", "memory.max:-2")),
            "`memory_limit` holds `-2147483648`",
        ),
    ];
    for (message, part) in cases {
        assert!(message.contains(part), "{message:?} lacks {part:?}");
    }
}

#[test]
fn frames_must_be_whole_and_there_once() {
    let marker = &ANSWERS.0.marker;
    let section = |name: &str| format!("{marker} {name}\n");
    let twice = refused("vm-small", |t| format!("{t}{t}"));
    assert!(twice.contains("is there twice"), "{twice}");
    let missing = refused("vm-small", |t| t.split(&section("board")).next().unwrap_or("").into());
    assert!(missing.contains("is missing"), "{missing}");
    let nested = refused("vm-small", |t| t.replace(&section("board"), &section("online")));
    assert!(nested.contains("is there twice"), "{nested}");
    let nothing = answer(ALL, marker, b"bash: sh: not found\n").expect_err("refused").message;
    assert!(nothing.contains("the script did not run"), "{nothing}");
}

#[test]
fn a_cut_at_any_byte_is_noticed() {
    let (script, answers) = &*ANSWERS;
    let at = names().iter().position(|name| name == "vm-small").expect("a machine");
    for length in 0..answers[at].len() {
        let cut = &answers[at][..length];
        assert!(answer(ALL, &script.marker, cut).is_err(), "cut to {length} bytes");
    }
}

#[test]
fn names_lose_control_characters_and_wrong_bytes() {
    let (script, answers) = &*ANSWERS;
    let at = names().iter().position(|name| name == "vm-small").expect("a machine");
    let mut bytes = Vec::new();
    for line in answers[at].split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"model name\t: QEMU") {
            Some(_) => bytes.extend_from_slice(b"model name\t: Q\x1b[31m\x07  \xff U\n"),
            None => bytes.extend_from_slice(line),
        }
    }
    let found = answer(ALL, &script.marker, &bytes).expect("an answer");
    assert_eq!(found["model"], "Q [31m \u{fffd} U");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(answer(ALL, &ANSWERS.0.marker, &bytes).is_err());
    }

    #[test]
    fn any_content_of_a_section_is_survived(
        machine in 0usize..64, skip in 0usize..4000, line in "\\PC{0,40}|[0-9,:/-]{0,40}|[a-z0-9/:. ]{0,60}",
    ) {
        let (script, answers) = &*ANSWERS;
        let text = String::from_utf8_lossy(&answers[machine % answers.len()]).into_owned();
        let mut lines = text.lines().collect::<Vec<_>>();
        let at = skip % lines.len();
        lines[at] = &line;
        check(answer(ALL, &script.marker, (lines.join("\n") + "\n").as_bytes()));
    }

    #[test]
    fn any_damage_is_survived(
        machine in 0usize..64,
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let (script, answers) = &*ANSWERS;
        let mut bytes = answers[machine % answers.len()].clone();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check(answer(ALL, &script.marker, &bytes));
    }
}

/// An answer that is taken for good keeps the promises that every row makes.
fn check(found: Result<serde_json::Value, probe::Invalid>) {
    match found {
        Err(invalid) => assert!(!invalid.message.is_empty()),
        Ok(row) => {
            let get = |column: &str| row[column].as_f64().expect("a number");
            assert!(get("sockets") >= 1.0);
            assert!(get("sockets") <= get("cores") && get("cores") <= get("threads"));
            assert!(get("effective_cores") > 0.0 && get("effective_cores") <= get("threads"));
            assert!(get("available") <= get("total") && get("total") > 0.0);
            assert!(get("swap_used") >= 0.0);
        }
    }
}
