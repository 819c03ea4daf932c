//! The rules of the house that no compiler holds: which module may know which, who prints, where
//! async lives, and how files look. The tables here are those of the design; when one turns out
//! wrong, table and design change together.
#![expect(clippy::disallowed_methods, reason = "it reads the files of the repository itself")]
#![expect(clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

#[path = "tidy/code.rs"]
mod code;

use code::{braces, code, line, words};

/// Every module and what it may import, in the order in which data flows. `a::b` allows that part
/// of a module alone.
const MODULES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diag", &["source"]),
    ("value", &["source", "diag"]),
    ("effect", &["value", "diag"]),
    ("syntax", &["source", "diag"]),
    ("probe", &["value", "diag"]),
    ("inventory", &["effect", "value", "diag", "source"]),
    ("command", &["source", "value", "diag", "effect"]),
    ("plan", &["syntax", "command", "effect", "value", "diag", "source"]),
    ("columnar", &["plan", "command", "syntax::ast", "value", "diag", "source"]),
    ("format", &["value", "diag"]),
    ("builtin", &["command", "probe", "inventory", "format", "effect", "value", "diag", "source"]),
    // It points at parts of arguments.
    ("plugin", &["command", "effect", "value", "diag", "source"]),
    ("nushell", &["plugin", "command", "effect", "value", "diag", "source"]),
    ("package", &["plugin", "command", "effect", "diag"]),
    ("store", &["effect", "diag"]),
    ("fleet", &["effect", "value", "diag"]),
    ("exec", &["plan", "columnar", "command", "syntax::ast", "effect", "value", "diag", "source"]),
    ("render", &["exec::event", "format", "effect", "value", "diag", "source"]),
    (
        "session",
        &[
            "source",
            "diag",
            "value",
            "effect",
            "syntax",
            "probe",
            "inventory",
            "command",
            "plan",
            "columnar",
            "format",
            "builtin",
            "plugin",
            "nushell",
            "package",
            "fleet",
            "store",
            "exec",
            "render",
        ],
    ),
    // Colours need the contract of commands.
    ("repl", &["session", "render", "syntax", "plan", "command", "effect", "diag", "source"]),
    // What an editor shows is made of the same things.
    ("lsp", &["session", "syntax", "plan", "command", "value", "diag", "source"]),
    ("cli", &["session", "render", "syntax", "plan", "diag", "repl", "lsp"]),
    ("main", &["cli"]),
    // It declares the modules and may name any of them.
    ("lib", &[]),
];

/// Words that may stand in the code of some folders alone.
const WORDS: &[(&str, &[&str])] = &[
    ("print!(", PRINTERS),
    ("println!(", PRINTERS),
    ("eprint!(", PRINTERS),
    ("eprintln!(", PRINTERS),
    ("stdout()", PRINTERS),
    ("stderr()", PRINTERS),
    ("async ", &["exec", "fleet", "nushell", "plugin", "store"]),
    ("polars", &["value", "columnar", "builtin/table"]),
    ("nu_protocol", &["nushell", "value"]),
    ("nu_plugin_protocol", &["nushell"]),
    ("russh", &["fleet"]),
    ("chumsky", &["syntax"]),
    ("lsp_types", &["lsp"]),
    ("wasmtime", &["plugin"]),
    ("miette", &["render"]),
];

/// The modules that may write to the streams of the process.
const PRINTERS: &[&str] = &["render", "repl", "cli"];

/// Files of more than 400 lines, and why each is better whole.
const LONG: &[(&str, &str)] = &[(
    "src/syntax/ast.rs",
    "the whole tree in one place, and no code but what operators are called",
)];

/// All that may stand at the top, dot-files aside.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "grammar",
    "stdlib",
    "plugins",
    "examples",
    "tests",
    "benches",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "clippy.toml",
    "rustfmt.toml",
    "deny.toml",
    "target",
];

/// The parts of the module path of `path`, a file below `src`.
fn module(path: &str) -> Vec<&str> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').collect()
}

/// Every path that `code` names from the root of the crate, with its place: `crate::a::b`, the
/// members of `crate::{a, b::c}`, and `super::super::a` where that is the root.
fn imports(path: &str, code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let depth = module(path).len();
    let to_root = "super::".repeat(depth);
    for root in ["crate::", to_root.as_str(), "rebe_shell::"] {
        for at in words(code, root) {
            let after = &code[at + root.len()..];
            if root == to_root && code[..at].ends_with("super::") {
                continue;
            }
            if !after.starts_with('{') {
                found.push((at, name(after)));
                continue;
            }
            let mut level = 0_usize;
            let mut start = true;
            for (offset, char) in after[..braces(after)].char_indices() {
                match char {
                    '{' => level += 1,
                    '}' => level -= 1,
                    _ if start && level == 1 && !char.is_whitespace() => {
                        found.push((at, name(&after[offset..])));
                    }
                    _ => {}
                }
                start = matches!(char, ',' | '{') || start && char.is_whitespace();
            }
        }
    }
    found
}

/// The path that `code` begins with.
fn name(code: &str) -> String {
    let end = |char: char| !(char.is_alphanumeric() || matches!(char, '_' | ':'));
    code.split(end).next().unwrap_or_default().trim_end_matches(':').to_owned()
}

/// What is wrong with the imports of the file at `path`.
fn wrong_imports(path: &str, text: &str) -> Vec<String> {
    let me = module(path)[0];
    let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == me) else {
        return vec![format!("{path}: the module `{me}` is not in the table of the design")];
    };
    let code = code(text);
    let is_wrong = |import: &str| {
        let first = import.split("::").next().unwrap_or_default();
        let known = MODULES.iter().any(|(name, _)| *name == first);
        let fits =
            |allowed: &&str| import == *allowed || import.starts_with(&format!("{allowed}::"));
        // What is no module is an item of the root, and those are re-exports of modules.
        known && first != me && me != "lib" && !allowed.iter().any(fits)
    };
    let wrong = imports(path, &code).into_iter().filter(|(_, import)| is_wrong(import));
    wrong
        .map(|(at, import)| format!("{path}:{}: `{me}` may not import `{import}`", line(&code, at)))
        .collect()
}

/// Words in the file at `path` that may only stand elsewhere.
fn wrong_words(path: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let place = path.trim_start_matches("src/");
    let inside = |folder: &&str| {
        place.strip_prefix(*folder).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
    };
    let rules = WORDS.iter().filter(|(_, folders)| !folders.iter().any(inside));
    rules
        .flat_map(|(word, folders)| {
            // A method of that name is another thing, such as the output of a child.
            let at = words(&code, word).filter(|at| !code[..*at].ends_with('.'));
            at.map(|at| {
                let word = word.trim_end_matches(['(', ' ']);
                format!(
                    "{path}:{}: `{word}` may only stand in {}",
                    line(&code, at),
                    folders.join(", ")
                )
            })
            .collect::<Vec<_>>()
        })
        .collect()
}

/// What is wrong with the shape of the file at `path`.
fn wrong_shape(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    let excused = LONG.iter().any(|(long, _)| *long == path);
    let mut wrong = Vec::new();
    if !text.starts_with("//!") {
        wrong.push(format!("{path}:1: it does not begin with `//!` and what it is for"));
    }
    if lines > 800 {
        wrong.push(format!("{path}: {lines} lines; no file has more than 800"));
    } else if lines > 400 && !excused {
        wrong.push(format!("{path}: {lines} lines; cut it, or give a reason in `LONG`"));
    }
    wrong
}

/// Whether the file at `path` holds tests alone.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// Paths and texts of the Rust files below `folder`, sorted.
fn files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).into_iter().flatten().flatten() {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.extend((!path.ends_with("/target")).then_some(path));
            } else if path.ends_with(".rs") {
                files.push((path, fs::read_to_string(entry.path()).unwrap_or_default()));
            }
        }
    }
    files.sort();
    files
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn modules_import_what_the_design_says() {
    let files = files("src");
    assert!(files.len() > 10, "the files of `src` were not found");
    let files = files.iter().filter(|(path, _)| !is_test(path));
    none(files.flat_map(|(path, text)| wrong_imports(path, text)).collect());
}

#[test]
fn printing_async_and_crates_are_where_they_belong() {
    let files = files("src");
    let files = files.iter().filter(|(path, _)| !is_test(path));
    none(files.flat_map(|(path, text)| wrong_words(path, text)).collect());
}

#[test]
fn files_say_what_they_are_for_and_are_short() {
    let files = ["src", "tests", "benches", "examples", "plugins"].map(files).concat();
    none(files.iter().flat_map(|(path, text)| wrong_shape(path, text)).collect());
    let is_long =
        |long: &str| files.iter().any(|(path, text)| path == long && text.lines().count() > 400);
    let stale = LONG.iter().filter(|(long, _)| !is_long(long));
    none(stale.map(|(long, _)| format!("{long} is in `LONG` and is not long")).collect());
}

#[test]
fn the_top_holds_nothing_else() {
    let root = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().flatten();
    let names = root.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let stray = names.filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()));
    none(stray.map(|name| format!("`{name}` does not belong at the top")).collect());
}

/// With `autotests` off, a file that the manifest forgets would never run.
#[test]
fn every_test_file_is_in_the_manifest() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    let manifest = manifest.unwrap();
    let roots = files("tests").into_iter().filter(|(path, _)| path.matches('/').count() == 1);
    let forgotten = roots.filter(|(path, _)| !manifest.contains(&format!("path = \"{path}\"")));
    none(forgotten.map(|(path, _)| format!("{path} is not in Cargo.toml")).collect());
}

#[test]
fn planted_imports_are_found() {
    let wrong = |path: &str, text: &str| wrong_imports(path, text).join("\n");
    assert_eq!(
        wrong("src/syntax/lexer.rs", "use crate::plan::Plan;"),
        "src/syntax/lexer.rs:1: `syntax` may not import `plan::Plan`"
    );
    assert_eq!(wrong("src/syntax/lexer.rs", "use crate::diag::Code;\nuse crate::syntax::ast;"), "");
    let grouped = "use crate::{diag::{Code, exit}, exec, value as v,\n    render::Look};";
    assert_eq!(
        wrong("src/plan/mod.rs", grouped),
        "src/plan/mod.rs:1: `plan` may not import `exec`\nsrc/plan/mod.rs:1: `plan` may not import `render::Look`"
    );
    assert!(wrong("src/source/a/b.rs", "super::super::super::diag::x()").contains("`diag::x`"));
    assert_eq!(wrong("src/source/a/b.rs", "super::super::diag::x()"), "");
    assert_eq!(wrong("src/render/a.rs", "use crate::exec::event::Event;"), "");
    assert!(wrong("src/render/a.rs", "fn f() { crate::exec::run() }").contains("`exec::run`"));
    assert!(wrong("src/extra/mod.rs", "").contains("not in the table"));
    assert_eq!(wrong("src/syntax/a.rs", "#[cfg(test)]\nmod tests { use crate::exec; }"), "");
    assert!(wrong("src/main.rs", "fn main() { rebe_shell::fleet::x() }").contains("`fleet::x`"));
}

#[test]
fn planted_words_are_found() {
    let wrong = |path: &str, text: &str| wrong_words(path, text).join("\n");
    assert_eq!(
        wrong("src/plan/a.rs", "\nprintln!(\"x\");"),
        "src/plan/a.rs:2: `println!` may only stand in render, repl, cli"
    );
    assert!(wrong("src/plan/a.rs", "io::stderr().lock()").contains("`stderr()`"));
    assert_eq!(wrong("src/fleet/a.rs", "child.stdout()"), "");
    assert_eq!(wrong("src/cli.rs", "println!()"), "");
    assert!(wrong("src/builtin/data/a.rs", "use polars::prelude::*;").contains("`polars`"));
    assert_eq!(wrong("src/builtin/table/a.rs", "use polars::prelude::*;"), "");
    assert!(wrong("src/builtin/tables/a.rs", "use polars_core::x;").contains("`polars`"));
    assert!(wrong("src/value2/a.rs", "nu_protocol::Value").contains("`nu_protocol`"));
    assert!(wrong("src/plan/a.rs", "async fn f() {}").contains("`async`"));
    assert_eq!(wrong("src/plan/a.rs", "// async \nlet text = \"russh\";"), "");
}

#[test]
fn planted_shapes_are_found() {
    let wrong = |text: &str| wrong_shape("src/a.rs", text).join("\n");
    assert!(wrong("use x;\n").contains("does not begin with"));
    assert_eq!(wrong(&format!("//!\n{}", "\n".repeat(399))), "");
    assert!(wrong(&format!("//!\n{}", "\n".repeat(400))).contains("give a reason"));
    assert!(wrong(&format!("//!\n{}", "\n".repeat(800))).contains("more than 800"));
}
