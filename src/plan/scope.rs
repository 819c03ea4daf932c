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
///
/// A copy costs next to nothing, however many names there are: each stage and each block has one.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    variables: Variables,
    constants: Arc<BTreeMap<String, (Value, Type)>>,
    defs: Arc<BTreeMap<String, usize>>,
    row: Option<Schema>,
    /// What may stand here.
    pub place: Place,
}

/// What is known of one variable.
#[derive(Debug)]
struct Variable {
    name: String,
    ty: Type,
    closure: Option<ClosureTemplate>,
}

/// How many variables are looked through one by one before they are sorted in.
const RECENT: usize = 32;

/// Variables: those that were set last, the newest first, and below them all others by name.
#[derive(Debug, Clone, Default)]
struct Variables {
    recent: Option<Arc<Link>>,
    sorted: Arc<BTreeMap<String, Arc<Variable>>>,
}

#[derive(Debug)]
struct Link {
    variable: Arc<Variable>,
    before: Option<Arc<Link>>,
    /// How many there are up to here.
    length: usize,
}

impl Variables {
    fn set(&mut self, variable: Variable) {
        let before = self.recent.take();
        let length = before.as_ref().map_or(0, |link| link.length) + 1;
        self.recent = Some(Arc::new(Link { variable: Arc::new(variable), before, length }));
        if length == RECENT {
            self.sorted = Arc::new(self.all());
            self.recent = None;
        }
    }

    fn get(&self, name: &str) -> Option<&Variable> {
        let mut recent = self.recent.as_deref();
        while let Some(link) = recent {
            if link.variable.name == name {
                return Some(&link.variable);
            }
            recent = link.before.as_deref();
        }
        self.sorted.get(name).map(Arc::as_ref)
    }

    fn all(&self) -> BTreeMap<String, Arc<Variable>> {
        let mut newer = BTreeMap::new();
        let mut recent = self.recent.as_ref();
        while let Some(link) = recent {
            let variable = &link.variable;
            newer.entry(variable.name.clone()).or_insert_with(|| Arc::clone(variable));
            recent = link.before.as_ref();
        }
        let mut all = self.sorted.as_ref().clone();
        all.extend(newer);
        all
    }
}

impl Scope {
    /// Set variable `name`; an earlier one of that name is forgotten.
    pub fn set(&mut self, name: impl Into<String>, ty: Type) {
        self.variables.set(Variable { name: name.into(), ty, closure: None });
    }

    /// Set variable `name` to a closure.
    pub fn set_closure(&mut self, name: impl Into<String>, template: ClosureTemplate) {
        let (name, closure) = (name.into(), Some(template));
        self.variables.set(Variable { name, ty: Type::Closure, closure });
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
        self.variables.get(name).map(|variable| &variable.ty)
    }

    /// The closure that variable `name` holds.
    pub fn closure(&self, name: &str) -> Option<&ClosureTemplate> {
        self.variables.get(name)?.closure.as_ref()
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
    pub fn names(&self) -> Vec<String> {
        self.variables.all().into_keys().chain(self.constants.keys().cloned()).collect()
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
        for (name, variable) in other.variables.all() {
            if variable.ty != Type::Closure {
                scope.set(name, variable.ty.clone());
            }
        }
        scope
    }

    /// The same names at a place of a loop.
    pub fn in_loop(&self) -> Self {
        Self { place: Place { in_loop: true, ..self.place }, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_its_names_while_the_other_goes_on() {
        let mut scope = Scope::default();
        for at in 0..RECENT * 3 {
            scope.set(format!("v{at}"), Type::Int);
        }
        let before = scope.clone();
        scope.set("v0", Type::Bool);
        scope.set("new", Type::Float);
        assert_eq!(before.get("v0"), Some(&Type::Int));
        assert_eq!(before.get("new"), None);
        assert_eq!(scope.get("v0"), Some(&Type::Bool));
        assert_eq!(scope.get("v95"), Some(&Type::Int));
        assert_eq!(scope.names().len(), RECENT * 3 + 1, "each name once");
        scope.set_constant("c", crate::value::scalar::int(1), Type::Int);
        assert_eq!(scope.names().last().map(String::as_str), Some("c"));
    }

    #[test]
    fn what_is_set_again_is_no_closure_any_more() {
        let closure = Arc::new(ast::Closure { params: Vec::new(), body: ast::Block::default() });
        let template =
            ClosureTemplate { closure, scope: Arc::default(), variable: None, unknown: false };
        let mut scope = Scope::default();
        scope.set_closure("f", template);
        assert!(scope.closure("f").is_some() && scope.get("f") == Some(&Type::Closure));
        scope.set("f", Type::Int);
        assert!(scope.closure("f").is_none() && scope.get("f") == Some(&Type::Int));
    }
}
