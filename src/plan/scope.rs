//! Names that an expression may use.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::syntax::ast;
use crate::value::{Schema, Type, Value};

/// What may stand where an expression stands besides values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Whether it is in a loop, which `break` ends.
    pub in_loop: bool,
    /// Whether it is in a `def` or a closure, which `return` ends.
    pub in_def: bool,
    /// Whether it is in a block, where no `test` may stand.
    pub in_block: bool,
    /// Whether it is in a `test`, which sees nothing of what the script sets.
    pub in_test: bool,
}

/// A closure that has a name, as it was written; it is planned for the types it is called with.
#[derive(Debug, Clone)]
pub struct ClosureTemplate {
    /// The closure.
    pub closure: Arc<ast::Closure>,
    /// The names that it may use.
    pub scope: Arc<Scope>,
    /// The variable that holds it when it runs; none when it is written where it is used.
    pub variable: Option<String>,
    /// Whether it stands for any closure, in a `def` that is looked at before anybody calls it.
    pub unknown: bool,
}

/// The variables that are set, constants, what `def` has named, and the row at hand.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    variables: BTreeMap<String, Type>,
    closures: BTreeMap<String, ClosureTemplate>,
    constants: Arc<BTreeMap<String, (Value, Type)>>,
    defs: Arc<BTreeMap<String, usize>>,
    row: Option<Schema>,
    /// What may stand here.
    pub place: Place,
}

impl Scope {
    /// Set variable `name`; an earlier one of that name is forgotten.
    pub fn set(&mut self, name: impl Into<String>, ty: Type) {
        let name = name.into();
        self.closures.remove(&name);
        self.variables.insert(name, ty);
    }

    /// Set variable `name` to a closure.
    pub fn set_closure(&mut self, name: impl Into<String>, template: ClosureTemplate) {
        let name = name.into();
        self.variables.insert(name.clone(), Type::Closure);
        self.closures.insert(name, template);
    }

    /// Set constant `name`.
    pub fn set_constant(&mut self, name: impl Into<String>, value: Value, ty: Type) {
        Arc::make_mut(&mut self.constants).insert(name.into(), (value, ty));
    }

    /// Let `name` call the definition number `id`.
    pub fn define(&mut self, name: impl Into<String>, id: usize) {
        Arc::make_mut(&mut self.defs).insert(name.into(), id);
    }

    /// The type of variable `name`.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.variables.get(name)
    }

    /// The closure that variable `name` holds.
    pub fn closure(&self, name: &str) -> Option<&ClosureTemplate> {
        self.closures.get(name)
    }

    /// The value and the type of constant `name`.
    pub fn constant(&self, name: &str) -> Option<&(Value, Type)> {
        self.constants.get(name)
    }

    /// The number of the definition that `name` calls.
    pub fn def(&self, name: &str) -> Option<usize> {
        self.defs.get(name).copied()
    }

    /// The names of all variables and constants.
    pub fn names(&self) -> Vec<&str> {
        self.variables.keys().chain(self.constants.keys()).map(String::as_str).collect()
    }

    /// The names that call a definition.
    pub fn def_names(&self) -> Vec<&str> {
        self.defs.keys().map(String::as_str).collect()
    }

    /// The columns of the row at hand; none outside a row condition.
    pub fn row(&self) -> Option<&Schema> {
        self.row.as_ref()
    }

    /// The same names with a row of `schema` at hand.
    pub fn with_row(&self, schema: Schema) -> Self {
        Self { row: Some(schema), ..self.clone() }
    }

    /// The same names without a row.
    pub fn without_row(&self) -> Self {
        Self { row: None, ..self.clone() }
    }

    /// What a definition may use of these names: constants and definitions.
    pub fn of_definitions(&self) -> Self {
        let (constants, defs) = (Arc::clone(&self.constants), Arc::clone(&self.defs));
        Self { constants, defs, ..Self::default() }
    }

    /// The same names with the variables of `other` and their types, which are known by now.
    pub fn with_variables(&self, other: &Self) -> Self {
        let mut scope = self.clone();
        for (name, ty) in &other.variables {
            if *ty != Type::Closure {
                scope.variables.insert(name.clone(), ty.clone());
            }
        }
        scope
    }

    /// The same names at a place of a loop.
    pub fn in_loop(&self) -> Self {
        Self { place: Place { in_loop: true, ..self.place }, ..self.clone() }
    }
}
