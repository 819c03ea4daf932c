//! What an editor asks about a text that is still being written. Nothing is recorded, nothing runs
//! and no host is contacted.

use super::Session;
use crate::command::Mode;
use crate::plan::{Planner, Scope, Statement};
use crate::probe;
use crate::source::Sources;
use crate::syntax;
use crate::value::{Schema, Type};

impl Session {
    /// The type of what the last statement of `text` yields: nothing for an empty text, and unknown
    /// where the text is wrong. Files that it opens are looked at, as for any plan.
    pub fn output_of(&self, text: &str) -> Type {
        if text.trim().is_empty() {
            return Type::Nothing;
        }
        let mut sources = Sources::default();
        let id = sources.add("", text);
        let parsed = syntax::parse(id, text);
        let loader = self.loader();
        let planner = Planner::new(self.tools(&loader), &sources, Mode::Check);
        let scope = &mut self.variables().scope();
        let planned = planner.program(self.definitions(), &parsed.program, scope);
        let last = planned.plan.statements.last().and_then(Statement::pipeline);
        last.map_or(Type::Nothing, |pipeline| pipeline.output.clone())
    }

    /// The columns of the table that the last statement of `text` yields; none when it yields no
    /// table or nobody knows.
    pub fn columns_of(&self, text: &str) -> Option<Schema> {
        match self.output_of(text).non_null() {
            Type::Table(schema) => Some(schema.clone()),
            _ => None,
        }
    }

    /// What earlier texts have named by `def` and `use`, with the first line of what is said about
    /// each.
    pub fn defined(&self) -> Vec<(String, String)> {
        let sources = self.sources();
        let loader = self.loader();
        let planner = Planner::new(self.tools(&loader), &sources, Mode::Check);
        let (none, mut scope) = (syntax::ast::Program::default(), Scope::default());
        let library = planner.program(self.definitions(), &none, &mut scope).plan.library;
        let about = |name: &str| {
            let template = library.defs.get(scope.def(name)?)?;
            Some((name.to_owned(), template.def.doc.lines().next().unwrap_or_default().to_owned()))
        };
        scope.def_names().into_iter().filter_map(about).collect()
    }

    /// Names and summaries of the probes that there are.
    pub fn probes(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        probe::ALL.iter().map(|probe| (probe.name, probe.summary))
    }
}
