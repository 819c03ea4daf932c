//! One call of a command, and what may be wrong with it.

use std::ops::Range;

use crate::bindings::commands::{self as wit, Value};

/// One call of a command: its arguments, which follow what the command described.
#[derive(Debug, Clone)]
pub struct Call {
    inner: wit::Invocation,
}

impl Call {
    /// A call of the command `name` without arguments, for tests.
    pub fn of(name: &str) -> Self {
        Self { inner: wit::Invocation { command: name.to_owned(), arguments: Vec::new() } }
    }

    /// The same call with `value` for `name`.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        match self.inner.arguments.iter_mut().find(|argument| argument.name == name) {
            Some(argument) => argument.values.push(value),
            None => {
                let argument = wit::Argument { name: name.to_owned(), values: vec![value] };
                self.inner.arguments.push(argument);
            }
        }
        self
    }

    /// The same call with a text, or the name of a column, for `name`.
    #[must_use]
    pub fn with_text(self, name: &str, text: &str) -> Self {
        self.with(name, Value::Text(text.to_owned()))
    }

    /// The same call with the switch `name`.
    #[must_use]
    pub fn with_switch(self, name: &str) -> Self {
        self.with(name, Value::Bool(true))
    }

    /// What came over the boundary.
    pub fn from_wit(inner: wit::Invocation) -> Self {
        Self { inner }
    }

    /// The name of the command.
    pub fn command(&self) -> &str {
        &self.inner.command
    }

    /// All values of the parameter or flag `name`.
    pub fn all(&self, name: &str) -> &[Value] {
        let found = self.inner.arguments.iter().find(|argument| argument.name == name);
        found.map_or(&[], |argument| argument.values.as_slice())
    }

    /// The value of `name`, where it was given.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.all(name).first()
    }

    /// The text of `name`, or the column that it names.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.value(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// All texts of `name`.
    pub fn texts<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.all(name).iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The number of `name`: an int, a duration in nanoseconds, or a filesize in bytes.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            Value::Int(value) | Value::Duration(value) | Value::Filesize(value) => Some(*value),
            _ => None,
        }
    }

    /// The float of `name`.
    pub fn float(&self, name: &str) -> Option<f64> {
        match self.value(name)? {
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether the switch `name` was given, or the bool of `name` is true.
    pub fn switch(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::Bool(true)))
    }
}

/// Why a call does not work, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was found and what was expected.
    pub message: String,
    /// The next step; may be empty.
    pub help: String,
    /// The parameter or flag that it is about.
    pub argument: Option<String>,
    /// Which of its values, from 0.
    pub value: usize,
    /// The bytes of its text that it is about; all of it when none.
    pub part: Option<Range<usize>>,
}

impl Problem {
    /// Say what was found and what was expected: a lower-case fragment without a period.
    pub fn new(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message, help: String::new(), argument: None, value: 0, part: None }
    }

    /// Say the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Say which parameter or flag it is about, so that the shell points at it.
    #[must_use]
    pub fn about(mut self, argument: impl Into<String>) -> Self {
        self.argument = Some(argument.into());
        self
    }

    /// Say which of its values it is about, from 0.
    #[must_use]
    pub fn value(mut self, value: usize) -> Self {
        self.value = value;
        self
    }

    /// Say which bytes of its text it is about.
    #[must_use]
    pub fn part(mut self, part: Range<usize>) -> Self {
        self.part = Some(part);
        self
    }

    /// What goes over the boundary.
    pub fn into_wit(self) -> wit::Problem {
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let (value, part) = (place(self.value), self.part);
        let part = part.map(|part| (place(part.start), place(part.end)));
        let place = self.argument.map(|argument| wit::Place { argument, value, part });
        wit::Problem { message: self.message, help: self.help, place }
    }
}
