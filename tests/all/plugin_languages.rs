//! Plugins in each language that there is a template for: made, built, tested, installed and used.
//! It takes their compilers, which `tests/languages` brings; so most of it runs where that runs it.

use std::fs;

use rebe_shell::diag::exit;

use crate::support::plugged::{Ended, Home};

/// A home with the tools of this machine.
fn workshop() -> Home {
    let tools = ["PATH", "RUSTC", "LD_LIBRARY_PATH", "CARGO_HOME", "RUSTUP_HOME", LINKER];
    let variables = tools.iter().filter_map(|name| Some((name, std::env::var(name).ok()?)));
    let home = std::env::var("HOME").unwrap_or_default();
    let variables = variables.collect::<Vec<_>>();
    // What a tool keeps below the home of its user stays there.
    let home = [
        ("CARGO_HOME", ".cargo"),
        ("RUSTUP_HOME", ".rustup"),
        ("ZIG_GLOBAL_CACHE_DIR", ".cache/zig"),
    ]
    .map(|(name, folder)| (name, format!("{home}/{folder}")));
    let all = home.iter().map(|(name, value)| (*name, value));
    let all = all.chain(variables.iter().map(|(name, value)| (**name, value)));
    all.fold(Home::new(), |home, (name, value)| home.with(name, value))
}

const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

/// From nothing to a command in a pipeline.
fn made(language: &str) -> Home {
    let home = workshop();
    home.run(&["plugin", "new", language, "word-count"]).assert(exit::OK, &[]);
    let tested = home.run(&["plugin", "test", "word-count"]);
    tested.assert(exit::OK, &[]);
    assert_eq!(tested.printed.matches("\"passed\"").count(), 3, "{tested:?}");
    home.run(&["plugin", "install", "./word-count"]).assert(exit::OK, &[]);
    let text = "[{text: \"a bc def\"}, {text: null}] | word-count text 2 | get words";
    home.run(&["-c", text]).prints("[2,null]\n");
    let wrong = "[{text: 1}] | word-count text";
    home.run(&["-c", wrong]).assert(exit::CHECK, &["E0809"]);
    // All that it has is in its folder.
    let again = home.run(&["plugin", "new", language, "word-count"]);
    again.assert(exit::RUNTIME, &["E0605", "is there already"]);
    home
}

#[test]
#[ignore = "tests/languages brings the compilers and runs it"]
fn rust() {
    let home = made("rust");
    let source = home.join("word-count/src/lib.rs");
    let text = fs::read_to_string(&source).unwrap();
    // An example that is none, a test that fails, a text that is no Rust.
    fs::write(&source, text.replace("\\\"words\\\":3", "\\\"words\\\":4")).unwrap();
    let test = || home.run(&["plugin", "test", "word-count"]);
    test().assert(exit::RUNTIME, &["E0913", "the example of word-count", "the example says"]);
    fs::write(&source, text.replace("Some(3), Some(0)", "Some(3), Some(1)")).unwrap();
    test().assert(exit::RUNTIME, &["E0705", "`cargo` ended with", "left: [Some(3), Some(0)]"]);
    fs::write(&source, text.replace("-> i64 {", "-> i64 { nonsense")).unwrap();
    test().assert(exit::RUNTIME, &["E0705", "cargo:", "src/lib.rs", "nonsense"]);
    let manifest = home.join("word-count/Cargo.toml");
    fs::write(&source, &text).unwrap();
    let cargo = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, cargo.replace("\"cdylib\", ", "")).unwrap();
    test().assert(exit::RUNTIME, &["has made no library", "crate-type"]);
}

#[test]
#[ignore = "tests/languages brings the compilers and runs it"]
fn c() {
    let home = made("c");
    let source = home.join("word-count/src/plugin.c");
    let text = fs::read_to_string(&source).unwrap();
    let build = || home.run(&["plugin", "build", "word-count"]);
    fs::write(&source, text.replace("int64_t found = 0;", "int64_t found = nonsense;")).unwrap();
    build().assert(exit::RUNTIME, &["E0705", "src/plugin.c", "nonsense"]);
    let prints = text.replace("int64_t found = 0;", "int64_t found = 0; printf(\"x\");");
    fs::write(&source, format!("#include <stdio.h>\n{prints}")).unwrap();
    build().assert(exit::CHECK, &["E0801", "it calls an operating system", "`log`"]);
    fs::write(&source, text.replace(".version = \"0.1.0\"", ".version = \"\"")).unwrap();
    build().assert(exit::CHECK, &["E0803", "nothing for the version"]);
    fs::write(&source, text).unwrap();
    let project = home.join("word-count/plugin.toml");
    fs::write(&project, "language = \"c\"\ncompiler = [\"none-such\"]\n").unwrap();
    build().assert(exit::CHECK, &["E0703", "`none-such`"]);
}

#[test]
fn a_project_needs_its_tools_and_says_so() {
    let home = Home::new().with("PATH", "/nowhere");
    let command = |words: &[&str]| {
        let output = home.command(&[&["-o", "ndjson"], words].concat()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        Ended { printed: String::new(), told, code: output.status.code().unwrap() }
    };
    command(&["plugin", "new", "rust", "in-rust"]).assert(exit::OK, &[]);
    command(&["plugin", "build", "in-rust"]).assert(exit::CHECK, &["E0703", "no cargo", "rustup"]);
    command(&["plugin", "new", "c", "in-c"]).assert(exit::OK, &[]);
    let none = ["E0703", "no compiler of C for WASM", "pip install ziglang"];
    command(&["plugin", "test", "in-c"]).assert(exit::CHECK, &none);
    command(&["plugin", "new", "c", "In C"]).assert(exit::CHECK, &["E0901", "no name of a plugin"]);
    command(&["plugin", "new", "c", "In C", "--name", "in-c"]).assert(exit::OK, &[]);
    command(&["plugin", "new", "cobol", "x"]).assert(exit::CHECK, &["cobol"]);
    command(&["plugin", "new", "c", "in-c"])
        .assert(exit::RUNTIME, &["E0605", "nothing was written"]);
    command(&["plugin", "build"])
        .assert(exit::CHECK, &["E0601", "plugin.toml is missing", "plugin new"]);
    for bad in ["", "language = \"perl\"", "language = \"c\"\nx = 1", "["] {
        home.write("in-c/plugin.toml", bad);
        command(&["plugin", "build", "in-c"]).assert(exit::RUNTIME, &["E0603", "is wrong in line"]);
    }
    // Its tests are right as they are, but for the names.
    let text = fs::read_to_string(home.join("in-rust/tests/plugin.rsh")).unwrap();
    assert!(text.contains("| in-rust text") && !text.contains("{{"), "{text}");
}
