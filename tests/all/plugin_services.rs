//! What a plugin may call, and that it may do nothing that it was not granted. The plugin is that of
//! `tests/plugins/tryout`, which tries what its arguments say.

use std::os::unix::fs::symlink;
use std::process::Command;

use rebe_shell::diag::exit;

use crate::support::plugged::{Ended, Home, built};
use crate::support::web::{Answer, Web};

/// Run `text` with what the plugin is granted.
fn tried(home: &Home, grants: &[&str], text: &str) -> Ended {
    let tryout = built("tryout");
    let mut arguments = vec!["--plugin", &tryout];
    grants.iter().for_each(|grant| arguments.extend(["--grant", *grant]));
    arguments.extend(["-c", text]);
    home.run(&arguments)
}

/// What the plugin says came of `text`; each answer in a line.
#[track_caller]
fn answer(home: &Home, grants: &[&str], text: &str) -> String {
    let ended = tried(home, grants, text);
    assert_eq!(ended.code, 0, "{ended:?}");
    let rows = ended.printed.lines().map(|row| {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        row["answer"].as_str().unwrap().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_there_without_a_grant() {
    let home = Home::new().with("SECRET", "s3cret").with("REBE_SECRET_A", "s3cret");
    let file = home.write("file", "content");
    let file = file.to_str().unwrap();
    for (text, capability) in [
        (format!("attempt read {file}"), "read-files="),
        (format!("attempt list {file}"), "read-files="),
        (format!("attempt write {file} x"), "write-files="),
        ("attempt secret a".to_owned(), "secrets=a"),
        ("attempt send GET http://127.0.0.1:1/".to_owned(), "query-network=http://127.0.0.1:1/"),
        ("attempt send POST http://127.0.0.1:1/".to_owned(), "change-network="),
        (
            "[{host: \"localhost\"}] | attempt query /etc/passwd".to_owned(),
            "query-hosts=/etc/passwd",
        ),
        ("[{host: \"localhost\"}] | attempt run id".to_owned(), "run-on-hosts"),
    ] {
        let ended = tried(&home, &[], &text);
        let told = answer(&home, &[], &text);
        assert!(told.starts_with("denied: "), "{text}: {told}");
        // Whoever grants it is told how, and the person is told even if the plugin is silent.
        assert!(told.contains(&format!("`--grant {capability}")), "{text}: {told}");
        assert!(ended.told.starts_with("tryout: ") && ended.told.contains("granted"), "{ended:?}");
        assert!(!ended.told.contains("s3cret"), "{ended:?}");
    }
    assert!(answer(&home, &[], "attempt keep k v").starts_with("denied: keeping data"));
    assert_eq!(std::fs::read(file).unwrap(), b"content");
    let ambient = answer(&home, &[], "attempt ambient");
    assert_eq!(ambient, "environment false, file false, socket false, child false");
}

/// What a component imports is what it wants, whatever it says.
#[test]
fn one_that_hides_what_it_wants_is_not_run() {
    let home = Home::new();
    let sneaky = built("sneaky");
    let words = ["E0804", "imports the service `read-files` and does not ask for it"];
    home.run(&["--plugin", &sneaky, "-c", "sneak"]).assert(exit::DENIED, &words);
    home.run(&["plugin", "install", &sneaky, "--grant-all"]).assert(exit::DENIED, &words);
    let granted = ["--plugin", &sneaky, "--grant", "read-files=/etc", "-c", "sneak"];
    home.run(&granted).assert(exit::DENIED, &words);
}

#[test]
fn a_command_has_what_it_says_that_it_uses() {
    let home = Home::new();
    let path = home.write("a/b", "content");
    let text = format!("attempt sneak {}", path.display());
    let told = answer(&home, &["read-files=~/a"], &text);
    assert!(told.contains("does not say that it uses `read-files`"), "{told}");
}

#[test]
fn files_are_read_below_the_folder_and_nowhere_else() {
    let home = Home::new();
    home.write("inside/a", "content");
    home.write("inside/deep/b", "more");
    let outside = home.write("outside/secret", "s3cret");
    symlink(&outside, home.join("inside/link")).unwrap();
    symlink("../outside", home.join("inside/folder")).unwrap();
    symlink("/", home.join("inside/root")).unwrap();
    symlink("a", home.join("inside/same")).unwrap();
    let pipe = home.join("inside/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let inside = home.join("inside");
    let inside = inside.to_str().unwrap();
    let grants = ["read-files=~/inside"];
    let read = |path: &str| answer(&home, &grants, &format!("attempt read \"{path}\""));
    assert_eq!(read(&format!("{inside}/a")), "ok: content");
    assert_eq!(read("inside/deep/b"), "ok: more");
    assert_eq!(read(&format!("{inside}/same")), "ok: content");
    assert!(read(&format!("{inside}/none")).starts_with("missing: "));
    assert!(read(&format!("{inside}/pipe")).contains("it is no file"));
    assert!(read(inside).contains("it is no file"));
    for path in [
        format!("{inside}/../outside/secret"),
        format!("{inside}/deep/../../outside/secret"),
        format!("{inside}/link"),
        format!("{inside}/folder/secret"),
        format!("{inside}/root/etc/passwd"),
        format!("{inside}2"),
        outside.display().to_string(),
        "outside/secret".to_owned(),
        "/etc/passwd".to_owned(),
        "/proc/self/environ".to_owned(),
        "~/inside/a".to_owned(),
        String::new(),
    ] {
        let told = read(&path);
        let refused = told.starts_with("denied: ") || told.starts_with("failed: ");
        assert!(refused && !told.contains("s3cret"), "{path}: {told}");
    }
    let list = |path: &str| answer(&home, &grants, &format!("attempt list {path}"));
    assert_eq!(list(inside), "ok: a deep folder link pipe root same");
    assert!(list("\"/\"").starts_with("denied: "));
    assert!(list(&format!("{inside}/root")).starts_with("denied: "));
}

#[test]
fn files_are_written_below_the_folder_and_nowhere_else() {
    let home = Home::new();
    home.write("inside/a", "old");
    let outside = home.write("outside", "old");
    symlink(&outside, home.join("inside/link")).unwrap();
    let inside = home.join("inside");
    let inside = inside.to_str().unwrap();
    let grants = ["write-files=~/inside"];
    let write = |path: &str| answer(&home, &grants, &format!("attempt write \"{path}\" new"));
    assert_eq!(write(&format!("{inside}/a")), "ok: written");
    assert_eq!(write(&format!("{inside}/b")), "ok: written");
    assert_eq!(std::fs::read(home.join("inside/a")).unwrap(), b"new");
    for path in ["link", "../outside", "", "."] {
        let told = write(&format!("{inside}/{path}"));
        assert!(told.starts_with("denied: ") || told.starts_with("failed: "), "{path}: {told}");
    }
    assert_eq!(std::fs::read(&outside).unwrap(), b"old");
    // Who may write may not read.
    let told = answer(&home, &grants, &format!("attempt read {inside}/a"));
    assert!(told.starts_with("denied: "), "{told}");
    assert_eq!(home.files("inside").len(), 3);
    let text = format!("attempt write {inside}/a x");
    let tryout = built("tryout");
    let arguments =
        ["--plugin", &tryout, "--grant", "write-files=~/inside", "--read-only", "-c", &text];
    home.run(&arguments).assert(exit::DENIED, &["E0906", "write-files"]);
}

#[test]
fn web_servers_are_asked_where_it_was_granted() {
    let home = Home::new();
    let other = Web::start(&[("x", Answer::Give("text/plain", b"elsewhere".to_vec()))]);
    let server = Web::start(&[
        ("a", Answer::Give("text/plain", b"hello".to_vec())),
        ("deep/a", Answer::Give("text/plain", b"deep".to_vec())),
        ("out", Answer::Redirect(other.url("x"))),
        ("in", Answer::Redirect("/deep/a".to_owned())),
        ("round", Answer::Redirect("/round".to_owned())),
        ("large", Answer::Give("text/plain", vec![b'x'; 9 << 20])),
        ("silent", Answer::Silence),
    ]);
    let get =
        |grants: &[&str], url: &str| answer(&home, grants, &format!("attempt send GET \"{url}\""));
    let all = format!("query-network={}", server.url(""));
    let all = [all.as_str()];
    assert_eq!(get(&all, &server.url("a")), "ok: 200 hello");
    assert_eq!(get(&all, &server.url("in")), "ok: 200 deep");
    assert!(get(&all, &server.url("none")).starts_with("ok: 404"));
    assert!(get(&all, &server.url("large")).contains("more than 8 MiB"));
    assert!(get(&all, &server.url("silent")).starts_with("timed out: "));
    assert!(get(&all, &server.url("round")).contains("redirected too often"));
    // A redirection leads to where it was granted, and the other server hears nothing.
    assert!(get(&all, &server.url("out")).contains(&format!("reading from {}", other.url("x"))));
    assert!(other.asked().is_empty());
    let deep = format!("query-network={}", server.url("deep/"));
    assert_eq!(get(&[&deep], &server.url("deep/a")), "ok: 200 deep");
    for path in ["a", "deep/../a", "deep/%2e%2e/a", "deep"] {
        let told = get(&[&deep], &server.url(path));
        assert!(told.starts_with("denied: "), "{path}: {told}");
    }
    let post = answer(&home, &all, &format!("attempt send POST {}", server.url("a")));
    assert!(post.contains("sending to") && post.contains("change-network="), "{post}");
    for (method, url, words) in [
        ("TRACE", server.url("a"), "no method"),
        ("GET", "file:///etc/passwd".to_owned(), "no address of a web server"),
        ("GET", "nonsense".to_owned(), "no address"),
    ] {
        let told = answer(&home, &all, &format!("attempt send {method} {url}"));
        assert!(told.contains(words), "{told}");
    }
}

/// `*` is the whole of the public network, and no more.
#[test]
fn private_networks_are_closed_until_they_are_named() {
    let home = Home::new();
    let server = Web::start(&[("a", Answer::Give("text/plain", b"hello".to_vec()))]);
    let port = server.port;
    let get = |grant: &str, host: &str| {
        answer(&home, &[grant], &format!("attempt send GET \"http://{host}:{port}/a\""))
    };
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0"] {
        let told = get("query-network=*", host);
        assert!(told.starts_with("denied: ") && told.contains("private network"), "{host}: {told}");
    }
    assert!(server.asked().is_empty());
    assert_eq!(get("query-network=*,127.0.0.0/8,::1/128", "localhost"), "ok: 200 hello");
    assert_eq!(
        get(&format!("query-network=http://localhost:{port}/"), "localhost"),
        "ok: 200 hello"
    );
}

#[test]
fn secrets_are_read_by_name() {
    let home = Home::new().with("REBE_SECRET_A_B", "one").with("OTHER", "two");
    home.write("token", "three\n");
    let settings = "[secrets]\nc = { env = \"OTHER\" }\nd = { file = \"~/token\" }\n\
                    e = { command = \"echo four; echo five\" }\nf = { command = \"exit 3\" }\n\
                    [config.tryout]\ngreeting = \"hello\"\n";
    home.write(".config/rebe/plugins.toml", settings);
    let secret =
        |name: &str| answer(&home, &["secrets=a-b,c,d,e,f,g"], &format!("attempt secret {name}"));
    assert_eq!(secret("a-b"), "ok: one");
    assert_eq!(secret("c"), "ok: two");
    assert_eq!(secret("d"), "ok: three");
    assert_eq!(secret("e"), "ok: four");
    assert!(secret("f").contains("ended with exit code 3"));
    assert!(secret("g").contains("set the environment variable `REBE_SECRET_G`"));
    assert!(secret("h").starts_with("denied: "));
    for guess in ["PATH", "\"../token\"", "\"*\"", "\"\""] {
        assert!(secret(guess).starts_with("denied: "), "{guess}");
    }
    assert_eq!(answer(&home, &[], "attempt say x"), "hello");
    home.write(".config/rebe/plugins.toml", "[secret]\n");
    assert!(secret("a-b").contains("plugins.toml"));
}

#[test]
fn what_is_kept_is_there_the_next_time_and_only_for_itself() {
    let home = Home::new();
    let keep = |value: &str| answer(&home, &["cache"], &format!("attempt keep \"a/../b\" {value}"));
    assert_eq!(keep("x"), "ok: nothing\nok: kept\nok: x");
    assert_eq!(keep("y"), "ok: x\nok: kept\nok: y");
    let kept = home.files(".cache/rebe/plugins/kept");
    assert_eq!(kept.len(), 1, "{kept:?}");
    // The folder is named after the digest, and the file after that of the key.
    let name = |at: usize| kept[0].iter().rev().nth(at).unwrap().len();
    assert_eq!((name(0), name(1)), (64, 64));
    std::fs::write(&kept[0], b"short").unwrap();
    assert_eq!(keep("z"), "ok: nothing\nok: kept\nok: z");
}

#[test]
fn hosts_of_the_rows_are_asked_and_no_others() {
    let home = Home::new();
    let tryout = built("tryout");
    let run = |grant: &str, flags: &[&str], text: &str| {
        let arguments = ["demo", "--hosts", "3", "--plugin", &tryout, "--grant", grant];
        home.run(&[&arguments[..], flags, &["-c", text]].concat())
    };
    let read = run("query-hosts=/etc/", &[], "hosts | attempt query /etc/os-release | length");
    read.prints("3\n");
    let other = "hosts | first 1 | attempt query /etc/os-release --other web02 | last 1";
    let other = run("query-hosts=/etc/", &[], other);
    assert!(other.printed.contains("denied: asking `web02` is denied"), "{other:?}");
    for path in ["/proc/cpuinfo", "/etc/../proc/cpuinfo", "/etc/"] {
        let text = format!("hosts | first 1 | attempt query \"{path}\"");
        let ended = run("query-hosts=/etc/ssh/", &[], &text);
        assert!(ended.printed.contains("denied: "), "{path}: {ended:?}");
    }
    let text = "hosts | attempt run \"echo it is $(hostname)\"";
    let ran = run("run-on-hosts", &[], "hosts | first 1 | attempt run \"echo a; exit 3\"");
    ran.prints("{\"answer\":\"ok: 3 a\\n\"}\n");
    run("run-on-hosts", &["--read-only"], text).assert(exit::DENIED, &["E0906", "run-on-hosts"]);
    // A host that did not give what was asked is a failed host, and no other can be blamed.
    let blamed = "hosts | attempt query /etc/os-release --blame web02 | length";
    let ended = run("query-hosts=/etc/", &[], blamed);
    ended.assert(exit::SOME_HOSTS, &["invalid", "web02", "[2Jit is to blame"]);
    assert!(!ended.told.contains('\u{1b}'));
    let nobody = "hosts | attempt query /etc/os-release --blame nobody | length";
    run("query-hosts=/etc/", &[], nobody).prints("3\n");
    // Hosts that cannot be asked are failed hosts of the run, once each.
    let failed = run("run-on-hosts", &["--faults", "all"], "hosts | attempt run id | length");
    assert!([exit::SOME_HOSTS, exit::ALL_HOSTS].contains(&u8::try_from(failed.code).unwrap()));
    assert_eq!(failed.printed, "3\n");
    assert!(failed.told.contains("of 3 hosts"), "{failed:?}");
}

#[test]
fn what_is_said_on_the_way_has_bounds() {
    let home = Home::new();
    let said = tried(&home, &[], "attempt say \"a\u{1b}[2Jb\"");
    assert_eq!(said.told.lines().count(), 101, "{said:?}");
    assert!(said.told.starts_with("tryout: a[2Jb\n") && !said.told.contains("for people"));
    assert!(said.told.ends_with("tryout: it has more to say, which is not shown\n"));
    let json = home.run(&[
        "--diagnostics",
        "json",
        "--plugin",
        &built("tryout"),
        "-c",
        "attempt say hello",
    ]);
    let line: serde_json::Value = serde_json::from_str(json.told.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&line["type"], &line["from"], &line["text"]),
        (&"note".into(), &"tryout".into(), &"hello".into(),)
    );
}

#[test]
fn rows_that_become_many_and_nested_ones_come_through() {
    let home = Home::new();
    tried(&home, &[], "many 100_000 | where n mod 3 == 0 | length").prints("33334\n");
    tried(&home, &[], "many 1_000_000_000 | first 2")
        .prints("{\"n\":0,\"tags\":[\"a0\",\"b\"]}\n{\"n\":1,\"tags\":null}\n");
    tried(&home, &[], "0x[00 ff] | size of").prints("{\"size\":2}\n");
    let large = home.write("large", vec![b'x'; 3_000_000]);
    let text = format!("open --raw {} | size of", large.display());
    tried(&home, &[], &text).prints("{\"size\":3000000}\n");
}

/// Each is told what it did, in time, and nothing else happens.
#[test]
fn bad_guests_are_contained() {
    let home = Home::new();
    for (harm, code, words) in [
        ("spin", "E0807", "took too long"),
        ("allocate", "E0807", "more than 256 MiB of memory"),
        ("recurse", "E0806", "called itself too deeply"),
        ("panic", "E0806", "it gave up"),
        ("index", "E0806", "it gave up"),
        ("flood", "E0807", "gave back more at once"),
        ("rows", "E0807", "gave back more at once"),
        ("batches", "E0807", "gave back more at once"),
        ("more", "E0808", "nothing, 1000 times, and always more to come"),
        ("type", "E0808", "whole numbers in a column of type string"),
        ("null", "E0808", "a null where every cell is of type string"),
        ("utf8", "E0808", "text that is no UTF-8"),
        ("uneven", "E0808", "2 columns where there should be 1"),
        ("blame", "E0809", "[31mnot me"),
        ("blame nothing", "E0809", "the command `harm` cannot do this"),
    ] {
        let ended = tried(&home, &[], &format!("harm \"{harm}\""));
        ended.assert(exit::RUNTIME, &[code, words]);
        assert_eq!(ended.printed, "", "{harm}");
        assert!(!ended.told.contains('\u{1b}'), "{ended:?}");
    }
    // The next statement is not run, and a `try` goes on.
    tried(&home, &[], "try { harm panic } catch { \"caught\" }").prints("\"caught\"\n");
}
