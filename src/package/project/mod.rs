//! Projects of plugins: their first files, and how a component is built of them.
//!
//! A project is a folder with `plugin.toml`, which says in which language it is written. The library
//! for that language and the interface lie beside its sources, as they were in the shell that made the
//! project: so it is built the same in ten years, and without anything but the compiler.

mod build;
mod interpreted;
mod languages;
mod template;
mod tools;

pub use build::{Built, build, test};
pub use template::create;

use serde::Deserialize;

/// The file that makes a folder a project.
pub const PROJECT: &str = "plugin.toml";

/// What a plugin may be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Rust, with cargo.
    Rust,
    /// C, with zig or clang.
    C,
    /// Python, with componentize-py.
    Python,
    /// JavaScript, with componentize-qjs.
    JavaScript,
}

/// What stands in `plugin.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    /// What it is written in.
    language: Language,
    /// The compiler and its first arguments, where it is another one than usual.
    compiler: Option<Vec<String>>,
    /// Where the library for the language is, from the project on; `sdk` where it does not say.
    sdk: Option<String>,
    /// The services that it may import, in a language whose compiler does not see which it calls.
    #[serde(default)]
    services: Vec<String>,
}
