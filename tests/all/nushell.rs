//! Small programs beside Nushell: the same answers, or a listed reason why not.
//!
//! `tests/nushell/programs.txt` has many cases: a line `=== title`, the program, then what is known
//! of it, each behind a line of its own: `--- nu`, the program in Nushell where that is another
//! text; `--- answer`, what comes of it as JSON; and where Nushell answers something else,
//! `--- differs` with what it answers, and `--- because` with the reason why that is not better.
//! `REBE_BLESS=1` writes the answers of rebe.
//!
//! What rebe answers is tested with everything else. Nushell is not part of the repository:
//! `tests/nushell/run` fetches it, and compares.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::Folder;

#[derive(Debug, Default)]
struct Case {
    title: String,
    rebe: String,
    nu: Option<String>,
    answer: String,
    differs: Option<String>,
    because: Option<String>,
}

fn place() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/nushell/programs.txt")
}

/// What stands before the cases, and the cases.
fn read(text: &str) -> (String, Vec<Case>) {
    let text = format!("\n{text}");
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or_default().trim_start_matches('\n').to_owned();
    let case = |part: &str| {
        let (title, rest) = part.split_once('\n').expect("a title has its line");
        let mut case = Case { title: title.to_owned(), ..Case::default() };
        let rest = format!("rebe\n{rest}");
        for section in rest.split("\n--- ") {
            let (name, body) = section.split_once('\n').expect("a section has its line");
            let body = body.trim_matches('\n').to_owned();
            match name {
                "rebe" => case.rebe = body,
                "nu" => case.nu = Some(body),
                "answer" => case.answer = body,
                "differs" => case.differs = Some(body),
                "because" => case.because = Some(body),
                other => panic!("{title}: no section `{other}`"),
            }
        }
        case
    };
    (head, parts.map(case).collect())
}

/// The text of the cases, which [`read`] reads back.
fn write(head: &str, cases: &[Case]) -> String {
    let mut text = format!("{}\n", head.trim_end());
    for case in cases {
        text.push_str(&format!("\n=== {}\n{}\n", case.title, case.rebe));
        let mut section = |name: &str, body: Option<&String>| {
            if let Some(body) = body {
                text.push_str(&format!("--- {name}\n{body}\n"));
            }
        };
        section("nu", case.nu.as_ref());
        section("answer", Some(&case.answer));
        section("differs", case.differs.as_ref());
        section("because", case.because.as_ref());
    }
    text
}

/// Run a program; its output, or why there is none.
fn run(program: &str, arguments: &[&str]) -> Result<String, String> {
    let folder = Folder::new();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

fn rebe(case: &Case) -> Result<String, String> {
    run(env!("CARGO_BIN_EXE_rebe"), &["-o", "json", "-c", &case.rebe])
}

fn nu(program: &str, case: &Case) -> Result<String, String> {
    let text = case.nu.as_ref().unwrap_or(&case.rebe);
    run(program, &["-n", "--no-std-lib", "-c", &format!("{text} | to json --raw")])
}

/// Whether two answers are the same: numbers by their value, for JSON has one kind of them; texts by
/// the instant that they name, if they name one; the fields of objects in their order.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a == b,
            _ => {
                let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
                (a - b).abs() <= a.abs().max(b.abs()) * 1e-12
            }
        },
        (Value::String(a), Value::String(b)) => {
            let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
            a == b || (instant(a).is_some() && instant(a) == instant(b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let pairs = a.iter().zip(b);
            a.len() == b.len() && pairs.into_iter().all(|((k, a), (l, b))| k == l && same(a, b))
        }
        (a, b) => a == b,
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

#[test]
fn the_programs_answer_what_is_written() {
    let (head, mut cases) = read(&std::fs::read_to_string(place()).unwrap());
    assert!(cases.len() >= 60, "only {} programs", cases.len());
    let mut wrong = String::new();
    for case in &mut cases {
        let answer = rebe(case).unwrap_or_else(|why| format!("failed: {why}"));
        if answer != case.answer {
            wrong.push_str(&format!("{}: {answer}\n    expected: {}\n", case.title, case.answer));
            case.answer = answer;
        }
        assert_eq!(case.differs.is_some(), case.because.is_some(), "{}", case.title);
    }
    if std::env::var_os("REBE_BLESS").is_some() {
        std::fs::write(place(), write(&head, &cases)).unwrap();
        let failed = cases.iter().filter(|case| case.answer.starts_with("failed: "));
        assert_eq!(failed.map(|case| case.title.as_str()).collect::<Vec<_>>(), [""; 0]);
        return;
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_file_of_programs_is_read_as_it_is_written() {
    let text = std::fs::read_to_string(place()).unwrap();
    let (head, cases) = read(&text);
    assert_eq!(write(&head, &cases), text);
}

#[test]
#[ignore = "Nushell is not part of the repository: tests/nushell/run fetches it"]
fn nushell_answers_the_same() {
    let program = std::env::var("REBE_NU").expect("tests/nushell/run says where Nushell is");
    let (_, cases) = read(&std::fs::read_to_string(place()).unwrap());
    let (mut equal, mut differ, mut wrong) = (0, 0, Vec::new());
    for case in &cases {
        let theirs = match nu(&program, case) {
            Ok(answer) => answer,
            Err(why) => format!("{{\"error\": {:?}}}", why.lines().next().unwrap_or_default()),
        };
        let wanted = case.differs.as_ref().unwrap_or(&case.answer);
        if !same(&json(&theirs), &json(wanted)) {
            wrong.push(format!("{}\n    rebe: {}\n    nu:   {theirs}", case.title, case.answer));
        } else if case.differs.is_none() {
            equal += 1;
        } else if same(&json(&theirs), &json(&case.answer)) {
            wrong.push(format!("{}: there is no difference any more", case.title));
        } else {
            differ += 1;
        }
    }
    let version = run(&program, &["--version"]).unwrap_or_default();
    println!(
        "Nushell {version}: {equal} the same, {differ} better for a reason, {} wrong",
        wrong.len()
    );
    for case in cases.iter().filter(|case| case.differs.is_some()) {
        println!("  {}: {}", case.title, case.because.as_deref().unwrap_or_default());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn answers_are_compared_by_what_they_mean() {
    let same = |a: &str, b: &str| same(&json(a), &json(b));
    assert!(same("[2, {\"a\": 1.0}]", "[2.0, {\"a\": 1}]"));
    assert!(same("\"2024-03-01T10:00:00Z\"", "\"2024-03-01T11:00:00+01:00\""));
    assert!(!same("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1}"));
    assert!(!same("[1]", "[1, null]") && !same("\"1\"", "1"));
}
