//! The pages of all codes: each wrong example causes exactly that code and says what the page says
//! that it says; each corrected one is fine. They run through the binary, as a reader would try them.

use std::process::{Command, Output, Stdio};

use rebe_shell::diag::{Code, Example, Way, codes, exit};

use crate::support::Folder;

/// What came of an example: the codes that were named, the messages, and the exit code.
#[derive(Debug)]
struct Ended {
    codes: Vec<String>,
    messages: Vec<String>,
    exit: i32,
    output: Output,
}

/// Run `example` in a folder of its own that holds `hosts.csv`.
fn run(example: &Example) -> Ended {
    let folder = Folder::new();
    let hosts = "host,cores\nweb01,2\ndb01,16\n";
    std::fs::write(folder.join("hosts.csv"), hosts).unwrap();
    std::fs::write(folder.join("example.rsh"), &example.text).unwrap();
    let script = match example.way {
        Way::Shell => example.text.as_str(),
        // A warning is no clean text either, so it is looked for below.
        Way::Check => "rebe check example.rsh",
        Way::Demo => "rebe demo --hosts 8 example.rsh",
        Way::Run | Way::Show => "rebe example.rsh",
    };
    let rebe = std::path::Path::new(env!("CARGO_BIN_EXE_rebe")).parent().unwrap();
    let output = Command::new("/bin/sh")
        .args(["-c", script])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", rebe.display()))
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_code = |line: &&str| {
        line.len() == 5
            && line.starts_with('E')
            && line[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    let found = text.lines().filter(is_code).map(str::to_owned).collect();
    let said = text.lines().filter_map(|line| Some(line.strip_prefix("  × ")?.to_owned()));
    let messages = said.collect();
    Ended { codes: found, messages, exit: output.status.code().unwrap_or(-1), output }
}

/// What is wrong with the examples on the page about `code`.
fn wrong(code: Code) -> Vec<String> {
    let page = code.page();
    let tried = page.examples().filter(|example| example.way != Way::Show);
    let judge = |example: &Example| {
        let ended = run(example);
        let fits = if example.right {
            ended.exit == 0 && ended.codes.is_empty() && ended.output.stderr.is_empty()
        } else {
            !ended.codes.is_empty()
                && ended.codes.iter().all(|found| found == code.id)
                && ended.messages.first() == example.message.as_ref()
                && (ended.exit == i32::from(code.exit)
                    || code.exit == exit::RUNTIME && ended.exit == i32::from(exit::CHECK))
        };
        (!fits).then(|| format!("{}: `{}`\n{ended:#?}", code.id, example.text))
    };
    tried.filter_map(judge).collect()
}

#[test]
fn every_example_on_every_page_does_what_the_page_says() {
    // Two at a time: some start a fleet.
    let halves = codes::ALL.chunks(codes::ALL.len().div_ceil(2));
    let wrong = std::thread::scope(|scope| {
        let all = |half: &[Code]| half.iter().flat_map(|code| wrong(*code)).collect::<Vec<_>>();
        let started = halves.map(|half| scope.spawn(move || all(half))).collect::<Vec<_>>();
        started.into_iter().flat_map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn few_pages_hold_examples_that_are_only_shown() {
    let shown = |code: &&Code| code.page().examples().any(|example| example.way == Way::Show);
    let shown = codes::ALL.iter().filter(shown).map(|code| code.id).collect::<Vec<_>>();
    // 128 brackets fill a terminal, and there must be no way to a defect.
    let never = [codes::TOO_DEEP.id, codes::INTERNAL.id];
    // They need a plugin, a program or an interrupt that a page cannot bring along; tests of those
    // cause them.
    let elsewhere = [
        codes::PROGRAM_MISSING.id,
        codes::PROGRAM_START.id,
        codes::PROGRAM_FAILED.id,
        codes::PROGRAM_TERMINAL.id,
        codes::TIMEOUT.id,
        codes::PLUGIN_INVALID.id,
        codes::PLUGIN_VERSION.id,
        codes::PLUGIN_MANIFEST.id,
        codes::PLUGIN_DENIED.id,
        codes::PLUGIN_INPUT.id,
        codes::PLUGIN_CRASHED.id,
        codes::PLUGIN_LIMIT.id,
        codes::PLUGIN_DATA.id,
        codes::PLUGIN_PROBLEM.id,
        codes::PLUGIN_CHANGED.id,
        codes::PLUGIN_UNTRUSTED.id,
        codes::PLUGIN_INDEX.id,
        codes::PLUGIN_UNKNOWN.id,
        codes::CANCELLED.id,
    ];
    let mut expected = [&never[..], &elsewhere[..]].concat();
    expected.sort_unstable();
    assert_eq!(shown, expected);
}
