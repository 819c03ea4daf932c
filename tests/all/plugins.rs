//! The sample plugin through the whole program: typed, checked, explained, helped and piped like
//! what is built in. What people see is in `tests/suite/plugins.rsht`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::support::Folder;
use crate::support::guest::Guest;

/// The sample, which has to be built before.
pub(crate) fn sample() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/plugins/semver.wasm");
    assert!(
        path.exists(),
        "{} is missing: tests/run builds it, as plugins/build does",
        path.display()
    );
    path
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rebe"));
    command.args(["-o", "ndjson", "--plugin"]).arg(sample()).args(arguments).stdin(Stdio::null());
    // What is compiled is kept apart from what whoever runs the tests has.
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    command.env("HOME", home).env_remove("XDG_CACHE_HOME").env_remove("XDG_DATA_HOME");
    command
}

#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let output = command(arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn its_examples_print_what_they_say() {
    for command in semver_plugin::PLUGIN.manifest().commands {
        assert!(!command.examples.is_empty(), "{} has no example", command.name);
        for example in command.examples {
            assert_eq!(printed(&["-c", &example.text]).trim_end(), example.prints);
        }
    }
}

#[test]
fn every_type_and_null_goes_there_and_back() {
    let rows = "[{v: \"1.2.3\", i: -1, f: 0.5, b: true, d: 3s, s: 4KiB, t: \"é\"}, \
                {v: \"2.0.0\", i: null, f: null, b: null, d: null, s: null, t: null}]";
    let there = printed(&["-c", rows]);
    assert_eq!(printed(&["-c", &format!("{rows} | semver matches v '*'")]), there);
    let lost = printed(&["-c", &format!("{rows} | semver parse v | reject major minor patch pre")]);
    assert_eq!(lost, there);
}

/// What crosses the boundary is as it was, whatever the sizes of its batches.
#[test]
fn an_echo_changes_nothing() {
    let folder = Folder::new();
    let file = folder.join("echo.wasm");
    std::fs::write(&file, Guest::echo().component()).unwrap();
    let file = file.to_str().unwrap();
    let long = "x".repeat(400_000);
    let rows = format!(
        "[{{t: \"a\", n: 1}}, {{t: \"{long}\", n: null}}, {{t: \"{long}\", n: 2}}, \
         {{t: \"{long}\", n: 3}}, {{t: null, n: 4}}, {{t: \"{long}{long}{long}\", n: 5}}]"
    );
    let there_and_back = |rows: &str| {
        // Too long for a command line.
        let script = |text: &str| {
            let path = folder.join("script.rsh");
            std::fs::write(&path, text).unwrap();
            printed(&["--plugin", file, path.to_str().unwrap()])
        };
        let there = script(rows);
        assert!(!there.is_empty() && script(&format!("{rows} | echo")) == there);
    };
    there_and_back(&rows);
    there_and_back(&format!("open {}", table(&folder, 25_003).display()));
    let dates = "hosts | discover os | echo | echo | outcomes | length";
    assert_eq!(printed(&["--plugin", file, "demo", "--hosts", "9", "-c", dates]), "9\n");
}

#[test]
fn it_stands_anywhere_in_a_pipeline_on_a_fleet() {
    let text = "hosts | run \"uname -r\" | semver parse stdout | where major >= 4 | \
                group-by major (count) | sort-by major";
    let output = command(&["demo", "--hosts", "20", "-c", text]).output().unwrap();
    let (told, rows) = (String::from_utf8_lossy(&output.stderr), &output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(String::from_utf8_lossy(rows).contains("\"major\""), "{told}");
}

#[test]
fn variables_and_what_is_known_late_work() {
    let text = "let column = [{v: \"1.0.0\"}]\nlet want = \"<2\"\n\
                $column | semver matches v $want | length";
    assert_eq!(printed(&["-c", text]), "1\n");
    let text =
        "'[{\"v\": \"3.1.4\"}]' | from json | semver parse v | where major == 3 | select minor";
    assert_eq!(printed(&["-c", text]), "{\"minor\":1}\n");
}

/// What a call yields depends on its arguments and on its input, whatever was asked before.
#[test]
fn one_command_is_called_in_many_ways() {
    let text = "[{v: \"1.2.3\"}] | semver parse v | columns\n\
                [{n: 1, v: \"2.0.0\"}] | semver parse v | columns\n\
                [{w: \"1.0.0\", v: \"2.0.0\"}] | semver parse w | get major\n\
                [{w: \"1.0.0\", v: \"2.0.0\"}] | semver parse v | get major\n\
                [{v: \"4.5.6\"}] | semver parse v | columns";
    let (one, two) = (
        "[\"v\",\"major\",\"minor\",\"patch\",\"pre\"]\n",
        "[\"n\",\"v\",\"major\",\"minor\",\"patch\",\"pre\"]\n",
    );
    assert_eq!(printed(&["-c", text]), [one, two, "[1]\n", "[2]\n", one].concat());
}

/// `name`, `version` and `pad`, so many rows of them.
fn table(folder: &Folder, rows: usize) -> PathBuf {
    let path = folder.join("packages.csv");
    let mut text = "name,version,pad\n".to_owned();
    let pad = "x".repeat(100);
    for row in 0..rows {
        writeln!(text, "package{row},{}.{}.{row},{pad}", row % 7, row % 10).unwrap();
    }
    std::fs::write(&path, text).unwrap();
    path
}

/// What it printed, and the most memory that it had, in KiB, without the pages of files.
fn run_watched(arguments: &[&str]) -> (Output, u64) {
    let mut child =
        command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = std::thread::spawn(move || {
        let mut most = 0;
        while let Ok(status) = std::fs::read_to_string(&status) {
            let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
            let Some(line) = line else { break };
            most = line.trim().trim_end_matches(" kB").parse::<u64>().unwrap().max(most);
            std::thread::sleep(Duration::from_millis(5));
        }
        most
    });
    let _ = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    (output, watch.join().unwrap())
}

#[test]
fn a_large_table_goes_through_in_little_memory() {
    let folder = Folder::new();
    let most = |rows: usize| {
        let text = format!(
            "open {} | semver parse version | where major == 3 | length",
            table(&folder, rows).display()
        );
        let (output, most) = run_watched(&["-c", &text]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let count = String::from_utf8(output.stdout).unwrap().trim().parse::<usize>().unwrap();
        assert_eq!(count, (0..rows).filter(|row| row % 7 == 3).count());
        most
    };
    let (small, large) = (most(20_000), most(300_000));
    // The large file has 40 MB, and its rows twelve times as many as those of the small one.
    assert!(large < small + 30_000, "{small} KiB for the small one, {large} KiB for the large one");
}

#[test]
fn a_limit_stops_what_feeds_it() {
    let folder = Folder::new();
    let path = table(&folder, 100_000);
    let text = format!("open {} | semver parse version | first 2 | select patch", path.display());
    assert_eq!(printed(&["-c", &text]), "{\"patch\":0}\n{\"patch\":1}\n");
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_a_stage_behind_it() {
    let folder = Folder::new();
    let path = folder.join("bad.csv");
    std::fs::write(&path, "v,n\n1.0.0,1\n1.0.1,two\n").unwrap();
    let text = format!("open {} --sniff 1 | semver parse v", path.display());
    let output = command(&["-c", &text]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("`two` in column `n` is no int"), "{told}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn two_plugins_live_beside_each_other_and_not_twice() {
    let folder = Folder::new();
    let other = folder.join("evil.wasm");
    std::fs::write(&other, Guest::new().component()).unwrap();
    let other = other.to_str().unwrap();
    let text = "[{v: \"1.0.0\"}] | semver parse v | evil run";
    assert_eq!(printed(&["--plugin", other, "-c", text]), "{\"a\":7}\n");
    let output = command(&["--plugin", sample().to_str().unwrap(), "-c", "1"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("E0803") && told.contains("already"), "{told}");
    assert_eq!(output.status.code(), Some(2));
}
