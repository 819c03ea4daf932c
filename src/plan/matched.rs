//! The typed plan of what a `match` and a `try` are made of.

use super::{Block, Typed};
use crate::value::{Type, Value};

/// An arm of a `match`.
#[derive(Debug, Clone)]
pub struct PlannedArm {
    /// One of them has to fit.
    pub patterns: Vec<PlannedPattern>,
    /// What has to be true besides.
    pub guard: Option<Typed>,
    /// What is done.
    pub body: Block,
}

/// What a value may look like.
#[derive(Debug, Clone)]
pub enum PlannedPattern {
    /// Anything.
    Any,
    /// Anything, which gets a name.
    Name(String),
    /// A value of this type, which may get a name.
    Type(Option<String>, Type),
    /// This value, or a number of this range.
    Value(Value),
    /// Items, and what the rest of them is called when there may be more.
    List(Vec<PlannedPattern>, Option<Option<String>>),
    /// Fields; others may be there.
    Record(Vec<(String, PlannedPattern)>),
}

/// A `try`.
#[derive(Debug, Clone)]
pub struct PlannedTry {
    /// What may fail.
    pub body: Block,
    /// Kinds of errors (none for all), what the error is called, and what is done.
    pub handlers: Vec<(Vec<String>, Option<String>, Block)>,
    /// What is done at the end in any case.
    pub finally: Option<Block>,
}
