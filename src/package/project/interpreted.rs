//! Components of languages that bring an interpreter along: Python and JavaScript.
//!
//! Their compilers import every service of the world that they are given, whether the plugin calls it
//! or not; so each project has a world of its own, with the services that it names.

use std::io::{self, Write};
use std::path::Path;

use super::languages::read;
use super::tools::{Told, Tool, missing};
use super::{Project, template};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::World;
use crate::package::private::unwritable;

/// What may be imported beside what everybody has.
const SERVICES: [&str; 8] = [
    "secrets",
    "cache",
    "network",
    "read-files",
    "write-files",
    "query-hosts",
    "run-on-hosts",
    "outcomes",
];
/// The name of the world, and where its text lies.
const WORLD: &str = "only";
const WIT: &str = "build/wit";

/// The component of the project in `folder`, which is written in Python.
///
/// # Errors
/// The compiler is not there, or finds something wrong.
pub fn python(world: &World, folder: &Path, project: &Project, told: Told<'_>) -> Result<Vec<u8>> {
    interface(world, folder, project)?;
    let tools: [(Tool, &[&str]); 2] = [
        (Tool::of(&["componentize-py"]), &["--version"]),
        (Tool::of(&["python3", "-m", "componentize_py"]), &["--version"]),
    ];
    let help = "`pip install componentize-py` brings it; or say where it is with `compiler = [\"…\"]` \
                in plugin.toml";
    let tool = tool(world, folder, project, &tools, "componentize-py", help)?;
    let (module, sdk) = ("build/module.wasm", project.sdk.as_deref().unwrap_or("sdk"));
    let arguments = ["-d", WIT, "-w", WORLD, "componentize", "--stub-wasi", "rebe_app"];
    let more = ["-p", sdk, "-p", ".", "-o", module];
    let arguments = arguments.iter().chain(&more).map(|word| (*word).to_owned());
    tool.build(world, folder, &arguments.collect::<Vec<_>>(), told)?;
    read(world, &folder.join(module))
}

/// The component of the project in `folder`, which is written in JavaScript.
///
/// # Errors
/// The compiler is not there, or finds something wrong.
pub fn javascript(
    world: &World,
    folder: &Path,
    project: &Project,
    told: Told<'_>,
) -> Result<Vec<u8>> {
    interface(world, folder, project)?;
    let tools: [(Tool, &[&str]); 2] = [
        (Tool::of(&["node_modules/.bin/componentize-qjs"]), &["--help"]),
        (Tool::of(&["componentize-qjs"]), &["--help"]),
    ];
    let help = "`npm install` in the folder of the project brings it, as its package.json says; or say \
                where it is with `compiler = [\"…\"]` in plugin.toml";
    let tool = tool(world, folder, project, &tools, "componentize-qjs", help)?;
    // The modules see nothing but what they are beside.
    let sdk = folder.join(project.sdk.as_deref().unwrap_or("sdk"));
    for (from, to) in [(folder, "build/js"), (&sdk, "build/js/sdk")] {
        let to = folder.join(to);
        copy(world, from, &to).map_err(|error| unwritable(&to, &error))?;
    }
    let module = "build/module.wasm";
    let arguments = ["--wit", WIT, "--world", WORLD, "--js", "build/js/sdk/app.js"];
    let more = ["--module-root", "build/js", "--stub-wasi", "--sync", "--opt-size", "-o", module];
    let arguments = arguments.iter().chain(&more).map(|word| (*word).to_owned());
    tool.build(world, folder, &arguments.collect::<Vec<_>>(), told)?;
    read(world, &folder.join(module))
}

fn tool(
    world: &World,
    folder: &Path,
    project: &Project,
    tools: &[(Tool, &[&str])],
    name: &str,
    help: &str,
) -> Result<Tool> {
    match &project.compiler {
        Some(words) => Ok(Tool(words.clone())),
        None => Tool::first(world, folder, tools)
            .ok_or_else(|| missing(&format!("there is no `{name}`"), help)),
    }
}

/// Copy the modules in the folder `from` to the folder `to`.
fn copy(world: &World, from: &Path, to: &Path) -> io::Result<()> {
    world.files.make_folders(to)?;
    let entries = world.files.list(from)?;
    let modules = entries.iter().filter(|entry| !entry.folder && entry.name.ends_with(".js"));
    modules.into_iter().try_for_each(|module| {
        let content = world.files.read(&from.join(&module.name))?;
        put(world, &to.join(&module.name), &content)
    })
}

fn put(world: &World, path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = world.files.create(path)?;
    file.write_all(content)?;
    file.commit()
}

/// Write the interface with a world that imports what the project says, and nothing else.
///
/// # Errors
/// It names a service that there is not.
fn interface(world: &World, folder: &Path, project: &Project) -> Result<()> {
    let mut text =
        format!("world {WORLD} {{\n    import log;\n    import progress;\n    import config;\n");
    for service in &project.services {
        if !SERVICES.contains(&service.as_str()) {
            let message = format!("there is no service `{service}`, which plugin.toml names");
            let help = did_you_mean(service, "services", &SERVICES)
                .unwrap_or_else(|| format!("there are {}", SERVICES.join(", ")));
            return Err(Diagnostic::error(codes::FORMAT, message).help(help).into());
        }
        text.push_str(&format!("    import {service};\n"));
    }
    text.push_str("    export commands;\n}\n");
    let wit = folder.join(WIT);
    let write = || -> io::Result<()> {
        world.files.make_folders(&wit)?;
        for (name, content) in template::interface() {
            put(world, &wit.join(name), content)?;
        }
        put(world, &wit.join("only.wit"), text.as_bytes())
    };
    write().map_err(|error| unwritable(&wit, &error).into())
}
