//! What is asked about a text that is still being written. Nothing is recorded, nothing runs and no
//! host is contacted.

use super::Session;
use super::complete::{Asking, Completed};
use crate::command::Mode;
use crate::plan::{Facts, Planner, Scope, Statement};
use crate::probe;
use crate::source::Sources;
use crate::syntax;
use crate::value::Type;

impl Session {
    /// What may stand at byte `cursor` of `text`, a text at the shell.
    pub fn complete(&self, text: &str, cursor: usize) -> Completed {
        let mut cut = cursor.min(text.len());
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        // What stands behind the cursor is not to be seen before it.
        let text = text.get(..cut).unwrap_or_default();
        let mut sources = Sources::default();
        let source = sources.add("", text);
        let parsed = syntax::parse(source, text);
        let loader = self.loader();
        let planner = Planner::new(self.tools(&loader), &sources, Mode::Check).with_facts();
        let scope = &mut self.variables().scope();
        let planned = planner.program(self.definitions(), &parsed.program, scope);
        let facts = planned.facts.unwrap_or_default();
        Asking { session: self, text, source, facts: &facts }.complete(cut)
    }

    /// The type of what the last statement of `text` yields, which stands where `scope` is seen in a
    /// text that `facts` are about: nothing for an empty text, and unknown where it is wrong. Files
    /// that it opens are looked at, as for any plan.
    pub(super) fn output_in(&self, scope: &Scope, facts: &Facts, text: &str) -> Type {
        if text.trim().is_empty() {
            return Type::Nothing;
        }
        let mut sources = Sources::default();
        let id = sources.add("", text);
        let parsed = syntax::parse(id, text);
        let loader = self.loader();
        let planner = Planner::new(self.tools(&loader), &sources, Mode::Check);
        let planner = planner.with_library(facts.library());
        let planned = planner.program(&[], &parsed.program, &mut scope.without_row());
        let last = planned.plan.statements.last().and_then(Statement::pipeline);
        last.map_or(Type::Nothing, |pipeline| pipeline.output.clone())
    }

    /// Names and summaries of the probes that there are.
    pub fn probes(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        probe::ALL.iter().map(|probe| (probe.name, probe.summary))
    }
}
