//! What a command says about itself.

use crate::bindings::commands::{self as wit, Arity, Input, Service, Shape};
use crate::{Schema, Type};

/// What a command says about itself: what it does, what it takes, and how it is used.
#[derive(Debug, Clone)]
pub struct Description {
    /// With an empty name, which its command has.
    inner: wit::Command,
}

/// What a command says about one parameter, which [`Description::param`] takes.
#[derive(Debug, Clone)]
pub struct Param {
    inner: wit::Param,
}

/// What a command says about one flag, which [`Description::flag`] takes.
#[derive(Debug, Clone)]
pub struct Flag {
    inner: wit::Flag,
}

impl Description {
    /// A command that takes a table, and what it does in one line.
    pub fn of_table(summary: &str) -> Self {
        Self::new(summary, Input::Table)
    }

    /// A command that takes a text or bytes. They come as rows of one column `bytes` of type binary, a
    /// piece of at most 1 MiB each.
    pub fn of_bytes(summary: &str) -> Self {
        Self::new(summary, Input::Bytes)
    }

    /// A command that begins a pipeline.
    pub fn of_source(summary: &str) -> Self {
        Self::new(summary, Input::Nothing)
    }

    fn new(summary: &str, input: Input) -> Self {
        Self {
            inner: wit::Command {
                name: String::new(),
                summary: summary.to_owned(),
                details: String::new(),
                input,
                output: None,
                params: Vec::new(),
                flags: Vec::new(),
                uses: Vec::new(),
                examples: Vec::new(),
            },
        }
    }

    /// Say more, for `help`.
    #[must_use]
    pub fn details(mut self, details: &str) -> Self {
        details.clone_into(&mut self.inner.details);
        self
    }

    /// It yields these columns whatever it is called with. `Command::output` is not asked for them.
    #[must_use]
    pub fn output(mut self, schema: Schema) -> Self {
        self.inner.output = Some(schema.into_wit());
        self
    }

    /// It uses this service, which the plugin has to want. Others are denied to it.
    #[must_use]
    pub fn uses(mut self, service: Service) -> Self {
        self.inner.uses.push(service);
        self
    }

    /// Add a parameter behind the others.
    #[must_use]
    pub fn param(mut self, param: Param) -> Self {
        self.inner.params.push(param.inner);
        self
    }

    /// Add a flag.
    #[must_use]
    pub fn flag(mut self, flag: Flag) -> Self {
        self.inner.flags.push(flag.inner);
        self
    }

    /// Add a line of rebe and what it prints with `--output ndjson`.
    #[must_use]
    pub fn example(mut self, doc: &str, text: &str, prints: &str) -> Self {
        let (doc, text, prints) = (doc.to_owned(), text.to_owned(), prints.to_owned());
        self.inner.examples.push(wit::Example { doc, text, prints });
        self
    }

    /// What goes over the boundary of the command called `name`.
    pub fn into_wit(self, name: &str) -> wit::Command {
        wit::Command { name: name.to_owned(), ..self.inner }
    }
}

impl Param {
    /// The name of a column of the input, which has to be given.
    pub fn column(name: &str, doc: &str) -> Self {
        Self::new(name, doc, Shape::Column)
    }

    /// A value of type `ty`, which has to be given.
    pub fn value(name: &str, ty: &Type, doc: &str) -> Self {
        Self::new(name, doc, Shape::Value(ty.name().to_owned()))
    }

    fn new(name: &str, doc: &str, shape: Shape) -> Self {
        let (name, doc) = (name.to_owned(), doc.to_owned());
        Self { inner: wit::Param { name, doc, shape, arity: Arity::One } }
    }

    /// It may be left out.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.inner.arity = Arity::Optional;
        self
    }

    /// It may stand any number of times; only for the last one.
    #[must_use]
    pub fn any(mut self) -> Self {
        self.inner.arity = Arity::Any;
        self
    }

    /// It has to stand at least once; only for the last one.
    #[must_use]
    pub fn some(mut self) -> Self {
        self.inner.arity = Arity::Some;
        self
    }
}

impl Flag {
    /// A flag without a value.
    pub fn switch(name: &str, doc: &str) -> Self {
        Self::new(name, doc, None)
    }

    /// A flag with a value of type `ty`.
    pub fn value(name: &str, ty: &Type, doc: &str) -> Self {
        Self::new(name, doc, Some(Shape::Value(ty.name().to_owned())))
    }

    /// A flag with the name of a column of the input.
    pub fn column(name: &str, doc: &str) -> Self {
        Self::new(name, doc, Some(Shape::Column))
    }

    fn new(name: &str, doc: &str, shape: Option<Shape>) -> Self {
        let (name, doc) = (name.to_owned(), doc.to_owned());
        Self { inner: wit::Flag { name, short: None, doc, shape } }
    }

    /// Give it a short form of one letter.
    #[must_use]
    pub fn short(mut self, letter: char) -> Self {
        self.inner.short = Some(letter);
        self
    }
}
