//! Plugins of Nushell, where rebe is built with them: a real process each, well-behaved and not.
#![expect(clippy::disallowed_methods, reason = "tests prepare files and start programs")]
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

// What other tests have, too.
#[path = "../all/support/folder.rs"]
mod folder;
#[path = "../all/support/plugged.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod plugged;

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use folder::Folder;
use plugged::{Ended, Home};
use rebe_shell::diag::exit;

/// The plugin of these tests. Cargo builds examples along with tests.
fn tryout() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let path = tests.parent().unwrap().with_file_name("examples").join("nu_plugin_tryout");
    assert!(path.exists(), "{} is missing: build it with --examples", path.display());
    path
}

/// It in a home, under a name that says how it behaves.
fn called(home: &Home, ending: &str) -> String {
    let path = home.join(&format!("nu_plugin_tryout{ending}"));
    if !path.exists() {
        symlink(tryout(), &path).unwrap();
    }
    path.to_str().unwrap().to_owned()
}

/// Run `text` with the plugin.
fn run(home: &Home, text: &str) -> Ended {
    // What it leaves out is told each time.
    home.run(&["--nu-plugin", &called(home, ""), "-c", text])
}

#[test]
fn values_of_all_kinds_come_back_as_they_went() {
    for ending in ["", "_json"] {
        let home = Home::new();
        let plugin = called(&home, ending);
        let run = |text: &str| home.run(&["--nu-plugin", &plugin, "-c", text]);
        for value in [
            "1",
            "-2.5",
            "true",
            "'a text'",
            "3min",
            "4KiB",
            "'YWI=' | decode base64",
            "[1, 2]",
            "[[1], []]",
            "{a: 1, b: {c: [null, 'x']}}",
            "'2026-01-02T03:04:05.000000006Z' | into datetime",
            "1..3",
            "[]",
            "null",
        ] {
            let plain = home.run(&["-c", value]);
            assert_eq!(plain.code, 0, "{plain:?}");
            run(&format!("{value} | tryout echo")).prints(&plain.printed);
        }
        let rows = "[[n, t, s]; [1, 'a', 1KiB], [2, null, 2KiB]]";
        let plain = home.run(&["-c", rows]);
        run(&format!("{rows} | tryout rows | where n > 0")).prints(&plain.printed);
        // More than goes out before anything has to come back.
        let many = "1..5000 | wrap n | insert m (n * 2)";
        run(&format!("{many} | tryout echo | get m | math sum")).prints("25005000\n");
        run(&format!("{many} | tryout echo | first 2 | length")).prints("2\n");
        run("tryout text").prints("\"a first and a second\"\n");
        run("'text' | save t.txt; open t.txt --raw | tryout echo").prints("\"text\"\n");
    }
}

#[test]
fn arguments_go_along_and_are_checked_before_it_is_started() {
    let home = Home::new();
    let greet = run(&home, "tryout greet Ada Bob 'C C' --times 3 --path a.0.b? -l");
    greet.prints("\"hello Ada and Bob and C C (times=Some(true),path=Some(false),loudly=None)\"\n");
    let missing = run(&home, "tryout greet Ada");
    missing.assert(exit::CHECK, &["E0401", "`tryout greet` needs `--times`"]);
    run(&home, "tryout greet Ada --times many").assert(exit::CHECK, &["E04"]);
    run(&home, "tryout greet --times 1").assert(exit::CHECK, &["E0401"]);
    run(&home, "tryout grete Ada").assert(exit::CHECK, &["did you mean", "tryout greet"]);
    run(&home, "1 | tryout rows").assert(exit::CHECK, &["E0301", "it takes table"]);
    run(&home, "1 | tryout greet Ada -t 1").assert(exit::CHECK, &["E0"]);
    run(&home, "tryout greet Ada -t 1 --path 'a..b'").assert(exit::CHECK, &["E0403", "empty part"]);
    // What is known of its output is known before it runs.
    run(&home, "tryout greet Ada -t 1 | math sum").assert(exit::CHECK, &["E0"]);
    let wrong = run(&home, "[[n]; [1]] | tryout rows | where m > 1");
    wrong.assert(exit::RUNTIME, &["E0202", "no column `m`"]);
}

#[test]
fn it_counts_as_a_program_and_is_shown_as_one() {
    let home = Home::new();
    let plugin = called(&home, "");
    let refused = home.run(&["--read-only", "--nu-plugin", &plugin, "-c", "1 | tryout echo"]);
    refused.assert(exit::DENIED, &["run"]);
    let plan = run(&home, "explain (1 | tryout echo)");
    assert!(plan.printed.contains("run-programs"), "{plan:?}");
    assert!(plan.printed.contains("nothing holds back"), "{plan:?}");
    let help = run(&home, "help tryout greet");
    assert!(help.printed.contains("As Nushell writes it"), "{help:?}");
    // Without being asked for, it is not there.
    home.run(&["-c", "1 | tryout echo"]).assert(exit::CHECK, &["E0201"]);
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let home = Home::new();
    let ended = run(&home, "1 | tryout echo");
    ended.assert(exit::OK, &["leaves out 3 commands", "`tryout each`", "parameter `what`"]);
}

#[test]
fn whatever_it_does_is_an_error_of_that_call() {
    let home = Home::new();
    for (text, code, words) in [
        ("tryout error", exit::RUNTIME, ["E0809", "it is too late", "come earlier"]),
        ("tryout pointing", exit::RUNTIME, ["E0809", "no such thing: this one", ""]),
        ("tryout closure", exit::RUNTIME, ["E0808", "a closure", "tell its author"]),
        ("tryout deep", exit::RUNTIME, ["E0808", "deep", ""]),
        ("tryout mixed", exit::RUNTIME, ["E0808", "string", "int"]),
        ("tryout lie", exit::RUNTIME, ["E0808", "type int", "string was promised"]),
        ("tryout crash", exit::RUNTIME, ["E0705", "exit code 7", "the disk is on fire"]),
        ("tryout garble", exit::RUNTIME, ["E0808", "no message of Nushell's plugins", ""]),
        ("tryout unasked", exit::RUNTIME, ["E0808", "a part of nothing", ""]),
        ("tryout flood | length", exit::RUNTIME, ["E0807", "gave back more than it may", ""]),
    ] {
        // The shell goes on.
        let ended =
            run(&home, &format!("try {{ {text} }} catch {{|e| $e.message }}; 1 | tryout echo"));
        assert_eq!((ended.code, ended.printed.lines().count()), (0, 2), "{text}: {ended:?}");
        let ended = run(&home, text);
        ended.assert(code, &words);
        assert!(!ended.told.contains("\u{1b}[31m"), "{ended:?}");
    }
    run(&home, "tryout twice").prints("1\n");
}

#[test]
fn it_ends_when_nobody_waits_for_it_any_more() {
    let home = Home::new();
    let begin = Instant::now();
    let plugin = called(&home, "");
    let late = ["--nu-plugin", &plugin, "--timeout", "1s", "-c", "tryout hang"];
    home.run(&late).assert(exit::DEADLINE, &["E0707", "was not over after 1s"]);
    let late = ["--nu-plugin", &plugin, "--deadline", "1s", "-c", "tryout hang"];
    home.run(&late).assert(exit::DEADLINE, &[]);
    // It has answered and stays: nobody waits for it, and what it has started goes along.
    run(&home, "tryout leaving").prints("1\n");
    assert!(begin.elapsed() < Duration::from_secs(60));
    let left = std::process::Command::new("pgrep").args(["-f", "^sleep 612$"]).output().unwrap();
    assert!(left.stdout.is_empty(), "{left:?}");
    // Its input fails, and it is stopped for that.
    let feed = "open nowhere.csv | tryout echo";
    run(&home, feed).assert(exit::CHECK, &["nowhere.csv"]);
    // Its input never ends, and nobody wants more of its output.
    run(&home, "1..1000000 | wrap n | tryout error").assert(exit::RUNTIME, &["it is too late"]);
}

#[test]
fn it_may_ask_its_shell_a_little() {
    let home = Home::new().with("REBE_TRYOUT", "a value");
    let told = run(&home, "tryout asking");
    assert_eq!(told.code, 0, "{told:?}");
    let told: serde_json::Value = serde_json::from_str(&told.printed).unwrap();
    assert_eq!((&told["GetConfig"], &told["GetEnv"]), (&"something".into(), &"a value".into()));
    assert_eq!(told["GetCurrentDir"], home.join("").to_str().unwrap().trim_end_matches('/'));
    assert_eq!(
        (&told["GetHelp"], &told["GetPluginConfig"]),
        (&"tryout asking".into(), &"nothing".into())
    );
    assert!(told["AddEnvVar"].as_str().unwrap().starts_with("no: "), "{told}");
    assert!(told["EnterForeground"].as_str().unwrap().starts_with("no: "), "{told}");
    // What it prints to its errors is told, without what a terminal would obey.
    let loud = run(&home, "tryout loud");
    loud.assert(exit::OK, &["half way there", "done"]);
    assert!(!loud.told.contains('\u{1b}'), "{loud:?}");
}

#[test]
fn what_is_no_plugin_is_told_from_one() {
    let home = Home::new();
    let with = |file: &str| home.run(&["--nu-plugin", file, "-c", "1"]);
    for (ending, code, words) in [
        ("_old", exit::CHECK, ["E0802", "is made for Nushell 0.42.0", "made for Nushell 0.115.1"]),
        ("_odd", exit::RUNTIME, ["E0808", "an encoding that nobody knows", ""]),
        ("_dead", exit::RUNTIME, ["E0705", "exit code 3", "no license"]),
        ("_silent", exit::DEADLINE, ["E0707", "was not over after 10s", ""]),
    ] {
        with(&called(&home, ending)).assert(code, &words);
    }
    with("/bin/cat").assert(exit::CHECK, &["E0801", "no plugin of Nushell", "`nu_plugin_NAME`"]);
    with("nu_plugin_nowhere").assert(exit::CHECK, &["E0703", "nu_plugin_nowhere"]);
    home.write("nu_plugin_text", "no program");
    with("./nu_plugin_text").assert(exit::RUNTIME, &["E0704"]);
    symlink("/bin/cat", home.join("nu_plugin_cat")).unwrap();
    with("./nu_plugin_cat").assert(exit::RUNTIME, &["E0"]);
    // The other way round.
    let component = home.run(&["--plugin", &called(&home, ""), "-c", "1"]);
    component.assert(exit::CHECK, &["E0801", "native code", "`--nu-plugin`"]);
    let install = home.run(&["plugin", "install", &called(&home, "")]);
    install.assert(exit::CHECK, &["E0801", "native code", "`--native`"]);
}

#[test]
fn it_is_installed_as_what_it_is() {
    let home = Home::new();
    let path = home.write("bin/nu_plugin_tryout", std::fs::read(tryout()).unwrap());
    let program = path.to_str().unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let install = ["plugin", "install", "--native", program];
    let wrong = home.run(&[&install[..], &["--sha256", &"0".repeat(64)]].concat());
    wrong.assert(exit::RUNTIME, &["E0812"]);
    // It is not even started then.
    let (other, digest) = (called(&home, "_dead"), "0".repeat(64));
    let wrong = home.run(&["plugin", "install", "--native", &other, "--sha256", &digest]);
    wrong.assert(exit::RUNTIME, &["E0812", "it was not run"]);
    home.run(&[&install[..], &["--grant", "cache"]].concat()).assert(exit::CHECK, &["anything"]);
    home.run(&install).assert(exit::OK, &[]);
    home.run(&install).assert(exit::CHECK, &["is installed already", "`--replace`"]);
    home.run(&["-c", "5 | tryout echo"]).prints("5\n");
    home.run(&["--no-plugins", "-c", "5 | tryout echo"]).assert(exit::CHECK, &["E0201"]);
    let list = home.run(&["plugin", "list"]).printed;
    assert!(list.contains("\"kind\":\"native\"") && list.contains("1.2.3"), "{list}");
    let page = home.command(&["plugin", "info", "tryout"]).output().unwrap();
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(
        page.contains("it may do anything that you may") && page.contains("left out"),
        "{page}"
    );
    home.run(&["plugin", "grant", "tryout", "cache"]).assert(exit::DENIED, &["does not ask for"]);
    home.run(&["plugin", "lock", "tryout"]).assert(exit::CHECK, &["program of this machine"]);
    home.run(&["plugin", "lock"]).assert(exit::OK, &[]);
    home.run(&["plugin", "verify"]).assert(exit::OK, &[]);
    let updates = home.run(&["plugin", "update"]).printed;
    assert!(updates.contains("not of an index"), "{updates}");
    // It is another one now: it is not run before somebody says so.
    let mut changed = std::fs::read(&path).unwrap();
    changed.push(0);
    std::fs::write(&path, changed).unwrap();
    home.run(&["-c", "5 | tryout echo"]).assert(exit::RUNTIME, &["E0810", "--replace"]);
    home.run(&["plugin", "verify"]).assert(exit::RUNTIME, &["E0810"]);
    home.run(&[&install[..], &["--replace"]].concat()).assert(exit::OK, &[]);
    home.run(&["-c", "5 | tryout echo"]).prints("5\n");
    home.run(&["plugin", "remove", "tryout"]).assert(exit::OK, &[]);
    home.run(&["-c", "5 | tryout echo"]).assert(exit::CHECK, &["E0201"]);
    // Its record may be tampered with as any file may.
    home.run(&install).assert(exit::OK, &[]);
    let record = home.files(".local/share/rebe/plugins/installed").remove(0);
    let text = std::fs::read_to_string(&record).unwrap().replace("\"said\": [", "\"said\": [1,");
    std::fs::write(&record, text).unwrap();
    let left = home.run(&["-c", "5"]);
    left.assert(exit::OK, &["`tryout` is left out", "rebe plugin remove tryout"]);
}
