//! The arguments of one call.

use super::Explained;
use crate::diag::Result;
use crate::source::Span;
use crate::value::{Aggregate, Chunk, ColumnExpr, Frame, Type, Value, type_of};

/// Under this name the optimiser tells a command that asks hosts how many rows are wanted of it.
pub const ENOUGH: &str = "enough rows";

/// What an argument is.
#[derive(Debug, Clone)]
pub enum ArgKind {
    /// A value that is known.
    Value(Value),
    /// A table that is known.
    Table(Chunk),
    /// A table that has not been computed yet.
    Frame(Box<Frame>),
    /// A value of this type, known only when the call runs; never seen by a body.
    Later(Type),
    /// An expression of this type over the input's columns; compiled only when the call runs.
    Columns(Type, Option<ColumnExpr>),
    /// A closure that yields this type; the run calls it.
    Closure(Type),
    /// An aggregate.
    Aggregate(Aggregate),
    /// A plan to be shown.
    Plan(Box<Explained>),
}

/// One argument with its place.
#[derive(Debug, Clone)]
pub struct Arg {
    /// What it is.
    pub kind: ArgKind,
    /// Where it was written.
    pub span: Span,
}

impl Arg {
    /// Its text, if it is a text that is known.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            ArgKind::Value(Value::String { val, .. }) => Some(val),
            _ => None,
        }
    }

    /// The type of its value, or of an expression over columns.
    pub fn ty(&self) -> Type {
        match &self.kind {
            ArgKind::Value(value) => type_of(value),
            ArgKind::Later(ty) | ArgKind::Columns(ty, _) | ArgKind::Closure(ty) => ty.clone(),
            ArgKind::Table(chunk) => Type::Table(chunk.schema().as_ref().clone()),
            ArgKind::Frame(frame) => Type::Table(frame.schema.as_ref().clone()),
            ArgKind::Aggregate(aggregate) => aggregate.output.ty.clone(),
            ArgKind::Plan(_) => Type::Unknown,
        }
    }

    /// Its value, if it is known; a table is a list of records.
    pub fn to_value(&self) -> Option<Value> {
        match &self.kind {
            ArgKind::Value(value) => Some(value.clone()),
            ArgKind::Table(chunk) => Some(chunk.to_value()),
            _ => None,
        }
    }

    /// Its rows, if it is a table that is known, or can be computed.
    ///
    /// # Errors
    /// It has to be computed, and cannot be.
    pub fn rows(&self) -> Result<Option<Chunk>> {
        match (&self.kind, self.ty()) {
            (ArgKind::Table(chunk), _) => Ok(Some(chunk.clone())),
            (ArgKind::Frame(frame), _) => frame.as_ref().clone().collect().map(Some),
            (ArgKind::Value(value), Type::Table(schema)) => Chunk::of(value, schema).map(Some),
            _ => Ok(None),
        }
    }

    /// How to compute it, if it is a table.
    ///
    /// # Errors
    /// Only by a defect: the rows have the schema that was found in them.
    pub fn frame(&self) -> Result<Option<Frame>> {
        match &self.kind {
            ArgKind::Frame(frame) => Ok(Some(frame.as_ref().clone())),
            _ => Ok(self.rows()?.map(Frame::of)),
        }
    }

    /// Its value, if it is known and no table.
    pub fn value(&self) -> Option<&Value> {
        match &self.kind {
            ArgKind::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// The arguments of one call, under the names of parameters and flags. The checker has made sure
/// that they follow the signature.
#[derive(Clone)]
pub struct Args {
    entries: Vec<(&'static str, Vec<Arg>)>,
    /// Where the call was written.
    pub span: Span,
}

impl Args {
    /// The arguments of a call at `span`.
    pub fn new(entries: Vec<(&'static str, Vec<Arg>)>, span: Span) -> Self {
        Self { entries, span }
    }

    /// All arguments of parameter or flag `name`, in order.
    pub fn all(&self, name: &str) -> &[Arg] {
        let found = self.entries.iter().find(|(known, _)| *known == name);
        found.map_or(&[], |(_, args)| args.as_slice())
    }

    /// The texts of parameter `name`, with their places.
    pub fn texts<'a>(&'a self, name: &str) -> impl Iterator<Item = (&'a str, Span)> {
        self.all(name).iter().filter_map(|arg| Some((arg.text()?, arg.span)))
    }

    /// The first argument of `name`.
    pub fn first(&self, name: &str) -> Option<&Arg> {
        self.all(name).first()
    }

    /// The text of `name`.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.first(name)?.text()
    }

    /// The count of `name`.
    pub fn count(&self, name: &str) -> Option<usize> {
        match self.first(name)?.value()? {
            Value::Int { val, .. } => usize::try_from(*val).ok(),
            Value::Filesize { val, .. } => usize::try_from(val.get()).ok(),
            _ => None,
        }
    }

    /// The duration of `name`.
    pub fn duration(&self, name: &str) -> Option<std::time::Duration> {
        match self.first(name)?.value()? {
            Value::Duration { val, .. } => {
                u64::try_from(*val).ok().map(std::time::Duration::from_nanos)
            }
            _ => None,
        }
    }

    /// Whether the switch `name` was given.
    pub fn switch(&self, name: &str) -> bool {
        !self.all(name).is_empty()
    }
}
