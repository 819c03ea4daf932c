//! Names that an expression may use.

use std::collections::BTreeMap;

use crate::value::{Schema, Type};

/// The variables that are set, and the row at hand.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    variables: BTreeMap<String, Type>,
    row: Option<Schema>,
}

impl Scope {
    /// Set variable `name`; an earlier one of that name is forgotten.
    pub fn set(&mut self, name: impl Into<String>, ty: Type) {
        self.variables.insert(name.into(), ty);
    }

    /// The type of variable `name`.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.variables.get(name)
    }

    /// The names of all variables.
    pub fn names(&self) -> Vec<&str> {
        self.variables.keys().map(String::as_str).collect()
    }

    /// The columns of the row at hand; none outside a row condition.
    pub fn row(&self) -> Option<&Schema> {
        self.row.as_ref()
    }

    /// The same variables with a row of `schema` at hand.
    pub fn with_row(&self, schema: Schema) -> Self {
        Self { variables: self.variables.clone(), row: Some(schema) }
    }

    /// The same variables without a row.
    pub fn without_row(&self) -> Self {
        Self { variables: self.variables.clone(), row: None }
    }
}
