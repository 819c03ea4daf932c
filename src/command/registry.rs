//! All commands there are, by name.

use super::Command;

/// A table of commands, sorted by name.
#[derive(Clone, Copy)]
pub struct Registry(&'static [&'static Command]);

impl Registry {
    /// These commands, which must be sorted by name.
    pub const fn new(commands: &'static [&'static Command]) -> Self {
        Self(commands)
    }

    /// The command called `name`.
    pub fn find(self, name: &str) -> Option<&'static Command> {
        let at = self.0.binary_search_by_key(&name, |command| command.signature.name).ok()?;
        self.0.get(at).copied()
    }

    /// All of them.
    pub fn all(self) -> &'static [&'static Command] {
        self.0
    }

    /// All names.
    pub fn names(self) -> Vec<&'static str> {
        self.0.iter().map(|command| command.signature.name).collect()
    }

    /// The names that begin with `word` and a space.
    pub fn below(self, word: &str) -> Vec<&'static str> {
        let mut names = self.names();
        names.retain(|name| name.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
        names
    }
}
