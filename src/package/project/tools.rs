//! Compilers, which are programs of others.

use std::path::Path;
use std::time::Duration;

use futures_executor::block_on;

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Completed, Limits, Program, World};

/// How long one may take: a first build fetches and compiles all that a plugin is made of.
const DEADLINE: Duration = Duration::from_secs(3600);
/// Bytes of what it says that are read.
const OUTPUT: usize = 16 << 20;

/// Lines that are shown of what it says: the first ones, with the first errors, and the last ones.
const FIRST: usize = 200;
const LAST: usize = 50;

/// Takes what a program says: its name, and a line.
pub type Told<'a> = &'a mut dyn FnMut(&str, &str);

/// A program with its first arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool(pub Vec<String>);

impl Tool {
    /// The program called `words`, of which the first is its name.
    pub fn of(words: &[&str]) -> Self {
        Self(words.iter().map(|word| (*word).to_owned()).collect())
    }

    /// The same with more arguments.
    #[must_use]
    pub fn with(mut self, words: &[&str]) -> Self {
        self.0.extend(words.iter().map(|word| (*word).to_owned()));
        self
    }

    fn shown(&self) -> String {
        let first = self.0.iter().take(3).map(String::as_str).collect::<Vec<_>>();
        first.join(" ")
    }

    /// Run it in `folder` with `arguments`, to its end.
    ///
    /// # Errors
    /// It cannot be started, or takes too long.
    pub fn run(&self, world: &World, folder: &Path, arguments: &[String]) -> Result<Completed> {
        let limits = Limits { exec: DEADLINE, max_output: OUTPUT, ..Limits::default() };
        let (name, first) = self
            .0
            .split_first()
            .map_or((String::new(), &[][..]), |(name, rest)| (name.clone(), rest));
        let arguments = first.iter().chain(arguments).map(Into::into).collect();
        let mut program = Program::new(name, arguments, &limits);
        program.folder = Some(folder.to_owned());
        block_on(world.processes.start(program, Cancel::new()))
    }

    /// The same, which has to go well.
    ///
    /// # Errors
    /// It did not; `told` gets what it said of that, line by line.
    pub fn build(
        &self,
        world: &World,
        folder: &Path,
        arguments: &[String],
        told: Told<'_>,
    ) -> Result<Vec<u8>> {
        let ended = self.run(world, folder, arguments)?;
        if ended.exit.is_success() {
            return Ok(ended.stdout);
        }
        let who = self.0.first().map(String::as_str).unwrap_or_default();
        let said = [&ended.stdout[..], &ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        // What cargo says to programs is none of a person's business.
        let lines = said.lines().filter(|line| !line.starts_with('{')).collect::<Vec<_>>();
        let much = lines.len().saturating_sub(FIRST + LAST);
        lines.iter().take(FIRST).for_each(|line| told(who, line));
        if much > 0 {
            told(who, &format!("… {much} lines …"));
        }
        lines.iter().skip(FIRST).skip(much).for_each(|line| told(who, line));
        let message = format!("`{}` ended with exit code {}", self.shown(), ended.exit.code());
        // The first line that is an error is the one to begin with.
        let error = lines.iter().find(|line| line.contains("error"));
        let help = error.map(|error| format!("it says: {}", error.trim()));
        Err(Diagnostic::error(codes::PROGRAM_FAILED, message).maybe_help(help).into())
    }

    /// The first of `tools` that is there: that answers `question`. None where none is.
    pub fn first(world: &World, folder: &Path, tools: &[(Self, &[&str])]) -> Option<Self> {
        let there = |(tool, question): &&(Self, &[&str])| {
            let question = question.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            tool.run(world, folder, &question).is_ok_and(|ended| ended.exit.is_success())
        };
        tools.iter().find(there).map(|(tool, _)| tool.clone())
    }
}

/// A compiler that is needed is not there.
pub fn missing(what: &str, help: &str) -> Box<Diagnostic> {
    Diagnostic::error(codes::PROGRAM_MISSING, what.to_owned()).help(help.to_owned()).into()
}
