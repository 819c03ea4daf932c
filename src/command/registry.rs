//! All commands there are, by name.
//!
//! A registry is a word wide and passed by value. What is added to one makes a new one that is
//! never given back: commands that come after the start live as long as the process, for plans
//! refer to them, and they are few.

use super::Command;

/// A table of commands, sorted by name.
#[derive(Clone, Copy)]
pub struct Registry(&'static [&'static Command]);

impl Registry {
    /// These commands, which must be sorted by name.
    pub const fn new(commands: &'static [&'static Command]) -> Self {
        Self(commands)
    }

    /// These commands and `more`.
    ///
    /// # Errors
    /// The name of the first of `more` that is taken.
    pub fn extended(self, more: &[&'static Command]) -> Result<Self, &'static str> {
        let mut all = [self.0, more].concat();
        all.sort_by_key(|command| command.signature.name);
        let next = all.iter().skip(1);
        match all.iter().zip(next).find(|(a, b)| a.signature.name == b.signature.name) {
            Some((command, _)) => Err(command.signature.name),
            None => Ok(Self(Vec::leak(all))),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Body, Input, Signature};
    use crate::effect::Effects;
    use crate::value::Type;

    const fn command(name: &'static str) -> Command {
        Command {
            signature: Signature {
                name,
                summary: "",
                details: "",
                input: Input::Any,
                params: &[],
                flags: &[],
                effects: Effects::NONE,
                examples: &[],
            },
            output: &|_| Type::Nothing,
            body: Body::Scalar(|value, _| Ok(value)),
        }
    }

    #[test]
    fn what_is_added_is_found_and_no_name_is_taken_twice() {
        static B: Command = command("b");
        static A: Command = command("a x");
        const ONE: &[&Command] = &[&B];
        let registry = Registry::new(ONE).extended(&[&A]).unwrap();
        assert_eq!(registry.names(), ["a x", "b"]);
        assert!(registry.find("a x").is_some() && registry.find("a").is_none());
        assert_eq!(registry.extended(&[&B]).err(), Some("b"));
        assert_eq!(Registry::new(&[]).extended(&[&A, &A]).err(), Some("a x"));
    }
}
