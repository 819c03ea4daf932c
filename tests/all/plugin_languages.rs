//! Plugins in each language that there is a template for: made, built, tested, installed and used.
//! It takes their compilers, which `tests/languages` brings; so most of it runs where that runs it.

use std::fs;
use std::path::Path;

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
#[ignore = "tests/languages brings the compilers and runs it"]
fn python() {
    let home = made("python");
    let source = home.join("word-count/plugin.py");
    let text = fs::read_to_string(&source).unwrap();
    let build = || home.run(&["plugin", "build", "word-count"]);
    fs::write(&source, text.replace("-> int:", "-> list:")).unwrap();
    build().assert(exit::RUNTIME, &["E0705", "is no type of a column or a value"]);
    fs::write(&source, text).unwrap();
    let project = home.join("word-count/plugin.toml");
    fs::write(&project, "language = \"python\"\nservices = [\"read-file\"]\n").unwrap();
    build().assert(exit::RUNTIME, &["E0603", "did you mean `read-files`?"]);
    fs::write(&project, "language = \"python\"\nservices = [\"read-files\"]\n").unwrap();
    let want = "plugin.want(\"read-files\", \"to read\", [\"/tmp\"], optional=True)\n";
    let text = fs::read_to_string(&source).unwrap();
    let reads = text.replace("return sum(", "return len(read_files.read(\"/tmp/none\")) + sum(");
    fs::write(&source, format!("from wit_world.imports import read_files\n{reads}{want}")).unwrap();
    let denied = home.run(&["plugin", "test", "word-count"]);
    denied.assert(exit::RUNTIME, &["E0809", "was not granted"]);
}

#[test]
#[ignore = "tests/languages brings the compilers and runs it"]
fn javascript() {
    let home = made("js");
    let source = home.join("word-count/plugin.js");
    let text = fs::read_to_string(&source).unwrap();
    let test = || home.run(&["plugin", "test", "word-count"]);
    fs::write(&source, text.replace("gives: { words: \"int\" }", "gives: { words: \"integer\" }"))
        .unwrap();
    test().assert(exit::RUNTIME, &["E0705", "is no type of a column or a value"]);
    fs::write(&source, text.replace("words: text", "words: 0.5 + text")).unwrap();
    let broken = test();
    broken.assert(exit::RUNTIME, &["E0809", "for `words` is no whole number"]);
    fs::write(&source, text.replace("text.split", "nonsense.split")).unwrap();
    test().assert(exit::RUNTIME, &["it threw ReferenceError"]);
    // What it calls has to be asked for, and what it asks for has to be there to be called.
    let want = "plugin.want(\"read-files\", \"to read\", { scope: [\"/tmp\"], optional: true });\n";
    let call = "import { read } from \"rebe:plugin/read-files@0.2.0\";\n";
    let reads = text.replace("words: text", "words: read(\"/tmp/none\").length + text");
    fs::write(&source, format!("{call}{reads}")).unwrap();
    let project = home.join("word-count/plugin.toml");
    let services = "language = \"javascript\"\nservices = [\"read-files\"]\n";
    fs::write(&project, services).unwrap();
    test().assert(exit::DENIED, &["E0804", "imports the service `read-files` and does not ask"]);
    fs::write(&source, format!("{call}{reads}{want}")).unwrap();
    test().assert(exit::RUNTIME, &["E0809", "was not granted"]);
}

/// The samples that are not in Rust have tests of their own.
#[test]
#[ignore = "tests/languages brings the compilers and runs it"]
fn samples() {
    let home = workshop();
    for sample in ["checksum", "template", "log-classifier"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins").join(sample);
        let folder = folder.to_str().unwrap();
        home.run(&["plugin", "test", folder]).assert(exit::OK, &[]);
        home.run(&["plugin", "install", folder]).assert(exit::OK, &[]);
    }
    let text = "\"123456789\" | checksum crc32 | template fill \"{{checksum}}\" | get text";
    home.run(&["-c", text]).prints("[\"cbf43926\"]\n");
    let wrong = |template: &str| {
        let text = format!("[{{a: 1}}] | template fill \"{template}\"");
        home.run(&["-c", &text])
    };
    // Before anything runs, and at its place in the text.
    let told = wrong("é{{a}} {{b}}");
    told.assert(exit::CHECK, &["E0809", "there is no column `b`", "there are a"]);
    assert!(told.told.contains("                              ─────"), "{}", told.told);
    wrong("{{#if a}}").assert(exit::CHECK, &["`#if` is never closed"]);
    wrong("{{a").assert(exit::CHECK, &["`{{` is never closed"]);
    wrong("{{#each a}}{{/each}}").assert(exit::CHECK, &["is of type int, and no list"]);
}

/// What C has of the interface was made of it, and is committed: a project needs no generator.
#[test]
fn the_bindings_of_c_are_those_of_the_interface() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins");
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_path(root.join("wit/0.2")).unwrap();
    let world = resolve.select_world(&[package], Some("plugin")).unwrap();
    let mut files = wit_bindgen_core::Files::default();
    let mut generator = wit_bindgen_c::Opts::default().build();
    generator.generate(&mut resolve, world, &mut files).unwrap();
    assert_eq!(files.iter().count(), 3);
    for (name, made) in files.iter() {
        let path = root.join("sdk-c").join(name);
        if std::env::var_os("REBE_BLESS").is_some() {
            fs::write(&path, made).unwrap();
        }
        assert!(fs::read(&path).unwrap() == made, "{name} is another one; REBE_BLESS=1 writes it");
    }
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
    command(&["plugin", "new", "python", "in-python"]).assert(exit::OK, &[]);
    let none = ["E0703", "no `componentize-py`", "pip install componentize-py"];
    command(&["plugin", "build", "in-python"]).assert(exit::CHECK, &none);
    command(&["plugin", "new", "js", "in-js"]).assert(exit::OK, &[]);
    let none = ["E0703", "no `componentize-qjs`", "npm install"];
    command(&["plugin", "build", "in-js"]).assert(exit::CHECK, &none);
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
