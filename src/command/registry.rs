//! All commands there are, by name, and the formats of files that came with some of them.
//!
//! A registry is some words wide and passed by value. What is added to one makes a new one that is
//! never given back: commands that come after the start live as long as the process, for plans
//! refer to them, and they are few.

use super::Command;
use crate::effect::Grants;

/// A table of commands, sorted by name.
#[derive(Clone, Copy)]
pub struct Registry {
    commands: &'static [&'static Command],
    formats: &'static [FileFormat],
    allowed: &'static [Allowed],
    native: &'static [Native],
}

/// A command that is a program of this machine, which nothing holds back.
#[derive(Debug, Clone, Copy)]
pub struct Native {
    /// Its name.
    pub command: &'static str,
    /// The path of the program.
    pub program: &'static str,
}

/// What a command that came with a plugin was granted.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// Its name.
    pub command: &'static str,
    /// How far it may go.
    pub grants: Grants,
}

/// A format of files that commands of a plugin read and write.
#[derive(Debug, Clone, Copy)]
pub struct FileFormat {
    /// Its name.
    pub name: &'static str,
    /// How names of such files end, without the dot.
    pub extensions: &'static [&'static str],
    /// Takes bytes and yields rows.
    pub reader: Option<&'static Command>,
    /// Takes a table and yields one column `bytes`.
    pub writer: Option<&'static Command>,
}

impl Registry {
    /// These commands, which must be sorted by name.
    pub const fn new(commands: &'static [&'static Command]) -> Self {
        Self { commands, formats: &[], allowed: &[], native: &[] }
    }

    /// These commands and `more`.
    ///
    /// # Errors
    /// The name of the first of `more` that is taken.
    pub fn extended(self, more: &[&'static Command]) -> Result<Self, &'static str> {
        let mut all = [self.commands, more].concat();
        all.sort_by_key(|command| command.signature.name);
        let next = all.iter().skip(1);
        match all.iter().zip(next).find(|(a, b)| a.signature.name == b.signature.name) {
            Some((command, _)) => Err(command.signature.name),
            None => Ok(Self { commands: Vec::leak(all), ..self }),
        }
    }

    /// The same with these formats, too.
    ///
    /// # Errors
    /// The name or the ending of the first of `more` that is taken.
    pub fn with_formats(self, more: &[FileFormat]) -> Result<Self, &'static str> {
        for (at, format) in more.iter().enumerate() {
            let before = || self.formats.iter().chain(more.iter().take(at));
            if before().any(|known| known.name == format.name) {
                return Err(format.name);
            }
            let mut endings = format.extensions.iter();
            let taken = endings.find(|end| before().any(|known| known.extensions.contains(end)));
            if let Some(taken) = taken {
                return Err(taken);
            }
        }
        Ok(Self { formats: Vec::leak([self.formats, more].concat()), ..self })
    }

    /// The same, with what commands were granted that came with plugins.
    #[must_use]
    pub fn with_allowed(self, more: &[Allowed]) -> Self {
        Self { allowed: Vec::leak([self.allowed, more].concat()), ..self }
    }

    /// What the command called `name` was granted, if it came with a plugin.
    pub fn grants(self, name: &str) -> Option<&'static Grants> {
        self.allowed.iter().find(|allowed| allowed.command == name).map(|allowed| &allowed.grants)
    }

    /// The same, with the programs that commands of plugins are.
    #[must_use]
    pub fn with_native(self, more: &[Native]) -> Self {
        Self { native: Vec::leak([self.native, more].concat()), ..self }
    }

    /// The program that the command called `name` is, if it is one.
    pub fn program(self, name: &str) -> Option<&'static str> {
        self.native.iter().find(|native| native.command == name).map(|native| native.program)
    }

    /// The format called `name`.
    pub fn format(self, name: &str) -> Option<&'static FileFormat> {
        self.formats.iter().find(|format| format.name == name)
    }

    /// The format of files whose names end as `path` does.
    pub fn format_of(self, path: &str) -> Option<&'static FileFormat> {
        let ends = |ending: &&&str| {
            let stem = path.strip_suffix(**ending).and_then(|path| path.strip_suffix('.'));
            stem.is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'))
        };
        let longest = |format: &&FileFormat| {
            format.extensions.iter().filter(ends).map(|ending| ending.len()).max()
        };
        self.formats.iter().filter(|format| longest(format).is_some()).max_by_key(longest)
    }

    /// The command called `name`.
    pub fn find(self, name: &str) -> Option<&'static Command> {
        let at =
            self.commands.binary_search_by_key(&name, |command| command.signature.name).ok()?;
        self.commands.get(at).copied()
    }

    /// All of them.
    pub fn all(self) -> &'static [&'static Command] {
        self.commands
    }

    /// All names.
    pub fn names(self) -> Vec<&'static str> {
        self.commands.iter().map(|command| command.signature.name).collect()
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

    #[test]
    fn formats_are_found_by_name_and_by_the_longest_ending() {
        let format = |name, extensions| FileFormat { name, extensions, reader: None, writer: None };
        let (one, two) = (format("one", &["x", "y"]), format("two", &["tar.x"]));
        let registry = Registry::new(&[]).with_formats(&[one, two]).unwrap();
        let of = |path| registry.format_of(path).map(|format| format.name);
        assert_eq!(
            (of("a.x"), of("b/a.tar.x"), of("a.z"), of("ax")),
            (Some("one"), Some("two"), None, None)
        );
        assert_eq!((of(".x"), of("b/.x")), (None, None));
        assert!(registry.format("two").is_some() && registry.format("tar.x").is_none());
        assert_eq!(registry.with_formats(&[format("one", &[])]).err(), Some("one"));
        assert_eq!(registry.with_formats(&[format("three", &["y"])]).err(), Some("y"));
    }
}
