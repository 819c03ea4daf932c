//! How the compiler of each language makes a WASM module, and how a component is made of that.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wit_component::ComponentEncoder;

use super::Project;
use super::tools::{Told, Tool, missing};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::package::COMPONENT;

/// The target without an operating system.
const TARGET: &str = "wasm32-unknown-unknown";

/// The component of the project in `folder`, which is written in Rust.
///
/// # Errors
/// cargo is not there, or cannot build it.
pub fn rust(world: &World, folder: &Path, told: Told<'_>) -> Result<Vec<u8>> {
    let mut lacks = false;
    // Where it was built says nothing about it, and is nobody's business.
    let folder = world.files.absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let remap = format!("--remap-path-prefix={}=.", folder.display());
    let registry = world.environment.home().unwrap_or_default().join(".cargo");
    let registry = world.environment.var("CARGO_HOME").map_or(registry, PathBuf::from);
    let cargo = format!("--remap-path-prefix={}=cargo", registry.display());
    let flags = format!("target.{TARGET}.rustflags={:?}", [remap, cargo]);
    let arguments = ["build", "--release", "--lib", "--target", TARGET, "--config", &flags]
        .into_iter()
        .chain(["--message-format", "json-render-diagnostics"])
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let mut told = |who: &str, line: &str| {
        lacks |= line.contains("target may not be installed");
        told(who, line);
    };
    let said = Tool::of(&["cargo"]).build(world, &folder, &arguments, &mut told);
    let said = said.map_err(|problem| {
        if problem.code == codes::PROGRAM_MISSING {
            missing("there is no cargo", "install Rust with rustup, see https://rustup.rs")
        } else if lacks {
            let what = format!("Rust cannot build for {TARGET} here");
            missing(&what, &format!("rustup target add {TARGET}"))
        } else {
            problem
        }
    })?;
    let module = artifact(&said, &folder).ok_or_else(|| {
        let message = "cargo has made no library of this project";
        Diagnostic::error(codes::PROGRAM_FAILED, message)
            .help("its `Cargo.toml` has to have `[lib]` with `crate-type = [\"cdylib\"]`")
    })?;
    component(&read(world, &module)?)
}

/// Run the tests that the project in `folder` has in Rust.
///
/// # Errors
/// One of them failed; what cargo said is told.
pub fn test_rust(world: &World, folder: &Path, told: Told<'_>) -> Result<()> {
    let arguments = ["test", "--quiet", "--all-targets"].map(str::to_owned);
    Tool::of(&["cargo"]).build(world, folder, &arguments, told).map(drop)
}

/// The library that cargo says it has made of the crate in `folder`.
fn artifact(said: &[u8], folder: &Path) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Made {
        reason: String,
        #[serde(default)]
        manifest_path: PathBuf,
        #[serde(default)]
        filenames: Vec<PathBuf>,
    }
    let manifest = folder.join("Cargo.toml");
    let made = said.split(|byte| *byte == b'\n').filter_map(|line| {
        let made = serde_json::from_slice::<Made>(line).ok()?;
        (made.reason == "compiler-artifact" && made.manifest_path == manifest).then_some(made)
    });
    let is_module = |path: &PathBuf| path.extension().is_some_and(|end| end == "wasm");
    made.flat_map(|made| made.filenames).find(is_module)
}

/// The component of the project in `folder`, which is written in C.
///
/// # Errors
/// There is no compiler, or it finds something wrong.
pub fn c(world: &World, folder: &Path, project: &Project, told: Told<'_>) -> Result<Vec<u8>> {
    let tool = match &project.compiler {
        Some(words) => Tool(words.clone()),
        None => {
            let zig = ["cc", "-target", "wasm32-wasi"];
            let tools: [(Tool, &[&str]); 4] = [
                (Tool::of(&["zig"]), &["version"]),
                (Tool::of(&["python3", "-m", "ziglang"]), &["version"]),
                (Tool::of(&["/opt/wasi-sdk/bin/clang"]), &["--version"]),
                (Tool::of(&["clang", "--target=wasm32-wasi"]), &["--version"]),
            ];
            let found = Tool::first(world, folder, &tools).ok_or_else(|| {
                missing(
                    "there is no compiler of C for WASM",
                    "`pip install ziglang` brings one; zig, or clang with wasi-libc, are as good; or \
                     say which one with `compiler = [\"…\"]` in plugin.toml",
                )
            })?;
            match found.0.last().is_some_and(|last| last.contains("zig")) {
                true => found.with(&zig),
                false => found,
            }
        }
    };
    let (mut sources, sdk) = (Vec::new(), project.sdk.as_deref().unwrap_or("sdk"));
    for part in ["src", sdk] {
        let entries = world.files.list(&folder.join(part)).unwrap_or_default();
        let names = entries.into_iter().filter(|entry| !entry.folder).map(|entry| entry.name);
        let names = names.filter(|name| name.ends_with(".c") || name.ends_with(".o"));
        sources.extend(names.map(|name| format!("{part}/{name}")));
    }
    if !sources.iter().any(|source| source.starts_with("src/")) {
        let message = format!("there is no `*.c` in {}", folder.join("src").display());
        return Err(Diagnostic::error(codes::FILE_MISSING, message).into());
    }
    let module = "build/module.wasm";
    let flags = ["-Os", "-Wall", "-Wextra", "-mexec-model=reactor", "-I", sdk, "-s", "-o", module];
    let arguments = flags.map(str::to_owned).into_iter().chain(sources).collect::<Vec<_>>();
    tool.build(world, folder, &arguments, told)?;
    component(&read(world, &folder.join(module))?)
}

/// The content of a file that was built.
///
/// # Errors
/// It is not there.
pub fn read(world: &World, path: &Path) -> Result<Vec<u8>> {
    world.files.read_at_most(path, COMPONENT).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Diagnostic::error(codes::FILE_ACCESS, message).into()
    })
}

/// The component of a module, which says in itself which interface it has.
fn component(module: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ComponentEncoder::default();
    let made = encoder.validate(true).module(module).and_then(ComponentEncoder::encode);
    made.map_err(|error| {
        let causes = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
        let message = format!("what was built is no plugin: {causes}");
        let help = match causes.contains("wasi_snapshot") {
            true => {
                "it calls an operating system, and there is none: no files, no clock, no `printf`; \
                 what rebe offers instead is in the interface, such as `log`"
            }
            false => "it has to be built with the library in `sdk`, as it came with the project",
        };
        Diagnostic::error(codes::PLUGIN_INVALID, message).help(help).into()
    })
}
