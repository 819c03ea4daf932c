//! Makes the parser: `grammar.js` is evaluated to JSON, tree-sitter makes C of that, and the C
//! compiler makes code of it and of `src/scanner.c`. Nothing that is made is committed.
#![expect(clippy::disallowed_methods, reason = "a build script reads its sources")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rquickjs::{CatchResultExt, Context, Runtime};
use tree_sitter_generate::{ABI_VERSION_MAX, OptLevel, generate_parser_in_directory};

fn main() -> Result<(), Box<dyn Error>> {
    for path in ["dsl.js", "grammar.js", "src/scanner.c"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let source = out.join("src");
    fs::create_dir_all(&source)?;
    let json = source.join("grammar.json");
    fs::write(&json, evaluated()?)?;
    let mut told = Vec::new();
    generate_parser_in_directory(
        &out,
        Some(&source),
        Some(&json),
        ABI_VERSION_MAX,
        None,
        None,
        true,
        OptLevel::default(),
        &mut told,
    )?;
    for one in told {
        println!("cargo::warning={one}");
    }
    compile(&source);
    Ok(())
}

/// The grammar as JSON.
fn evaluated() -> Result<String, Box<dyn Error>> {
    let parts = [fs::read_to_string("dsl.js")?, fs::read_to_string("grammar.js")?];
    let script = format!("{};JSON.stringify(module.exports)", parts.join("\n"));
    let runtime = Runtime::new()?;
    let context = Context::full(&runtime)?;
    context.with(|context| {
        let result = context.eval::<String, _>(script);
        result.catch(&context).map_err(|error| format!("grammar.js: {error}").into())
    })
}

fn compile(source: &Path) {
    cc::Build::new()
        .std("c11")
        .include(source)
        .file(source.join("parser.c"))
        .file("src/scanner.c")
        .warnings(false)
        .opt_level(0)
        .compile("tree-sitter-rsh");
}
