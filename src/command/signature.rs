//! What a command is called, what it takes, what it may do, and what it is for.

use std::borrow::Cow;

use super::Input;
use crate::effect::Effects;
use crate::value::Type;

/// What may be written for an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A whole number that is not negative.
    Count,
    /// Text; a bare word counts as text.
    Text,
    /// The path of a file; a bare word counts as text.
    Path,
    /// The path of a file that is written; a bare word counts as text.
    NewFile,
    /// A value of this type. Where that is text, a bare word counts as it.
    Value(&'static Type),
    /// A value of any type.
    Any,
    /// A true-or-false expression in which bare words are columns of the input.
    Condition,
    /// An expression of any type in which bare words are columns of the input.
    Expression,
    /// The name of a column of the input.
    Column,
    /// The name of a column or field of the input, or the place of a row or item from 0.
    Member,
    /// A name for a column that need not be there yet.
    NewColumn,
    /// The name of a column, or an aggregate in parentheses such as `(mean cores)`.
    Key,
    /// The name of a probe.
    Probe,
    /// Hosts: a name, a range such as `web[01-20]`, a group.
    Host,
    /// How many hosts: `all`, a share such as `95%`, or a count.
    Quota,
    /// A pipeline in parentheses, which is planned and not run.
    Pipeline,
    /// The words of a command's name.
    CommandName,
    /// A closure that is called with an item of the input, such as `{|row| … }`.
    ItemClosure,
    /// A closure that is called with an item of the input and with what it yielded before, such as
    /// `{|n, sum| $sum + $n }`.
    FoldClosure,
    /// A closure that is called with the other arguments.
    Closure,
}

impl Shape {
    /// The type of its value, where it is one.
    pub fn value_type(self) -> Type {
        match self {
            Self::Count | Self::Quota => Type::Int,
            Self::Value(ty) => ty.clone(),
            Self::Condition => Type::Bool,
            Self::Any | Self::Member | Self::Expression => Type::Unknown,
            _ => Type::String,
        }
    }

    /// What it is called in messages, with its article.
    pub fn describe(self) -> Cow<'static, str> {
        let fixed = match self {
            Self::Value(ty) => return value_of(ty),
            Self::Count => "a count such as `5`",
            Self::Text => TEXT,
            Self::Path => "the path of a file",
            Self::NewFile => "the path of a new file",
            Self::Any => "a value",
            Self::Condition => "a condition such as `cores > 4`",
            Self::Expression => "an expression such as `cores * 2`",
            Self::NewColumn => "a name for a column",
            Self::Column => "the name of a column",
            Self::Member => "the name of a column or field, or a place such as `0`",
            Self::Key => "the name of a column, or an aggregate such as `(mean cores)`",
            Self::Probe => "the name of a probe",
            Self::Host => "a host, a range of hosts or a group",
            Self::Quota => "`all`, a share such as `95%`, or a count",
            Self::Pipeline => "a pipeline in parentheses",
            Self::CommandName => "the name of a command",
            Self::ItemClosure => "a closure such as `{|row| $row.host }`",
            Self::FoldClosure => "a closure such as `{|n, sum| $sum + $n }`",
            Self::Closure => "a closure such as `{|x| $x + 1 }`",
        };
        Cow::Borrowed(fixed)
    }
}

const TEXT: &str = "a text such as \"uname -r\"";

/// What a value of type `ty` is called in messages, with its article.
fn value_of(ty: &Type) -> Cow<'static, str> {
    Cow::Borrowed(match ty {
        Type::Int => "a whole number such as `5`",
        Type::Float => "a number such as `1.5`",
        Type::Bool => "`true` or `false`",
        Type::String => TEXT,
        Type::Duration => "a duration such as `30s`",
        Type::Filesize => "a filesize such as `4MiB`",
        other => return Cow::Owned(format!("a value of type {other}")),
    })
}

/// How often an argument may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Exactly once.
    One,
    /// At most once.
    Optional,
    /// Any number of times; only the last parameter.
    Any,
    /// At least once; only the last parameter.
    Some,
}

/// A positional parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name in help and messages.
    pub name: &'static str,
    /// What may be written for it.
    pub shape: Shape,
    /// How often.
    pub arity: Arity,
    /// What it is for.
    pub doc: &'static str,
}

/// A flag.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// Its long name, without dashes.
    pub name: &'static str,
    /// Its short form.
    pub short: Option<char>,
    /// What its value may be; none for a switch.
    pub shape: Option<Shape>,
    /// What it is for.
    pub doc: &'static str,
}

/// A line of rebe and what it prints.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows.
    pub doc: &'static str,
    /// The text to run.
    pub text: &'static str,
    /// What it prints with `--output ndjson` on the demo fleet of six hosts.
    pub prints: &'static str,
}

/// Everything that is said about a command.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// Its name: one word or two.
    pub name: &'static str,
    /// One line: what it does.
    pub summary: &'static str,
    /// More, for `help`; may be empty.
    pub details: &'static str,
    /// What it takes from the pipeline.
    pub input: Input,
    /// Positional parameters, in order.
    pub params: &'static [Param],
    /// Flags, sorted by name.
    pub flags: &'static [Flag],
    /// What it may do besides computing.
    pub effects: Effects,
    /// How it is used.
    pub examples: &'static [Example],
}

/// As many flags are named in a line that says how a command is used; more are in its help.
const MOST_FLAGS: usize = 7;

impl Signature {
    /// The flag called `name`, long or short.
    pub fn flag(&self, name: &str, short: bool) -> Option<&'static Flag> {
        self.flags.iter().find(|flag| {
            if short {
                flag.short.is_some_and(|c| name == c.to_string())
            } else {
                flag.name == name
            }
        })
    }

    /// The line that shows how it is written, such as `first [count]`.
    pub fn usage(&self) -> String {
        let mut line = self.name.to_owned();
        for param in self.params {
            line.push_str(&match param.arity {
                Arity::One => format!(" <{}>", param.name),
                Arity::Optional => format!(" [{}]", param.name),
                Arity::Any => format!(" [{}…]", param.name),
                Arity::Some => format!(" <{}…>", param.name),
            });
        }
        if self.flags.len() > MOST_FLAGS {
            return line + " [flags]";
        }
        for flag in self.flags {
            let value = flag.shape.map_or("", |_| " VALUE");
            line.push_str(&format!(" [--{}{value}]", flag.name));
        }
        line
    }
}
