//! The first files of a project.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Language;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::package::private::unwritable;
use crate::plugin::{is_name, plain};

/// A file of a project, and what is in it.
type File = (&'static str, &'static [u8]);

macro_rules! files {
    ($root:literal: $($to:literal $from:literal,)*) => {
        &[$(($to, include_bytes!(concat!("../../../plugins/", $root, $from)))),*]
    };
}

/// The interface, which all of them have.
const WIT: &[File] = files! { "wit/0.2/":
    "wit/0.2/commands.wit" "commands.wit",
    "wit/0.2/plugin.wit" "plugin.wit",
    "wit/0.2/services.wit" "services.wit",
};

/// The crate for plugins in Rust.
const SDK: &[File] = files! { "sdk/":
    "sdk/Cargo.toml" "Cargo.toml",
    "sdk/src/batch.rs" "src/batch.rs",
    "sdk/src/bindings.rs" "src/bindings.rs",
    "sdk/src/call.rs" "src/call.rs",
    "sdk/src/column.rs" "src/column.rs",
    "sdk/src/command.rs" "src/command.rs",
    "sdk/src/describe.rs" "src/describe.rs",
    "sdk/src/export.rs" "src/export.rs",
    "sdk/src/function/mod.rs" "src/function/mod.rs",
    "sdk/src/function/tests.rs" "src/function/tests.rs",
    "sdk/src/function/types.rs" "src/function/types.rs",
    "sdk/src/lib.rs" "src/lib.rs",
    "sdk/src/roles.rs" "src/roles.rs",
    "sdk/src/schema.rs" "src/schema.rs",
    "sdk/src/services/mod.rs" "src/services/mod.rs",
    "sdk/src/services/real.rs" "src/services/real.rs",
    "sdk/src/testing/mod.rs" "src/testing/mod.rs",
    "sdk/src/testing/outside.rs" "src/testing/outside.rs",
};

const RUST: &[File] = files! { "templates/rust/":
    ".gitignore" "gitignore",
    "Cargo.toml" "Cargo.toml.in",
    "README.md" "README.md",
    "plugin.toml" "plugin.toml",
    "src/lib.rs" "src/lib.rs",
    "tests/plugin.rsh" "../plugin.rsh",
};

/// The library for plugins in C.
const C_SDK: &[File] = files! { "sdk-c/":
    "sdk/plugin.c" "plugin.c",
    "sdk/plugin.h" "plugin.h",
    "sdk/plugin_component_type.o" "plugin_component_type.o",
    "sdk/rebe.c" "rebe.c",
    "sdk/rebe.h" "rebe.h",
};

const C: &[File] = files! { "templates/c/":
    ".gitignore" "gitignore",
    "README.md" "README.md",
    "plugin.toml" "plugin.toml",
    "src/plugin.c" "src/plugin.c",
    "tests/plugin.rsh" "../plugin.rsh",
};

/// The library for plugins in Python.
const PYTHON_SDK: &[File] = files! { "sdk-python/":
    "sdk/commands.py" "commands.py",
    "sdk/rebe_app.py" "rebe_app.py",
    "sdk/rebe_plugin.py" "rebe_plugin.py",
};

const PYTHON: &[File] = files! { "templates/python/":
    ".gitignore" "gitignore",
    "README.md" "README.md",
    "plugin.py" "plugin.py",
    "plugin.toml" "plugin.toml",
    "tests/plugin.rsh" "../plugin.rsh",
};

/// The library for plugins in JavaScript.
const JAVASCRIPT_SDK: &[File] = files! { "sdk-js/":
    "sdk/app.js" "app.js",
    "sdk/rebe-plugin.js" "rebe-plugin.js",
    "sdk/utf8.js" "utf8.js",
};

const JAVASCRIPT: &[File] = files! { "templates/js/":
    ".gitignore" "gitignore",
    "README.md" "README.md",
    "package.json" "package.json",
    "plugin.js" "plugin.js",
    "plugin.toml" "plugin.toml",
    "tests/plugin.rsh" "../plugin.rsh",
};

/// The texts of the interface, by the names of their files.
pub fn interface() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    WIT.iter().map(|(to, content)| (to.rsplit('/').next().unwrap_or(to), *content))
}

impl Language {
    fn files(self) -> impl Iterator<Item = &'static File> {
        let own = match self {
            Self::Rust => [RUST, SDK],
            Self::C => [C, C_SDK],
            Self::Python => [PYTHON, PYTHON_SDK],
            Self::JavaScript => [JAVASCRIPT, JAVASCRIPT_SDK],
        };
        own.into_iter().chain([WIT]).flatten()
    }
}

/// Make a project in `folder`, whose plugin is called as the folder is, or `name`.
///
/// # Errors
/// The name is none, a file is there already, or the files cannot be written.
pub fn create(
    world: &World,
    language: Language,
    folder: &Path,
    name: Option<&str>,
) -> Result<String> {
    let absolute = world.files.absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let last = absolute.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = name.unwrap_or(last);
    if !is_name(name) {
        let message = format!("`{}` is no name of a plugin", plain(name, 80));
        let help = "words of small letters and digits with dashes between them, such as `log-level`; \
                    `--name` gives another one than the folder has";
        return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
    }
    let there = |(to, _): &&File| world.files.exists(&folder.join(to));
    if let Some((to, _)) = language.files().find(there) {
        let message = format!("{} is there already", folder.join(to).display());
        let help = "nothing was written; name a folder that is empty, or not there yet";
        return Err(Diagnostic::error(codes::FILE_EXISTS, message).help(help).into());
    }
    for (to, content) in language.files() {
        let path = folder.join(to);
        let content = filled(to, content, name);
        put(world, &path, &content).map_err(|error| unwritable(&path, &error))?;
    }
    Ok(name.to_owned())
}

fn put(world: &World, path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    world.files.make_folders(&folder)?;
    let mut file = world.files.create(path)?;
    file.write_all(content)?;
    file.commit()
}

/// `content` for the plugin called `name`.
fn filled(to: &str, content: &[u8], name: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(content) else { return content.to_owned() };
    match to {
        // It leaves the workspace that it is a member of.
        "sdk/Cargo.toml" => alone(text).into_bytes(),
        _ if to.starts_with("sdk/") || to.starts_with("wit/") => content.to_owned(),
        _ => text.replace("{{name}}", name).into_bytes(),
    }
}

/// The manifest of a crate, with what it has from its workspace written out.
fn alone(manifest: &str) -> String {
    manifest
        .replace("edition.workspace = true", "edition = \"2024\"")
        .replace(
            "rust-version.workspace = true",
            concat!("rust-version = \"", env!("CARGO_PKG_RUST_VERSION"), "\""),
        )
        .replace("license.workspace = true", "license = \"MIT\"")
        .replace("[lints]\nworkspace = true\n\n", "")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The files below `folder` of the repository.
    fn below(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        // What Python keeps of what it has read is none of them.
        let entries = entries.filter(|path| !path.ends_with("__pycache__"));
        entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn a_project_has_all_files_of_its_library() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins");
        for (name, files) in [
            ("sdk-python", PYTHON_SDK),
            ("templates/python", PYTHON),
            ("sdk-js", JAVASCRIPT_SDK),
            ("templates/js", JAVASCRIPT),
            ("sdk", SDK),
            ("sdk-c", C_SDK),
            ("wit/0.2", WIT),
            ("templates/c", C),
            ("templates/rust", RUST),
        ] {
            let own = |(to, _): &&File| !to.ends_with(".rsh");
            let count = below(&root.join(name)).len();
            assert_eq!(files.iter().filter(own).count(), count, "{name}");
        }
    }

    #[test]
    fn the_library_stands_alone() {
        let (_, manifest) = SDK[0];
        let manifest = alone(std::str::from_utf8(manifest).unwrap());
        assert!(!manifest.contains("workspace"), "{manifest}");
    }
}
