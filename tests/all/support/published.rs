//! Plugins that are published in an index.

use std::fs;

use rebe_shell::diag::exit;

use super::plugged::{Ended, Home, built};

/// The sample as another version; another one under its name where `wide`, which asks for
/// something.
pub(crate) fn semver(version: &str, wide: bool) -> Vec<u8> {
    let name = if wide { "greedy" } else { "semver" };
    let (from, to) = (format!("{name}0.1.0"), format!("semver{version}"));
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(built(name)).unwrap();
    let at = bytes.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    bytes
}

/// A home with a key, and an index of one version of the sample.
pub(crate) fn publisher() -> Home {
    let home = Home::new();
    home.run(&["plugin", "key", "acme.key", "--no-password"]).assert(exit::OK, &[]);
    home.write("site/semver-0.1.0.wasm", semver("0.1.0", false));
    build(&home, &[]).assert(exit::OK, &[]);
    home
}

pub(crate) fn build(home: &Home, more: &[&str]) -> Ended {
    let words = ["plugin", "index", "build", "site", "--name", "acme", "--secret-key", "acme.key"];
    home.run(&[&words, more].concat())
}

/// A publisher who uses the index, too.
pub(crate) fn user() -> Home {
    let home = publisher();
    let add = home.run(&["plugin", "index", "add", "site", "--key", "acme.key.pub"]);
    add.assert(exit::OK, &[]);
    home
}

pub(crate) fn index(home: &Home) -> serde_json::Value {
    serde_json::from_slice(&fs::read(home.join("site/index.json")).unwrap()).unwrap()
}

pub(crate) fn table(ended: &Ended) -> Vec<serde_json::Value> {
    ended.printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
