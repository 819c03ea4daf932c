//! What `def` has named in a text and in the modules that it uses.

use std::sync::Arc;

use super::{PlannedDef, Scope};
use crate::syntax::ast;

/// A `def` as it was written; it is planned for the types that it is called with.
#[derive(Debug, Clone)]
pub struct Template {
    /// The definition.
    pub def: Arc<ast::Def>,
    /// The number of the names that it may use.
    pub home: usize,
}

/// All definitions by number, and the names that each of them may use.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The definitions.
    pub defs: Vec<Template>,
    /// The names that definitions of one block see, those of that block among them.
    pub homes: Vec<Scope>,
    /// All plans that were made of them, for what they declare and for each call.
    pub planned: Vec<Arc<PlannedDef>>,
}

/// A script that another one may use, read and parsed.
#[derive(Debug, Clone)]
pub struct Module {
    /// The path by which it is used, as it was written or as it was resolved.
    pub name: String,
    /// The comment that it begins with, without `#`; empty when there is none.
    pub about: String,
    /// Its tree.
    pub program: Arc<ast::Program>,
}

/// Finds the scripts behind `use`.
pub trait Modules {
    /// The module at `path` for a text called `from`.
    ///
    /// # Errors
    /// Why it cannot be used, in words.
    fn load(&self, path: &str, from: crate::source::SourceId) -> Result<Module, String>;

    /// The paths that may be used without a file, such as `std/assert`.
    fn known(&self) -> Vec<String>;

    /// The paths of the scripts in the folder in which `path` would be, for a text called `from`.
    fn beside(&self, _path: &str, _from: crate::source::SourceId) -> Vec<String> {
        Vec::new()
    }
}

/// No modules at all.
#[derive(Debug, Clone, Copy)]
pub struct NoModules;

impl Modules for NoModules {
    fn load(&self, _: &str, _: crate::source::SourceId) -> Result<Module, String> {
        Err("there are no modules here".to_owned())
    }

    fn known(&self) -> Vec<String> {
        Vec::new()
    }
}
