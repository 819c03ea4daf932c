//! The values of variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::plan::Scope;
use crate::value::{Chunk, Data, Type, Value, scalar, type_of};

/// What a variable holds.
#[derive(Debug, Clone)]
pub enum Stored {
    /// A value that is no table.
    Value(Value),
    /// A table.
    Table(Chunk),
    /// A closure: the variables that were set where it was written.
    Closure(Variables),
}

impl Stored {
    /// Its type.
    pub fn ty(&self) -> Type {
        match self {
            Self::Value(value) => type_of(value),
            Self::Table(chunk) => Type::Table(chunk.schema().as_ref().clone()),
            Self::Closure(_) => Type::Closure,
        }
    }

    /// As a value; a table is a list of records.
    pub fn value(&self) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Table(chunk) => chunk.to_value(),
            Self::Closure(_) => scalar::null(),
        }
    }

    /// As what flows through a pipeline.
    pub fn data(&self) -> Data {
        match self {
            Self::Value(value) => Data::Value(value.clone()),
            Self::Table(chunk) => Data::table(chunk.clone()),
            Self::Closure(_) => Data::Nothing,
        }
    }
}

/// The variables that are set. They outlive a run: the REPL keeps them from line to line. A copy
/// costs next to nothing, for each closure and each loop has its own.
#[derive(Debug, Clone, Default)]
pub struct Variables(Arc<BTreeMap<String, Arc<Stored>>>);

impl Variables {
    /// Set `name`.
    pub fn set(&mut self, name: impl Into<String>, stored: Stored) {
        Arc::make_mut(&mut self.0).insert(name.into(), Arc::new(stored));
    }

    /// What `name` holds.
    pub fn get(&self, name: &str) -> Option<&Stored> {
        self.0.get(name).map(Arc::as_ref)
    }

    /// Their names and types.
    pub fn scope(&self) -> Scope {
        let mut scope = Scope::default();
        for (name, stored) in self.0.as_ref() {
            scope.set(name.clone(), stored.ty());
        }
        scope
    }
}
