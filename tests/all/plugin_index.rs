//! Plugins that are published, found, fetched and kept up to date; and everything that somebody
//! between their maker and their user could try.

use std::fs;
use std::path::PathBuf;

use rebe_shell::diag::exit;

use crate::support::published::{build, index, publisher, semver, table, user};

#[test]
fn plugins_are_published_found_installed_and_updated() {
    let home = user();
    let list = table(&home.run(&["plugin", "index", "list"]));
    assert_eq!((&list[0]["name"], list.len()), (&"acme".into(), 1));
    let found = table(&home.run(&["plugin", "search", "VERSIONS apart"]));
    assert_eq!((&found[0]["name"], &found[0]["installed"]), (&"semver".into(), &().into()));
    assert_eq!(table(&home.run(&["plugin", "search", "semver parse", "--index", "acme"])).len(), 1);
    assert_eq!(home.run(&["plugin", "search", "nonsense"]).printed, "");

    home.run(&["plugin", "install", "semver@0.1.0"]).assert(exit::OK, &[]);
    let info = home.run(&["plugin", "info", "semver"]).printed;
    let info: serde_json::Value = serde_json::from_str(&info).unwrap();
    assert_eq!(info["index"], "acme");
    assert_eq!(info["key"], list[0]["key"]);
    assert_eq!(table(&home.run(&["plugin", "update"]))[0]["state"], "current");

    // Nothing that was published is ever changed, but withdrawn.
    home.write("site/semver-0.2.0.wasm", semver("0.2.0", false));
    let built = table(&build(&home, &[]));
    assert_eq!((&built[0]["state"], &built[1]["state"]), (&"kept".into(), &"new".into()));
    let before = index(&home)["serial"].as_u64().unwrap();
    build(&home, &[]).assert(exit::OK, &[]);
    assert_eq!(index(&home)["serial"].as_u64(), Some(before), "nothing was new");
    let look = table(&home.run(&["plugin", "update", "--check"]));
    assert_eq!((&look[0]["state"], &look[0]["newest"]), (&"available".into(), &"0.2.0".into()));
    assert_eq!(table(&home.run(&["plugin", "update", "semver"]))[0]["state"], "updated");
    assert_eq!(table(&home.run(&["plugin", "list"]))[0]["version"], "0.2.0");
    home.run(&["-c", "[{v: \"1.2.3\"}] | semver parse v | get major"]).prints("[1]\n");

    // Who asks for more is asked about, and nobody is there.
    home.write("site/semver-0.3.0.wasm", semver("0.3.0", true));
    build(&home, &[]).assert(exit::OK, &[]);
    let wide = home.run(&["plugin", "update"]);
    wide.assert(exit::DENIED, &["E0804", "nobody is there to be asked"]);
    assert_eq!(table(&wide)[0]["state"], "failed");
    assert_eq!(table(&home.run(&["plugin", "list"]))[0]["version"], "0.2.0");
    home.run(&["plugin", "update", "--grant", "run-on-hosts"]).assert(exit::OK, &[]);
    assert_eq!(table(&home.run(&["plugin", "list"]))[0]["grants"][0], "run-on-hosts");
    // What it has stays, and is not asked for again.
    home.write("site/semver-0.4.0.wasm", semver("0.4.0", true));
    build(&home, &[]).assert(exit::OK, &[]);
    assert_eq!(table(&home.run(&["plugin", "update"]))[0]["state"], "updated");
    let list = table(&home.run(&["plugin", "list"]));
    assert_eq!(
        (&list[0]["version"], &list[0]["grants"][0]),
        (&"0.4.0".into(), &"run-on-hosts".into())
    );
    assert_eq!(list[0]["grants"].as_array().unwrap().len(), 1);

    // What was withdrawn is told of, and not installed.
    let text = fs::read_to_string(home.join("site/index.json")).unwrap();
    let at = text.rfind("\"wants\"").unwrap();
    let (start, end) = text.split_at(at);
    home.write("site/index.json", format!("{start}\"withdrawn\": \"it leaks\", {end}"));
    let built = table(&build(&home, &[]));
    assert_eq!(built[3]["state"], "withdrawn");
    let told = home.run(&["plugin", "update"]);
    told.assert(
        exit::RUNTIME,
        &["E0812", "`semver 0.4.0` was withdrawn: it leaks", "semver@0.3.0"],
    );
    let old = home.run(&["plugin", "install", "semver@0.4.0", "--replace"]);
    old.assert(exit::RUNTIME, &["was withdrawn: it leaks", "there is 0.3.0"]);
    let back = ["plugin", "install", "semver", "--replace", "--grant", "run-on-hosts"];
    home.run(&back).assert(exit::OK, &[]);
    assert_eq!(table(&home.run(&["plugin", "list"]))[0]["version"], "0.3.0");

    home.run(&["plugin", "index", "remove", "acme"]).assert(exit::OK, &[]);
    home.run(&["plugin", "update"]).assert(exit::CHECK, &["E0814", "no index `acme`"]);
    home.run(&["plugin", "search"]).assert(exit::CHECK, &["E0814", "no index was added"]);
}

#[test]
fn an_index_that_is_not_its_publishers_is_not_believed() {
    let home = user();
    let old = ["index.json", "index.json.minisig"].map(|name| {
        let path = home.join(&format!("site/{name}"));
        (path.clone(), fs::read(path).unwrap())
    });
    home.write("site/semver-0.2.0.wasm", semver("0.2.0", false));
    build(&home, &[]).assert(exit::OK, &[]);
    home.run(&["plugin", "search"]).assert(exit::OK, &[]);
    let site = home.files("site");
    let good = site.iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect::<Vec<_>>();
    let put = |files: &[(PathBuf, Vec<u8>)]| {
        files.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    };
    let refused = |what: &str, words: &[&str]| {
        let ended = home.run(&["plugin", "install", "semver"]);
        ended.assert(exit::RUNTIME, &[&["E0812"], words].concat());
        assert!(home.files(".local/share/rebe/plugins/installed").is_empty(), "{what}");
        put(&good);
    };

    // An old index with its own good signature: with the faults of then.
    put(&old);
    refused("replay", &["is older than it was"]);
    // The signature of one with the content of another.
    put(&old[1..]);
    refused("mixed", &["signature is not one of this content"]);
    let text = fs::read_to_string(home.join("site/index.json")).unwrap();
    home.write("site/index.json", text.replacen("semver-0.2.0.wasm", "semver-0.1.0.wasm", 1));
    refused("changed", &["signature is not one of this content"]);
    // Somebody else's key.
    home.run(&["plugin", "key", "evil.key", "--no-password"]).assert(exit::OK, &[]);
    let evil = |name: &str, key: &str| {
        for file in ["index.json", "index.json.minisig"] {
            fs::remove_file(home.join(&format!("site/{file}"))).unwrap();
        }
        let words = ["plugin", "index", "build", "site", "--name", name, "--secret-key", key];
        home.run(&words).assert(exit::OK, &[]);
    };
    evil("acme", "evil.key");
    refused("key", &["signed with another key"]);
    // Another index of the same publisher.
    evil("other", "acme.key");
    refused("name", &["is the index `other` now, not `acme`"]);
    // Two of the same age.
    let serial = index(&home)["serial"].as_u64().unwrap();
    let other = text.replacen("takes versions apart", "takes nothing apart", 1);
    home.write("site/index.json", &other);
    let sign = |file: &str| home.run(&["plugin", "sign", file, "--secret-key", "acme.key"]);
    sign("site/index.json").assert(exit::OK, &[]);
    refused("twins", &[&format!("two indexes `acme` with the number {serial}")]);
    // One that has expired.
    let late = format!("\"serial\": {},\n \"expires\": \"2001-01-01T00:00:00Z\"", serial + 1);
    home.write("site/index.json", text.replacen(&format!("\"serial\": {serial}"), &late, 1));
    sign("site/index.json").assert(exit::OK, &[]);
    refused("late", &["has expired at 2001-01-01T00:00:00Z"]);
    // Which was remembered: the good one before it is an old one now.
    refused("remembered", &["is older than it was"]);
    // The second one is younger than the late one.
    build(&home, &["--valid", "48h"]).assert(exit::OK, &[]);
    build(&home, &["--valid", "24h"]).assert(exit::OK, &[]);
    let site = home.files("site");
    let good = site.iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect::<Vec<_>>();
    put(&good);
    // No signature, none at all.
    fs::remove_file(home.join("site/index.json.minisig")).unwrap();
    home.run(&["plugin", "search"]).assert(exit::CHECK, &["E0601", "have to be in"]);
    put(&good);
    home.write("site/index.json.minisig", "untrusted comment: x\n");
    home.run(&["plugin", "search"]).assert(exit::RUNTIME, &["its signature is none of minisign"]);
    put(&good);
    // A component that is another one, or longer, or gone.
    let newest = home.join("site/semver-0.2.0.wasm");
    let bytes = fs::read(&newest).unwrap();
    for bad in [semver("0.1.0", false), [&bytes[..], b"\0"].concat(), Vec::new()] {
        fs::write(&newest, bad).unwrap();
        let ended = home.run(&["plugin", "install", "semver"]);
        ended.assert(exit::RUNTIME, &["E0812", "is not what the index `acme` says"]);
    }
    fs::remove_file(&newest).unwrap();
    home.run(&["plugin", "install", "semver"]).assert(exit::CHECK, &["E0601", "no such file"]);
    put(&good);
    home.run(&["plugin", "install", "semver"]).assert(exit::OK, &[]);
    // An index may say of a component what that does not say of itself.
    let text = fs::read_to_string(home.join("site/index.json")).unwrap();
    home.write("site/index.json", text.replace("\"name\": \"semver\"", "\"name\": \"sember\""));
    sign("site/index.json").assert(exit::OK, &[]);
    let serial = format!("\"serial\": {}", index(&home)["serial"]);
    let text = fs::read_to_string(home.join("site/index.json")).unwrap();
    home.write("site/index.json", text.replace(&serial, "\"serial\": 9000000000"));
    sign("site/index.json").assert(exit::OK, &[]);
    let lies = home.run(&["plugin", "install", "sember"]);
    lies.assert(exit::RUNTIME, &["E0813", "is `semver 0.2.0`", "was called otherwise"]);
}

#[test]
fn an_index_is_added_by_who_knows_its_key() {
    let home = publisher();
    home.run(&["plugin", "key", "other.key", "--no-password"]).assert(exit::OK, &[]);
    let add = |more: &[&str]| home.run(&[&["plugin", "index", "add", "site"], more].concat());
    let key = index(&home)["key"].as_str().unwrap().to_owned();
    add(&[]).assert(exit::RUNTIME, &["E0812", "nobody is there who could say", &key]);
    add(&["--key", "other.key.pub"]).assert(exit::RUNTIME, &["is signed with another key than"]);
    add(&["--key", "nonsense"]).assert(exit::CHECK, &["E0901", "`nonsense` is no key"]);
    add(&["--key", "acme.key"]).assert(exit::CHECK, &["is no key"]);
    add(&["--key", &key]).assert(exit::OK, &[]);
    add(&[]).assert(exit::OK, &[]);
    // It may move, with its key.
    fs::rename(home.join("site"), home.join("moved")).unwrap();
    home.run(&["plugin", "search"]).assert(exit::CHECK, &["E0601"]);
    home.run(&["plugin", "index", "add", "moved/index.json"]).assert(exit::OK, &[]);
    home.run(&["plugin", "search"]).assert(exit::OK, &[]);
    for (place, code, words) in [
        ("none", exit::CHECK, &["E0601", "no such file"][..]),
        ("http://192.0.2.1/x", exit::RUNTIME, &["E0812", "anybody on the way"]),
        ("ftp://192.0.2.1/x", exit::CHECK, &["E0403", "no place that files are read from"]),
    ] {
        home.run(&["plugin", "index", "add", place]).assert(code, words);
    }
    home.run(&["plugin", "index", "remove", "acne"]).assert(exit::CHECK, &["did you mean `acme`?"]);
    home.run(&["plugin", "index", "remove", "../x"]).assert(exit::CHECK, &["E0814"]);
    home.run(&["plugin", "install", "semver", "--index", "acne"]).assert(exit::CHECK, &["E0814"]);
    home.run(&["plugin", "install", "semver@9.9.9"]).assert(exit::CHECK, &["it has 0.1.0"]);
    home.run(&["plugin", "install", "semvre"]).assert(exit::CHECK, &["did you mean `semver`?"]);
    home.run(&["plugin", "install", "semver", "--key", &key]).assert(exit::CHECK, &["E0901"]);
    // Two indexes with one plugin: nobody guesses.
    let other = ["index", "build", "moved", "--name", "other", "--secret-key", "other.key"];
    fs::create_dir(home.join("twin")).unwrap();
    home.write("twin/semver.wasm", semver("0.5.0", false));
    let other = other.map(|word| if word == "moved" { "twin" } else { word });
    home.run(&[&["plugin"], &other[..]].concat()).assert(exit::OK, &[]);
    home.run(&["plugin", "index", "add", "twin", "--key", "other.key.pub"]).assert(exit::OK, &[]);
    home.run(&["plugin", "install", "semver"])
        .assert(exit::CHECK, &["`acme` and `other`", "--index"]);
    home.run(&["plugin", "install", "semver", "--index", "acme"]).assert(exit::OK, &[]);
    // And the other one does not take its place, however new it is.
    let taken = home.run(&["plugin", "install", "semver", "--index", "other", "--replace"]);
    taken.assert(exit::RUNTIME, &["E0812", "signed with another key until now", "plugin remove"]);
    // What is kept of it may be broken; then it is not believed.
    let kept = home.write(".local/share/rebe/plugins/indexes/acme.json", "{");
    home.run(&["plugin", "update"]).assert(exit::RUNTIME, &["E0602", "index remove acme"]);
    fs::remove_file(kept).unwrap();
}

#[test]
fn what_cannot_be_published_is_not() {
    let home = publisher();
    let text = fs::read_to_string(home.join("site/index.json")).unwrap();
    home.write("site/semver-0.1.0.wasm", semver("0.1.0", true));
    build(&home, &[]).assert(exit::RUNTIME, &["E0813", "with another content", "another version"]);
    home.write("site/semver-0.1.0.wasm", semver("0.1.0", false));
    home.write("site/copy.wasm", semver("0.1.0", false));
    build(&home, &[]).assert(exit::RUNTIME, &["in copy.wasm and in semver-0.1.0.wasm"]);
    home.write("site/copy.wasm", semver("0x1.0", false));
    build(&home, &[]).assert(exit::RUNTIME, &["its version `0x1.0`", "like `1.4.0`"]);
    home.write("site/copy.wasm", "no component");
    build(&home, &[]).assert(exit::CHECK, &["E0801"]);
    fs::rename(home.join("site/copy.wasm"), home.join("site/a b.wasm")).unwrap();
    home.write("site/a b.wasm", semver("0.2.0", false));
    build(&home, &[]).assert(exit::RUNTIME, &["a file that is not below the index"]);
    fs::remove_file(home.join("site/a b.wasm")).unwrap();
    home.run(&["plugin", "key", "other.key", "--no-password"]).assert(exit::OK, &[]);
    let with = |name: &str, key: &str, folder: &str| {
        home.run(&["plugin", "index", "build", folder, "--name", name, "--secret-key", key])
    };
    with("acme", "other.key", "site").assert(exit::RUNTIME, &["signed with another key until now"]);
    with("other", "acme.key", "site").assert(exit::RUNTIME, &["is of the index `acme`"]);
    with("Acme!", "acme.key", "site").assert(exit::CHECK, &["no name of an index"]);
    with("acme", "acme.key.pub", "site").assert(exit::CHECK, &["no secret key of minisign"]);
    with("acme", "none", "site").assert(exit::CHECK, &["E0601"]);
    with("acme", "acme.key", "none").assert(exit::RUNTIME, &["name a folder"]);
    assert_eq!(fs::read_to_string(home.join("site/index.json")).unwrap(), text);
    home.write("site/index.json", "{");
    build(&home, &[]).assert(exit::RUNTIME, &["E0813", "mend it"]);
    // A key is not overwritten, and is for one's own eyes.
    use std::os::unix::fs::PermissionsExt;
    home.run(&["plugin", "key", "acme.key", "--no-password"]).assert(exit::RUNTIME, &["E0605"]);
    let mode = |name: &str| fs::metadata(home.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("acme.key"), mode("acme.key.pub")), (0o600, 0o644));
    home.run(&["plugin", "key", "new.key"]).assert(exit::CHECK, &["--no-password"]);
}

#[test]
fn what_was_signed_stays_signed() {
    let home = publisher();
    home.run(&["plugin", "key", "other.key", "--no-password"]).assert(exit::OK, &[]);
    let sign = |file: &str, key: &str| {
        home.run(&["plugin", "sign", file, "--secret-key", key]).assert(exit::OK, &[]);
    };
    let install = |more: &[&str]| home.run(&[&["plugin", "install"], more].concat());
    let (one, two) = ("site/semver-0.1.0.wasm", "site/two.wasm");
    home.write(two, semver("0.2.0", false));
    install(&[one, "--key", "acme.key.pub"]).assert(exit::RUNTIME, &["E0812", "is not signed"]);
    sign(one, "other.key");
    install(&[one, "--key", "acme.key.pub"]).assert(exit::RUNTIME, &["signed with another key"]);
    sign(one, "acme.key");
    install(&[one, "--key", "acme.key.pub"]).assert(exit::OK, &[]);
    // The next one has to be of the same hand, without anybody saying so again.
    let next = || install(&[two, "--replace"]);
    next().assert(exit::RUNTIME, &["E0812", "was signed until now, but", "is not signed"]);
    // The signature of another file.
    fs::copy(home.join("site/semver-0.1.0.wasm.minisig"), home.join("site/two.wasm.minisig"))
        .unwrap();
    next().assert(exit::RUNTIME, &["signature is not one of this content"]);
    sign(two, "other.key");
    next().assert(exit::RUNTIME, &["signed with another key"]);
    sign(two, "acme.key");
    next().assert(exit::OK, &[]);
    sign(two, "other.key");
    install(&[two, "--replace", "--key", "other.key.pub"]).assert(exit::OK, &[]);
    sign(one, "acme.key");
    install(&[one, "--replace"]).assert(exit::RUNTIME, &["E0812"]);
    home.run(&["plugin", "remove", "semver"]).assert(exit::OK, &[]);
    install(&[one]).assert(exit::OK, &[]);
}
