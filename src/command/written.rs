//! Which files the statements of a text may have written before the one that is being checked.

use std::path::Path;

use super::{Shape, Signature};
use crate::effect::{Effect, wildcard_matches};

/// Files that may be there when a stage runs, or be others than they are now.
#[derive(Debug, Clone, Default)]
pub struct Written {
    paths: Vec<String>,
    anything: bool,
}

impl Written {
    /// Note what a call of `signature` may write: `text` gives its arguments by name, as far as they
    /// are known.
    pub fn add(&mut self, signature: &Signature, text: impl Fn(&str) -> Vec<String>) {
        let new = signature.flags.iter().filter(|flag| flag.shape == Some(Shape::NewFile));
        self.paths.extend(new.flat_map(|flag| text(flag.name)));
        if !signature.effects.contains(Effect::WriteFiles) {
            return;
        }
        let paths = signature.params.iter().filter(|param| param.shape == Shape::Path);
        let paths = paths.flat_map(|param| text(param.name)).collect::<Vec<_>>();
        self.anything |= paths.is_empty();
        self.paths.extend(paths);
    }

    /// Note that something may have been written anywhere.
    pub fn add_anything(&mut self) {
        self.anything = true;
    }

    /// Whether the file at `path`, or one that it matches with `*` and `?`, or one in the folder at
    /// `path`, is named by a statement that writes, itself or by a folder above it.
    pub fn names(&self, path: &str) -> bool {
        self.paths.iter().any(|written| {
            let is_within = |inner: &str, outer: &str| Path::new(inner).starts_with(outer);
            is_within(path, written) || is_within(written, path) || wildcard_matches(path, written)
        })
    }

    /// Whether a file that is missing at `path` may be there when the stage runs.
    pub fn may_make(&self, path: &str) -> bool {
        self.anything || self.names(path)
    }
}
