//! The values of variables.

use std::collections::BTreeMap;

use crate::plan::Scope;
use crate::value::{Chunk, Data, Type, Value, type_of};

/// What a variable holds.
#[derive(Debug, Clone)]
pub enum Stored {
    /// A value that is no table.
    Value(Value),
    /// A table.
    Table(Chunk),
}

impl Stored {
    /// Its type.
    pub fn ty(&self) -> Type {
        match self {
            Self::Value(value) => type_of(value),
            Self::Table(chunk) => Type::Table(chunk.schema().as_ref().clone()),
        }
    }

    /// As a value; a table is a list of records.
    pub fn value(&self) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Table(chunk) => chunk.to_value(),
        }
    }

    /// As what flows through a pipeline.
    pub fn data(&self) -> Data {
        match self {
            Self::Value(value) => Data::Value(value.clone()),
            Self::Table(chunk) => Data::table(chunk.clone()),
        }
    }
}

/// The variables that are set. They outlive a run: the REPL keeps them from line to line.
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<String, Stored>);

impl Variables {
    /// Set `name`.
    pub fn set(&mut self, name: impl Into<String>, stored: Stored) {
        self.0.insert(name.into(), stored);
    }

    /// What `name` holds.
    pub fn get(&self, name: &str) -> Option<&Stored> {
        self.0.get(name)
    }

    /// Their names and types.
    pub fn scope(&self) -> Scope {
        let mut scope = Scope::default();
        for (name, stored) in &self.0 {
            scope.set(name.clone(), stored.ty());
        }
        scope
    }
}
