//! The transcripts of `tests/suite` and `tests/examples`: command lines, and what people see when they
//! type them.
//!
//! A case begins with `$ ` and a line for `sh`, which `> ` continues; what follows is its standard
//! output, then `stderr:` and its standard error, then `exit: N` where that is not 0. `%sorted`
//! below the command line says that the lines of its output come in no order. Cases of one file
//! share a folder and run in their order. In the folder are the data of the fixtures and the sample
//! plugin, or else the scripts of `examples`. `REBE_BLESS=1` writes what happens into the files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex::Regex;

use crate::support::Folder;

/// One command line and all that is said about it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Case {
    /// Comments and blank lines before it, as they are.
    before: String,
    command: Vec<String>,
    sorted: bool,
    stdout: Vec<String>,
    stderr: Vec<String>,
    exit: i32,
}

/// Where the lines at hand belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Before,
    Stdout,
    Stderr,
}

fn read(text: &str) -> Vec<Case> {
    let (mut cases, mut part, mut before) = (Vec::<Case>::new(), Part::Before, String::new());
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let case = Case { before: std::mem::take(&mut before), ..Case::default() };
            cases.push(Case { command: vec![command.to_owned()], ..case });
            part = Part::Stdout;
            continue;
        }
        let comment = line.starts_with("# ");
        let Some(case) = cases.last_mut().filter(|_| part != Part::Before && !comment) else {
            part = Part::Before;
            before.push_str(line);
            before.push('\n');
            continue;
        };
        if let Some(more) = line.strip_prefix("> ").filter(|_| case.stdout.is_empty()) {
            case.command.push(more.to_owned());
        } else if line == "%sorted" {
            case.sorted = true;
        } else if line == "stderr:" {
            part = Part::Stderr;
        } else if let Some(code) = line.strip_prefix("exit: ") {
            case.exit = code.parse().expect("exit: NUMBER");
            part = Part::Before;
        } else if part == Part::Stderr {
            case.stderr.push(line.to_owned());
        } else {
            case.stdout.push(line.to_owned());
        }
    }
    for case in &mut cases {
        for lines in [&mut case.stdout, &mut case.stderr] {
            while lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
        }
    }
    cases
}

/// The text of `cases`, which [`read`] reads back.
fn write(cases: &[Case]) -> String {
    let mut text = String::new();
    for (at, case) in cases.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(case.before.trim_start_matches('\n'));
        let _ = writeln!(text, "$ {}", case.command.join("\n> "));
        if case.sorted {
            text.push_str("%sorted\n");
        }
        for line in &case.stdout {
            let _ = writeln!(text, "{line}");
        }
        if !case.stderr.is_empty() {
            let _ = writeln!(text, "stderr:\n{}", case.stderr.join("\n"));
        }
        if case.exit != 0 {
            let _ = writeln!(text, "exit: {}", case.exit);
        }
    }
    text
}

/// Output as lines. An empty line at the end is marked, for a transcript ends a case with one, and
/// so is a last line that does not end.
fn lines(bytes: &[u8], folder: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().map(|line| fixed(line, folder)).collect::<Vec<_>>();
    if let Some(last) = lines.last_mut().filter(|last| last.is_empty()) {
        *last = "<an empty line>".to_owned();
    }
    if !text.is_empty() && !text.ends_with('\n') {
        lines.push("<the last line does not end>".to_owned());
    }
    lines
}

/// `line` without what differs from run to run: ports, which the system gives out, the host key of
/// the demo fleet, how long tests took, which build of a plugin it is, and `folder`.
fn fixed(line: &str, folder: &Path) -> String {
    static PORT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\bport |-p |SHA256:)[\w/+]+").unwrap());
    let line = line.replace(&folder.display().to_string(), "FOLDER");
    // A summary of tests, and what reports of them say.
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        let times = r#"(?<a> in )[0-9]+\.[0-9]{2}s$|(?<b>\btime=")[0-9.]+|(?<c>"elapsed":)[0-9]+(?<e>,"code")"#;
        Regex::new(&format!("{times}{}", r#"|(?<d>timestamp=")[0-9T:-]+"#)).unwrap()
    });
    let line = PORT.replace_all(&line, "${1}N");
    // Which plugin it is, and when it was installed.
    static PLUGIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(digest +sha256:)[0-9a-f]{64}|(installed +)[0-9TZ:-]{20}").unwrap()
    });
    let line = PLUGIN.replace_all(&line, "${1}${2}N");
    TIME.replace_all(&line, "${a}${b}${c}${d}N${e}").into_owned()
}

/// Run `script` by `sh` in `folder`, with nothing of our own environment but where programs are.
fn shell(script: &str, folder: &Path) -> Output {
    let rebe = Path::new(env!("CARGO_BIN_EXE_rebe")).parent().unwrap();
    Command::new("/bin/sh")
        .args(["-c", script])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", rebe.display()))
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn run(case: &Case, folder: &Path) -> Case {
    let output = shell(&case.command.join("\n"), folder);
    let (mut stdout, stderr) = (lines(&output.stdout, folder), lines(&output.stderr, folder));
    if case.sorted {
        stdout.sort();
    }
    let exit = output.status.code().unwrap_or(-1);
    Case { stdout, stderr, exit, ..case.clone() }
}

/// Run the cases of one file in a folder that `fill` has filled; what differs, as text.
fn transcript(path: &Path, fill: fn(&Folder)) -> Result<usize, String> {
    let text = std::fs::read_to_string(path).unwrap();
    let cases = read(&text);
    let folder = Folder::new();
    fill(&folder);
    let happened = cases.iter().map(|case| run(case, folder.path())).collect::<Vec<_>>();
    if std::env::var_os("REBE_BLESS").is_some() {
        std::fs::write(path, write(&happened)).unwrap();
        return Ok(cases.len());
    }
    let mut wrong = String::new();
    for (case, happened) in cases.iter().zip(&happened) {
        if case != happened {
            let pair = [case, happened].map(|case| write(std::slice::from_ref(case)));
            let _ =
                write!(wrong, "{}\nexpected:\n{}\nfound:\n{}\n", path.display(), pair[0], pair[1]);
        }
    }
    if wrong.is_empty() { Ok(cases.len()) } else { Err(wrong) }
}

/// The files below `folder` of the repository whose names end in `end`, sorted.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == end));
    let mut files = files.collect::<Vec<_>>();
    files.sort();
    files
}

/// Run all transcripts of `folder`, a few at a time, for each starts a fleet of its own again and
/// again; the number of their cases.
fn transcripts(folder: &str, fill: fn(&Folder)) -> usize {
    let (files, next) = (files(folder, "rsht"), AtomicUsize::new(0));
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    let ended = std::thread::scope(|scope| {
        let worker = || {
            let paths = std::iter::from_fn(|| files.get(next.fetch_add(1, Ordering::Relaxed)));
            paths.map(|path| transcript(path, fill)).collect::<Vec<_>>()
        };
        let started = (0..cores.max(2)).map(|_| scope.spawn(worker)).collect::<Vec<_>>();
        started.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let wrong = ended.iter().filter_map(|ended| ended.as_ref().err().cloned()).collect::<String>();
    assert!(wrong.is_empty(), "{wrong}REBE_BLESS=1 writes what happened into the files");
    ended.iter().flatten().sum()
}

/// Copy `from` of the repository and all that is in it to `to`.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

#[test]
fn people_see_what_the_transcripts_say() {
    let count = transcripts("tests/suite", |folder| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&root.join("tests/fixtures/data"), folder.path());
        for name in ["semver", "tryout"] {
            let file = folder.join(&format!("{name}.wasm"));
            std::fs::copy(crate::support::plugged::built(name), file).unwrap();
        }
    });
    assert!(count >= 200, "only {count} cases were found");
}

#[test]
fn the_examples_show_what_their_transcripts_say() {
    let count = transcripts("tests/examples", |folder| {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        copy(&examples, &folder.join("examples"));
    });
    assert!(count >= 16, "only {count} cases were found");
}

/// The comment that each example begins with says how it is run, and its transcript begins so.
#[test]
fn every_example_says_how_it_is_run_and_is_run_so() {
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let scripts = files("examples", "rsh");
    assert!(scripts.len() >= 16);
    let transcripts = files("tests/examples", "rsht");
    assert_eq!(
        scripts.iter().map(name).collect::<Vec<_>>(),
        transcripts.iter().map(name).collect::<Vec<_>>(),
        "each example has a transcript of its name"
    );
    for (script, transcript) in scripts.iter().zip(&transcripts) {
        let text = std::fs::read_to_string(script).unwrap();
        let lines = text.lines().take_while(|line| line.starts_with('#'));
        let line = lines.filter_map(|line| line.strip_prefix("#     ")).next();
        let first = read(&std::fs::read_to_string(transcript).unwrap()).remove(0).command;
        assert_eq!(line, first.first().map(String::as_str), "{}", script.display());
        assert!(text.starts_with("# "), "{}: no comment says what it does", script.display());
    }
}

#[test]
fn a_transcript_is_read_as_it_is_written() {
    let text = "# why\n$ rebe -c '1'\n> 2\n%sorted\n1\n\n2\nstderr:\nE\n\nx\nexit: 2\n\n$ a\n\n# b\n$ c\nd\n";
    let cases = read(text);
    assert_eq!(write(&cases), text);
    assert_eq!(cases.len(), 3);
    assert_eq!((cases[0].stdout.len(), cases[0].stderr.len(), cases[0].exit), (3, 3, 2));
    assert_eq!(lines(b"a\n\n", Path::new("-")), ["a", "<an empty line>"]);
    assert_eq!(lines(b"a", Path::new("-")), ["a", "<the last line does not end>"]);
}
