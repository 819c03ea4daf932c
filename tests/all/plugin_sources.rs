//! Where plugins come from: web servers, folders, and the lock file of a project.

use std::fs;

use rebe_shell::diag::exit;

use crate::support::plugged::{Home, built};
use crate::support::published::{publisher, semver, table, user};
use crate::support::web::{Answer, Web};

#[test]
fn a_project_has_the_plugins_of_its_lock() {
    let home = user();
    home.run(&["plugin", "install", "semver"]).assert(exit::OK, &[]);
    let greedy = home.write("vendored/greedy.wasm", fs::read(built("greedy")).unwrap());
    let grants = ["--grant", "run-on-hosts"];
    let install = ["plugin", "install", greedy.to_str().unwrap()];
    home.run(&[&install[..], &grants].concat()).assert(exit::OK, &[]);
    home.run(&["plugin", "lock"]).assert(exit::OK, &[]);
    let text = fs::read_to_string(home.join("plugins.lock")).unwrap();
    assert!(text.contains("from = \"./vendored/greedy.wasm\""), "{text}");
    assert!(!text.contains("run-on-hosts"), "{text}");
    home.run(&["plugin", "verify", "--locked"]).assert(exit::OK, &[]);
    home.run(&["plugin", "install", "--locked"]).assert(exit::OK, &[]);

    // Somebody else has none of them, and decides for themselves.
    let other = Home::new();
    for file in home.files("site").into_iter().chain([greedy, home.join("plugins.lock")]) {
        let name = file.strip_prefix(home.join("")).unwrap().to_str().unwrap().to_owned();
        other.write(&name, fs::read(file).unwrap());
    }
    let text = text.replace(home.join("site").to_str().unwrap(), "site");
    other.write("plugins.lock", &text);
    let missing = other.run(&["plugin", "verify", "--locked"]);
    missing.assert(exit::CHECK, &["E0811", "no plugin `semver`", "no plugin `greedy`"]);
    let none = other.run(&["plugin", "install", "--locked"]);
    none.assert(exit::DENIED, &["E0804", "nobody is there to be asked"]);
    other
        .run(&["plugin", "install", "greedy", "--locked", "--grant", "run-on-hosts"])
        .assert(exit::OK, &[]);
    other.run(&["plugin", "install", "--locked"]).assert(exit::OK, &[]);
    other.run(&["plugin", "verify", "--locked=plugins.lock"]).assert(exit::OK, &[]);
    let list = table(&other.run(&["plugin", "list"]));
    assert_eq!(list[0]["grants"].to_string(), "[\"run-on-hosts\"]");

    // What is served is what was locked, or nothing.
    other.write("vendored/greedy.wasm", fs::read(built("sneaky")).unwrap());
    other.run(&["plugin", "remove", "greedy"]).assert(exit::OK, &[]);
    let swapped = ["plugin", "install", "--locked", "--grant", "run-on-hosts", "greedy"];
    other.run(&swapped).assert(exit::RUNTIME, &["E0812", "is not what the lock file says"]);
    // Another version is there than is locked.
    other.write("site/new.wasm", semver("0.2.0", false));
    other.run(&["plugin", "remove", "semver"]).assert(exit::OK, &[]);
    other.run(&["plugin", "install", "site/new.wasm"]).assert(exit::OK, &[]);
    let differs = other.run(&["plugin", "verify", "--locked"]);
    differs
        .assert(exit::CHECK, &["E0810", "`semver 0.1.0` is wanted", "another one is there: 0.2.0"]);
    let back = other.run(&["plugin", "install", "semver", "--locked"]);
    back.assert(exit::OK, &[]);
    assert_eq!(table(&other.run(&["plugin", "list"]))[0]["version"], "0.1.0");

    // A project that somebody else has made does not get what the user has granted, whatever its file
    // says: neither a plugin in the place of one that was signed, nor one with the rights of another.
    let key = home.join("acme.key.pub").to_str().unwrap().to_owned();
    other.run(&["plugin", "index", "add", "site", "--key", &key]).assert(exit::OK, &[]);
    other.run(&["plugin", "install", "semver", "--replace"]).assert(exit::OK, &[]);
    let evil = other.write("evil.wasm", semver("0.6.0", true));
    let evil = rebe_shell::plugin::digest(&fs::read(evil).unwrap());
    let hostile = |index: &str| {
        let head = "version = 1\n[[plugin]]\nname = \"semver\"\nversion = \"0.6.0\"\n";
        format!("{head}sha256 = \"{evil}\"\nfrom = \"./evil.wasm\"\n{index}")
    };
    for index in ["", "index = \"acme\"\n"] {
        other.write("plugins.lock", hostile(index));
        let taken = other.run(&["plugin", "install", "--locked"]);
        taken.assert(exit::RUNTIME, &["E0812", "`semver` was signed until now"]);
    }
    other.write("plugins.lock", hostile("key = \"RW\"\n"));
    other.run(&["plugin", "install", "--locked"]).assert(exit::RUNTIME, &["unknown field `key`"]);
    other.run(&["plugin", "remove", "semver"]).assert(exit::OK, &[]);
    let wide = other.write("wide.wasm", semver("0.5.0", true));
    let wide = wide.to_str().unwrap();
    other.run(&["plugin", "install", wide, "--grant", "run-on-hosts"]).assert(exit::OK, &[]);
    other.write("plugins.lock", hostile(""));
    let granted = other.run(&["plugin", "install", "--locked"]);
    granted.assert(exit::DENIED, &["E0804", "nobody is there to be asked"]);

    other.run(&["plugin", "install", "x", "--locked"]).assert(exit::CHECK, &["has no plugin `x`"]);
    other.write("plugins.lock", text.replace("sha256", "sha512"));
    other.run(&["plugin", "install", "--locked"]).assert(exit::RUNTIME, &["E0603", "line"]);
    fs::remove_file(other.join("plugins.lock")).unwrap();
    other.run(&["plugin", "verify", "--locked"]).assert(exit::CHECK, &["E0601", "plugin lock"]);
}

#[test]
fn plugins_come_from_web_servers() {
    let home = publisher();
    let component = semver("0.1.0", false);
    let read = |name: &str| fs::read(home.join(&format!("site/{name}"))).unwrap();
    let give = |bytes: Vec<u8>| Answer::Give("application/octet-stream", bytes);
    let web = Web::start(&[
        ("p/index.json", give(read("index.json"))),
        ("p/index.json.minisig", give(read("index.json.minisig"))),
        ("p/semver-0.1.0.wasm", Answer::Break(1000, component.clone())),
        ("page.wasm", Answer::Give("text/html", b"<html>".to_vec())),
        ("huge.wasm", give(vec![0; 40 << 20])),
    ]);
    let install =
        |what: &str, more: &[&str]| home.run(&[&["plugin", "install", what], more].concat());
    let add = ["plugin", "index", "add", &web.url("p/"), "--key", "acme.key.pub"];
    home.run(&add).assert(exit::OK, &[]);
    install("semver", &[]).assert(exit::OK, &[]);
    let info = home.run(&["plugin", "info", "semver"]).printed;
    assert!(info.contains(&web.url("p/semver-0.1.0.wasm")), "{info}");
    install(&web.url("p/semver-0.1.0.wasm?token=1"), &["--replace"])
        .assert(exit::RUNTIME, &["E0812", "was signed until now, but", "is not signed"]);
    home.run(&["plugin", "remove", "semver"]).assert(exit::OK, &[]);

    let digest = rebe_shell::plugin::digest(&component);
    let url = web.url("p/semver-0.1.0.wasm");
    let other = "0".repeat(64);
    install(&url, &["--sha256", &other])
        .assert(exit::RUNTIME, &["E0812", &digest, "another digest"]);
    install(&url, &["--sha256", "123"]).assert(exit::CHECK, &["64 hexadecimal digits"]);
    install(&url, &["--index", "acme"]).assert(exit::CHECK, &["E0901", "not the name of a plugin"]);
    install(&url, &["--sha256", &digest.to_uppercase()]).assert(exit::OK, &[]);
    install(&web.url("none.wasm"), &[]).assert(exit::CHECK, &["E0601", "there is nothing at"]);
    install(&web.url("page.wasm"), &[]).assert(exit::CHECK, &["E0801"]);
    install(&web.url("huge.wasm"), &[]).assert(exit::RUNTIME, &["has more than 34603008 bytes"]);
    install("http://192.0.2.1/x.wasm", &[]).assert(exit::RUNTIME, &["E0812", "anybody on the way"]);
    install("gopher://x/x.wasm", &[]).assert(exit::CHECK, &["E0403"]);
}

#[test]
fn a_folder_is_its_one_plugin() {
    let home = publisher();
    let install = |what: &str| home.run(&["plugin", "install", what]);
    install("./site").assert(exit::CHECK, &["E0901", "is an index of plugins"]);
    install("./none").assert(exit::CHECK, &["E0601"]);
    home.write("two/a.wasm", semver("0.1.0", false));
    home.write("two/b.wasm", semver("0.2.0", false));
    install("./two").assert(exit::CHECK, &["there are 2 plugins in"]);
    home.write("none/readme", "");
    install("./none").assert(exit::CHECK, &["there is no plugin in", "plugin build"]);
    home.write("one/build/semver.wasm", semver("0.1.0", false));
    // A word is a name, and a file or folder of that name is told of.
    install("one").assert(exit::CHECK, &["E0814", "no index was added"]);
    home.run(&["plugin", "index", "add", "site", "--key", "acme.key.pub"]).assert(exit::OK, &[]);
    install("one").assert(exit::CHECK, &["no index has a plugin `one`", "is `./one`"]);
    install("./one").assert(exit::OK, &[]);
}
