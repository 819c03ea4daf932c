//! What a plan will do: how it was written, how it runs, what that needs, and which hosts it
//! contacts, without contacting any. What comes out is data; nothing is laid out here.

mod hosts;
mod stage;
mod steps;

use std::sync::Arc;

use self::steps::Explainer;
use super::{
    Optimised, Pipeline, Plan, PlannedDef, Planner, RULES, Statement, StatementKind, Tools,
    optimise,
};
use crate::command::{Arg, ArgKind, Explained, Place, Rewritten};
use crate::effect::Effects;
use crate::source::{SourceId, Sources, Span};

/// What `plan`, of the text `source`, will do, and what `optimised` makes of it.
pub fn explain(
    plan: &Plan,
    optimised: &Optimised,
    source: SourceId,
    sources: &Sources,
    tools: Tools<'_>,
) -> Explained {
    let mut written = Explainer::new(sources, tools);
    let before = written.plan(&plan.statements, &plan.library.planned, source);
    let mut explainer = Explainer::new(sources, tools);
    let after = explainer.plan(&optimised.plan.statements, &optimised.definitions, source);
    let rewrites = optimised.rewrites.iter().map(|one| Rewritten {
        rule: one.rule,
        what: one.what.clone(),
        place: place(one.span, sources),
    });
    let main = plan.library.planned.iter().filter(|def| is_main(def, source));
    let main = main.filter_map(|def| def.body.get()).map(super::Block::effects);
    let statements = plan.statements.iter().map(Statement::effects);
    Explained {
        name: sources.get(source).map_or_else(String::new, |source| source.name.clone()),
        effects: statements.chain(main).fold(Effects::NONE, Effects::union),
        capabilities: explainer.capabilities(),
        written: before,
        optimised: after,
        rewrites: rewrites.collect(),
    }
}

impl Planner<'_> {
    /// What `pipeline` would do, as the argument at `span` of a call.
    pub(super) fn explained(&self, pipeline: Pipeline, span: Span) -> Arg {
        let tools = Tools {
            registry: self.registry,
            world: self.world,
            fold: self.fold,
            modules: self.modules,
            row_wise: self.row_wise,
        };
        let statements = vec![Statement { kind: StatementKind::Show(pipeline), span }];
        let plan = Plan { statements, library: Arc::default() };
        let optimised = optimise(&plan, &[], RULES, tools);
        let explained = explain(&plan, &optimised, span.source, self.sources, tools);
        Arg { kind: ArgKind::Plan(Box::new(explained)), span }
    }
}

/// Whether `def` is what the text `source` does when it is run as a script.
fn is_main(def: &Arc<PlannedDef>, source: SourceId) -> bool {
    def.name == "main" && def.span.source == source
}

/// Where `span` begins.
fn place(span: Span, sources: &Sources) -> Place {
    let Some(source) = sources.get(span.source) else { return Place::default() };
    let at = source.position(span.start);
    Place { file: source.name.clone(), line: at.line, column: at.column }
}
