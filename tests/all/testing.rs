//! `rebe test` over time and on machines, and the standard library.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rebe_shell::session::STANDARD;

use crate::support::Folder;

/// `rebe` with `arguments` in `folder`, with no settings of anybody.
fn rebe(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rebe"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", "/nonexistent");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A run that has to end with `code`.
#[track_caller]
fn ends(mut command: Command, code: i32) -> Output {
    let output = command.output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    output
}

#[test]
fn the_standard_library_passes_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = ends(rebe(root, &["test", "stdlib"]), 0);
    let out = text(&output.stdout);
    for (path, _) in STANDARD {
        let file = path.replacen("std", "stdlib", 1) + ".test.rsh";
        let count = out.lines().filter(|line| line.contains(&file)).count();
        assert!(count >= 3, "{file} has only {count} tests\n{out}");
    }
}

#[test]
fn all_of_the_folder_comes_with_rebe_and_everything_is_said_about_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = files.filter_map(|name| Some(name.to_str()?.strip_suffix(".rsh")?.to_owned()));
    let mut modules = names.filter(|name| !name.ends_with(".test")).collect::<Vec<_>>();
    modules.sort();
    let known = STANDARD.iter().map(|(path, _)| path.trim_start_matches("std/").to_owned());
    assert_eq!(known.collect::<Vec<_>>(), modules);
    for (path, text) in STANDARD {
        assert!(text.starts_with("# "), "{path} does not begin with what it is for");
        let lines = text.lines().collect::<Vec<_>>();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("export ")) {
            assert!(at > 0 && lines[at - 1].starts_with('#'), "{path}: `{line}` has no comment");
        }
    }
}

/// Tests run side by side, are told in their order, and a slow one holds up none.
#[test]
fn tests_run_at_once_and_are_told_in_order() {
    let folder = Folder::new();
    let slow = (1..=6).map(|n| format!("test \"t{n}\" {{ sleep {}ms }}\n", 700 - n * 100));
    std::fs::write(folder.join("a.rsh"), slow.collect::<String>()).unwrap();
    let since = Instant::now();
    let output = ends(rebe(folder.path(), &["test", "a.rsh", "--jobs", "6"]), 0);
    assert!(since.elapsed() < Duration::from_millis(2000), "{:?}", since.elapsed());
    let out = text(&output.stdout);
    let told = out.lines().filter_map(|line| line.split(": ").nth(1)).collect::<Vec<_>>();
    assert_eq!(told, ["t1", "t2", "t3", "t4", "t5", "t6"]);
    let since = Instant::now();
    ends(rebe(folder.path(), &["test", "a.rsh", "--jobs", "1"]), 0);
    assert!(since.elapsed() > Duration::from_millis(2100), "{:?}", since.elapsed());
}

/// Ctrl-C ends what runs, and tells of all tests how they ended.
#[test]
fn an_interrupted_run_tells_of_every_test() {
    let folder = Folder::new();
    let tests =
        "test \"quick\" { 1 }\ntest \"slow\" { sleep 1min }\ntest \"later\" { sleep 1min }\n";
    std::fs::write(folder.join("a.rsh"), tests).unwrap();
    let mut command = rebe(folder.path(), &["test", "a.rsh", "--jobs", "2"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    let since = Instant::now();
    let pid = child.id().to_string();
    assert!(Command::new("/bin/kill").args(["-INT", &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(since.elapsed() < Duration::from_secs(10));
    assert_eq!(output.status.code(), Some(130));
    let out = text(&output.stdout);
    let ends = out.lines().filter_map(|line| line.split_whitespace().next()).collect::<Vec<_>>();
    assert_eq!(ends.get(..3), Some(["passed", "cancelled", "cancelled"].as_slice()), "{out}");
}

/// The outcomes of a script on the demo fleet, each host with how it ended, and what was shown.
fn on_the_fleet(script: &str, code: i32) -> (BTreeMap<String, String>, Vec<String>) {
    let folder = Folder::new();
    std::fs::write(folder.join("a.rsh"), format!("use std/fleet\n{script}\n")).unwrap();
    let fast = ["--connect-timeout", "2s", "--auth-timeout", "2s", "--timeout", "2s"];
    let fleet = ["-o", "ndjson", "demo", "--hosts", "40", "--faults", "all", "a.rsh"];
    let output = ends(rebe(folder.path(), &[fast.as_slice(), &fleet].concat()), code);
    let out = text(&output.stdout);
    let rows = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut hosts = Vec::new();
    let mut ended = BTreeMap::new();
    for row in rows {
        let host = row["host"].as_str().unwrap().to_owned();
        ended.insert(host.clone(), row["outcome"].as_str().unwrap().to_owned());
        hosts.push(host);
    }
    assert_eq!(hosts.len(), 40, "each host has one row\n{out}");
    assert_eq!(ended.len(), 40, "no host has two rows\n{out}");
    (ended, hosts)
}

fn count(ended: &BTreeMap<String, String>, outcome: &str) -> usize {
    ended.values().filter(|ended| *ended == outcome).count()
}

#[test]
fn a_rolling_run_on_a_bad_day_accounts_for_every_host() {
    let step = "{|hosts| $hosts | run \"true\" }";
    let (ended, _) = on_the_fleet(&format!("hosts | fleet rolling --batch 8 {step}"), 3);
    let (ok, skipped) = (count(&ended, "ok"), count(&ended, "skipped"));
    // The budget is used up in the first batch, and no other one is begun.
    assert_eq!(skipped, 32, "{ended:?}");
    assert!(ok < 8, "{ended:?}");
    let all = format!("hosts | fleet rolling --batch 8 --budget 40 {step}");
    let (ended, _) = on_the_fleet(&all, 3);
    assert_eq!(count(&ended, "skipped"), 0, "{ended:?}");
    assert!(count(&ended, "ok") > 20, "{ended:?}");
}

#[test]
fn a_failed_set_is_tried_again_and_nothing_else_is() {
    let step = "{|hosts| $hosts | run \"true\" }";
    let (ended, _) = on_the_fleet(&format!("hosts | fleet retry --times 2 --pause 10ms {step}"), 3);
    assert!(count(&ended, "ok") > 20 && count(&ended, "skipped") == 0, "{ended:?}");
    let folder = Folder::new();
    let script = format!(
        "use std/fleet\nhosts | fleet retry --times 2 --pause 10ms {step} | group-by outcome tries"
    );
    std::fs::write(folder.join("a.rsh"), script).unwrap();
    let demo = ["-o", "csv", "demo", "--hosts", "40", "--faults", "deny,refuse", "a.rsh"];
    let output = ends(rebe(folder.path(), &demo), 3);
    let out = text(&output.stdout);
    let mut lines = out.lines().collect::<Vec<_>>();
    lines.sort_unstable();
    // Refused keys are not tried twice, for that locks accounts out.
    assert!(lines.iter().any(|line| line.starts_with("auth_failed,1,")), "{out}");
    assert!(!lines.iter().any(|line| line.starts_with("auth_failed,2,")), "{out}");
    assert!(lines.iter().any(|line| line.starts_with("unreachable,2,")), "{out}");
    assert!(!lines.iter().any(|line| line.starts_with("ok,2,")), "{out}");
}
