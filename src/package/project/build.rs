//! Building the plugin of a project.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::tools::Told;
use super::{Language, PROJECT, Project, interpreted, languages};
use crate::command::Registry;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::package::private::unwritable;
use crate::package::trust::SMALL;
use crate::plugin::{Described, describe};

/// A plugin that was built.
pub struct Built {
    /// Its component.
    pub path: PathBuf,
    /// What it is.
    pub described: Described,
    /// Bytes of it.
    pub size: usize,
    /// What it is written in.
    pub language: Language,
}

/// Build the plugin of the project in `folder`: its component lies in the folder `build` then. It is
/// looked at as it would be before it is installed beside what is in `registry`.
///
/// # Errors
/// It is no project, a compiler is missing or finds something wrong, which `told` gets, or what comes of it
/// is no plugin.
pub fn build(world: &World, folder: &Path, registry: Registry, told: Told<'_>) -> Result<Built> {
    let project = project(world, folder)?;
    let out = folder.join("build");
    world.files.make_folders(&out).map_err(|error| unwritable(&out, &error))?;
    let component = match project.language {
        Language::Rust => languages::rust(world, folder, told),
        Language::C => languages::c(world, folder, &project, told),
        Language::Python => interpreted::python(world, folder, &project, told),
        Language::JavaScript => interpreted::javascript(world, folder, &project, told),
    }?;
    let described = describe("what was built", component.clone(), world, registry)?;
    let path = out.join(format!("{}.wasm", described.manifest.name));
    // What the compiler has left there is none of the plugins in this folder.
    let _ = world.files.remove(&out.join("module.wasm"));
    let written = world.files.create(&path).and_then(|mut file| {
        file.write_all(&component)?;
        file.commit()
    });
    written.map_err(|error| unwritable(&path, &error))?;
    Ok(Built { path, described, size: component.len(), language: project.language })
}

/// Run the tests that the language of a project that was built has, where it has such.
///
/// # Errors
/// One of them failed, which `told` gets.
pub fn test(world: &World, folder: &Path, built: &Built, told: Told<'_>) -> Result<()> {
    match built.language {
        Language::Rust => languages::test_rust(world, folder, told),
        Language::C | Language::Python | Language::JavaScript => Ok(()),
    }
}

fn project(world: &World, folder: &Path) -> Result<Project> {
    let path = folder.join(PROJECT);
    let wrong = |code, why: String, help: &str| {
        let message = format!("{} {why}", path.display());
        Err(Diagnostic::error(code, message).help(help.to_owned()).into())
    };
    let bytes = match world.files.read_at_most(&path, SMALL) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let help = "`rebe plugin new LANGUAGE FOLDER` makes a project, which has it";
            return wrong(codes::FILE_MISSING, "is missing".to_owned(), help);
        }
        Err(error) => return wrong(codes::FILE_ACCESS, format!("cannot be read: {error}"), ""),
    };
    let text = String::from_utf8_lossy(&bytes);
    match toml::from_str(&text) {
        Ok(project) => Ok(project),
        Err(error) => {
            let line = error.span().map_or(1, |span| {
                text.get(..span.start).unwrap_or_default().matches('\n').count() + 1
            });
            let why = format!("is wrong in line {line}: {}", error.message().replace('\n', " "));
            wrong(
                codes::FORMAT,
                why,
                "it says `language = \"rust\"`, \"c\", \"python\" or \"javascript\"; no more is needed",
            )
        }
    }
}
