//! Plugins that are installed: what is granted is what was asked for and said yes to, what lies on the
//! disk is what was installed, and a broken one stands in nobody's way.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use rebe_shell::diag::exit;

use crate::support::plugged::{Home, built};

const SEMVER: &str = "[{v: \"1.2.3\"}] | semver parse v | get major | to json";

/// A home in which the sample is installed.
fn installed() -> Home {
    let home = Home::new();
    let ended = home.run(&["plugin", "install", &built("semver")]);
    ended.assert(exit::OK, &[]);
    home
}

fn file(home: &Home, folder: &str, ending: &str) -> PathBuf {
    let mut files = home.files(folder);
    files.retain(|path| path.to_str().unwrap().ends_with(ending));
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

#[test]
fn what_is_installed_is_there_until_it_is_removed() {
    let home = installed();
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    let info = home.run(&["plugin", "info", "semver"]);
    let info: serde_json::Value = serde_json::from_str(&info.printed).unwrap();
    assert_eq!((&info["name"], &info["installed"]), (&"semver".into(), &true.into()));
    let list = home.run(&["plugin", "list"]).printed;
    assert!(list.contains("\"commands\":[\"semver matches\",\"semver parse\"]"), "{list}");
    home.run(&["--no-plugins", "-c", SEMVER]).assert(exit::CHECK, &["E0201"]);
    // One that is named takes the place of the one that is installed.
    home.run(&["--plugin", &built("semver"), "-c", SEMVER]).prints("\"[1]\"\n");
    let again = home.run(&["plugin", "install", &built("semver")]);
    again.assert(exit::CHECK, &["E0901", "`--replace`"]);
    home.run(&["plugin", "install", "--replace", &built("semver")]).assert(exit::OK, &[]);
    home.run(&["plugin", "remove", "semver"]).assert(exit::OK, &[]);
    home.run(&["-c", SEMVER]).assert(exit::CHECK, &["E0201"]);
    assert!(home.files(".local/share/rebe/plugins/components").is_empty());
    for arguments in [
        ["plugin", "info", "semvre"],
        ["plugin", "remove", "../semver"],
        ["plugin", "verify", ".x"],
        ["plugin", "revoke", "semver"],
    ] {
        home.run(&arguments).assert(exit::CHECK, &["E0811", "is installed"]);
    }
    installed().run(&["plugin", "info", "semvre"]).assert(exit::CHECK, &["did you mean `semver`?"]);
}

#[test]
fn files_that_are_no_plugins_are_not_installed() {
    let home = Home::new();
    let text = home.write("text.wasm", "#!/bin/sh\n");
    let text = text.to_str().unwrap();
    home.run(&["plugin", "install", text]).assert(exit::CHECK, &["E0801", "is no WASM file"]);
    home.run(&["plugin", "install", "none.wasm"]).assert(exit::CHECK, &["there is no such file"]);
    home.run(&["plugin", "install", "/"]).assert(exit::CHECK, &["no plugin in `/`"]);
    assert!(home.files(".local").iter().all(|path| path.ends_with("code.key")));
}

/// Whoever has no terminal is not asked, and gets nothing that was not written.
#[test]
fn grants_are_written_or_refused() {
    let home = Home::new();
    let tryout = built("tryout");
    let install = |grants: &[&str]| {
        let grants = grants.iter().flat_map(|grant| ["--grant", grant]).collect::<Vec<_>>();
        home.run(&[&["plugin", "install", "--replace", &tryout], &grants[..]].concat())
    };
    let granted = || {
        let list = home.run(&["plugin", "list"]).printed;
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        list["grants"].to_string()
    };
    install(&[]).assert(exit::OK, &[]);
    assert_eq!(granted(), "[]");
    // All that says how far it goes.
    home.run(&["plugin", "install", "--replace", &tryout, "--grant-all"]).assert(exit::OK, &[]);
    assert_eq!(granted(), "[\"run-on-hosts\",\"cache\"]");
    install(&["cache", "read-files=~/a", "read-files=/b"]).assert(exit::OK, &[]);
    assert_eq!(granted(), "[\"read-files=~/a,/b\",\"cache\"]");
    let grant = |grants: &[&str]| home.run(&[&["plugin", "grant", "tryout"], grants].concat());
    let revoke = |grants: &[&str]| home.run(&[&["plugin", "revoke", "tryout"], grants].concat());
    grant(&["secrets=x", "run-on-hosts"]).assert(exit::OK, &[]);
    revoke(&["read-files=~/a", "cache"]).assert(exit::OK, &[]);
    assert_eq!(granted(), "[\"read-files=/b\",\"run-on-hosts\",\"secrets=x\"]");
    revoke(&["cache"]).assert(exit::CHECK, &["E0901", "was not granted `cache`", "it has `read"]);
    home.write("b", "content");
    let text = format!("attempt read {}", home.join("b").display());
    let told = home.run(&["-c", &text]);
    assert!(told.printed.contains("`rebe plugin grant tryout read-files="), "{told:?}");
    grant(&["read-files=~"]).assert(exit::OK, &[]);
    home.run(&["-c", &text]).prints("{\"answer\":\"ok: content\"}\n");
    revoke(&[]).assert(exit::OK, &[]);
    assert_eq!(granted(), "[]");
    assert!(home.run(&["-c", &text]).printed.contains("denied: "));
    grant(&["read-files"]).assert(exit::DENIED, &["how far `read-files` goes"]);
    grant(&["nonsense"]).assert(exit::CHECK, &["nothing is called `nonsense`"]);
    grant(&["read-files=a/b"]).assert(exit::CHECK, &["is no folder"]);
    // Nobody is granted what they do not ask for.
    let home = installed();
    let grant = home.run(&["plugin", "grant", "semver", "cache"]);
    grant.assert(exit::DENIED, &["E0804", "does not ask for `cache`", "it asks for nothing"]);
    let other = ["plugin", "install", "--replace", &built("semver"), "--grant", "cache"];
    home.run(&other).assert(exit::DENIED, &["does not ask for `cache`"]);
    let semver = built("semver");
    let text = ["--grant", "cache", "-c", "1"];
    let alone = home.run(&text);
    alone.assert(exit::CHECK, &["E0901", "there is none", "`rebe plugin grant NAME cache`"]);
    let named = home.run(&[&["--plugin", &semver], &text[..]].concat());
    named.assert(exit::DENIED, &["E0804", "does not ask for `cache`", "it asks for nothing"]);
    let beside = ["--plugin", &semver, "--plugin", &tryout];
    home.run(&[&beside[..], &text[..]].concat()).prints("1\n");
    let far = ["--grant", "read-files=/a", "--grant", "run-on-hosts", "-c", "1"];
    home.run(&[&beside[..], &far[..]].concat()).prints("1\n");
}

#[test]
fn a_component_that_was_swapped_is_not_run() {
    let home = installed();
    home.run(&["plugin", "verify"]).assert(exit::OK, &[]);
    let path = file(&home, ".local/share/rebe/plugins/components", ".wasm");
    fs::write(&path, fs::read(built("tryout")).unwrap()).unwrap();
    let words = ["E0810", "the plugin `semver` was changed since it was installed"];
    // Where the columns have to be asked for, it is told before anything runs.
    home.run(&["-c", SEMVER]).assert(exit::CHECK, &words);
    home.run(&["plugin", "verify"]).assert(exit::RUNTIME, &words);
    // Everything else goes on.
    home.run(&["-c", "1 + 1"]).prints("2\n");
    fs::remove_file(&path).unwrap();
    home.run(&["-c", SEMVER]).assert(exit::CHECK, &["cannot be used", "install it anew"]);
    home.run(&["plugin", "install", "--replace", &built("semver")]).assert(exit::OK, &[]);
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
}

#[test]
fn compiled_code_that_was_changed_is_not_run() {
    let home = installed();
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    let code = || file(&home, ".cache/rebe/plugins", ".code");
    let key = file(&home, ".local/share/rebe/plugins", "code.key");
    for path in [code(), key.clone()] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let good = fs::read(code()).unwrap();
    let changed = ["E0810", "the compiled code of `semver` was changed since it was kept"];
    for at in [0, 31, 32, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(code(), bad).unwrap();
        home.run(&["-c", SEMVER]).assert(exit::CHECK, &changed);
        // It was taken away, and is compiled anew.
        home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    }
    for bad in [&good[..good.len() - 1], &good[..10], &[]] {
        fs::write(code(), bad).unwrap();
        home.run(&["-c", SEMVER]).assert(exit::CHECK, &changed);
        home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    }
    // That of another plugin, sealed by the same user, is not taken for it.
    let other = Home::new();
    other.run(&["plugin", "install", &built("tryout")]).assert(exit::OK, &[]);
    fs::create_dir_all(home.join("other")).unwrap();
    let forged = fs::read(file(&other, ".cache/rebe/plugins", ".code")).unwrap();
    fs::write(code(), forged).unwrap();
    home.run(&["-c", SEMVER]).assert(exit::CHECK, &changed);
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    // What others may write to is not believed.
    fs::set_permissions(code(), Permissions::from_mode(0o666)).unwrap();
    home.run(&["-c", SEMVER]).assert(exit::CHECK, &changed);
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    // A key that others may read is none: it is compiled each time.
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    // Without a folder to keep it in it is compiled each time, too.
    fs::remove_dir_all(home.join(".cache")).unwrap();
    fs::write(home.join(".cache"), "no folder").unwrap();
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
}

#[test]
fn records_that_are_broken_stand_in_nobodys_way() {
    let home = installed();
    let record = file(&home, ".local/share/rebe/plugins/installed", ".json");
    let good = fs::read_to_string(&record).unwrap();
    for bad in [
        String::new(),
        "{".to_owned(),
        good.replace("\"version\": 1,", "\"version\": 2,"),
        good.replace("\"grants\": []", "\"grants\": [\"everything\"]"),
        good.replace("\"name\": \"semver\",", "\"name\": \"other\","),
        good.replace("\"digest\": \"", "\"digest\": \"../"),
        good.replace("\"semver parse\"", "\"where\""),
        good.replace("\"semver parse\"", "\"if\""),
        good.replace("\"commands\": [", "\"commands\": [], \"other\": ["),
    ] {
        assert_ne!(bad, good);
        fs::write(&record, &bad).unwrap();
        let ended = home.run(&["-c", "1 + 1"]);
        ended.prints("2\n");
        assert!(ended.line().contains("the plugin `semver` is left out: "), "{bad}: {ended:?}");
        assert!(ended.line().contains("`rebe plugin remove semver`"), "{ended:?}");
    }
    // Grants beyond what is asked for are none, whoever has written them.
    let wide = good.replace("\"grants\": []", "\"grants\": [\"read-files=*\"]");
    fs::write(&record, wide).unwrap();
    home.run(&["-c", SEMVER]).prints("\"[1]\"\n");
    fs::write(&record, "{").unwrap();
    home.run(&["plugin", "list"]).assert(exit::RUNTIME, &["cannot be used"]);
    home.run(&["plugin", "remove", "semver"]).assert(exit::OK, &[]);
    assert_eq!(home.run(&["-c", "1"]).told, "");
}

#[test]
fn two_plugins_with_one_command_are_not_installed() {
    let home = installed();
    home.run(&["plugin", "install", &built("tryout")]).assert(exit::OK, &[]);
    let record = file(&home, ".local/share/rebe/plugins/installed", "tryout.json");
    let taken = fs::read_to_string(&record).unwrap();
    fs::write(&record, taken.replace("\"harm\"", "\"semver parse\"")).unwrap();
    let ended = home.run(&["-c", "1 + 1"]);
    ended.prints("2\n");
    assert!(ended.line().contains("`tryout` is left out"), "{ended:?}");
}

#[test]
fn commands_may_read_formats_ask_probes_and_list_hosts() {
    let home = Home::new();
    let tryout = built("tryout");
    home.run(&["plugin", "install", &tryout, "--grant", "run-on-hosts"]).assert(exit::OK, &[]);
    home.write("a.pairs", "a=1\nb=2\n");
    home.run(&["-c", "open a.pairs | where value == \"2\" | get name"]).prints("[\"b\"]\n");
    home.run(&["-c", "open a.pairs | where valu == \"2\""]).assert(exit::CHECK, &["`value`?"]);
    home.run(&["-c", "open a.pairs | save b.p.txt; open b.p.txt | length"]).prints("2\n");
    assert_eq!(fs::read_to_string(home.join("b.p.txt")).unwrap(), "a=1\nb=2\n");
    home.run(&["-c", "open a.pairs | save b.p.txt"]).assert(exit::RUNTIME, &["is there already"]);
    home.run(&["-c", "open a.pairs | select name | save c.pairs"])
        .assert(exit::CHECK, &["only columns `name` and `value` can be saved so"]);
    assert!(!home.join("c.pairs").exists());
    home.run(&["-c", "1 | save c.pairs"]).assert(exit::CHECK, &["is one of tables"]);
    home.run(&["-c", "open a.pairs | save c.pairs --append"])
        .assert(exit::CHECK, &["cannot be added"]);
    home.write("bad.txt", "a=1\nb\n");
    home.run(&["-c", "open bad.txt --format pairs"]).assert(exit::RUNTIME, &["line 2 has no `=`"]);
    home.run(&["-c", "open *.pairs"])
        .prints("{\"name\":\"a\",\"value\":\"1\"}\n{\"name\":\"b\",\"value\":\"2\"}\n");
    home.run(&["-c", "open a.pairs --schema {a: \"int\"}"]).assert(exit::CHECK, &["are built in"]);
    home.run(&["-c", "open none.pairs"]).assert(exit::CHECK, &["there is no file `none.pairs`"]);

    let demo = |flags: &[&str], text: &str| {
        home.run(&[&["demo", "--hosts", "4"], flags, &["-c", text]].concat())
    };
    let probed = "hosts | discover load | where called == host | length";
    demo(&[], probed).prints("4\n");
    demo(&["--read-only"], probed).assert(exit::DENIED, &["E0906", "run-on-hosts"]);
    let wrong = demo(&[], "hosts | discover load | where kernle == \"\"");
    wrong.assert(exit::CHECK, &["did you mean `kernel`?"]);
    home.run(&["plugin", "revoke", "tryout", "run-on-hosts"]).assert(exit::OK, &[]);
    demo(&[], probed)
        .assert(exit::DENIED, &["E0804", "`run-on-hosts`", "rebe plugin grant tryout"]);

    let listed =
        |inventory: &str, text: &str| home.run(&["--inventory-plugin", inventory, "-c", text]);
    listed("made-up 4", "hosts even | get host | to json")
        .prints("\"[\\\"m000\\\",\\\"m002\\\"]\"\n");
    listed("made-up 4", "hosts | where port == 2203 | get host").prints("[\"m003\"]\n");
    listed("made-up", "hosts").assert(exit::CHECK, &["E0401", "a whole number"]);
    listed("made-up -1", "hosts").assert(exit::CHECK, &["E0809", "fewer than no hosts"]);
    listed("made-down 4", "hosts").assert(exit::CHECK, &["no plugin has an inventory `made-down`"]);
    listed("made-up 4; 1", "hosts").assert(exit::CHECK, &["more than its arguments"]);
    listed("made-up 4 | first 2", "hosts | length").prints("2\n");
    // Whoever asks no host lists none.
    listed("made-down 4", "1 + 1").prints("2\n");
}
