//! Statements, blocks and expressions as steps.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hosts::Flow;
use super::place;
use crate::command::{Capability, Step};
use crate::effect::{Effect, Effects};
use crate::plan::write::Writer;
use crate::plan::{
    Block, Pipeline, PlannedArg, PlannedArm, PlannedClosure, PlannedDef, PlannedPattern, Statement,
    StatementKind, Tools, Typed, TypedKind,
};
use crate::source::{SourceId, Sources, Span};
use crate::value::{Type, Value, plain_text};

/// Goes through a plan.
pub(super) struct Explainer<'a> {
    sources: &'a Sources,
    text: Box<dyn Fn(Span) -> String + 'a>,
    pub(super) tools: Tools<'a>,
    /// The hosts that variables hold.
    pub(super) variables: BTreeMap<String, Flow>,
    /// The hosts that came out of the pipeline in parentheses that was explained last.
    pub(super) yielded: Option<Flow>,
    capabilities: Vec<Capability>,
    /// The definitions that are called, in the order of their first calls.
    called: Vec<Arc<PlannedDef>>,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(sources: &'a Sources, tools: Tools<'a>) -> Self {
        let text = move |span: Span| {
            let source = sources.get(span.source);
            source.map_or_else(String::new, |source| source.slice(span).to_owned())
        };
        Self {
            sources,
            text: Box::new(text),
            tools,
            variables: BTreeMap::new(),
            yielded: None,
            capabilities: Vec::new(),
            called: Vec::new(),
        }
    }

    pub(super) fn writer(&self) -> Writer<'_> {
        Writer { text: self.text.as_ref() }
    }

    /// All capabilities that were met, each once, in the order of effects.
    pub(super) fn capabilities(mut self) -> Vec<Capability> {
        self.capabilities.sort_by_key(|one| one.effect);
        self.capabilities
    }

    pub(super) fn require(&mut self, effect: Effect, on: String) {
        let one = Capability { effect, on };
        if !self.capabilities.contains(&one) {
            self.capabilities.push(one);
        }
    }

    pub(super) fn called(&mut self, def: &Arc<PlannedDef>) {
        if !self.called.iter().any(|known| Arc::ptr_eq(known, def)) {
            self.called.push(Arc::clone(def));
        }
    }

    /// The statements of a text, and before them the definitions that they call and those that
    /// stand in the text.
    pub(super) fn plan(
        &mut self,
        statements: &[Statement],
        definitions: &[Arc<PlannedDef>],
        source: SourceId,
    ) -> Vec<Step> {
        let steps = self.block(statements);
        // Each is planned for what it declares, and for each call after that.
        let mut own = Vec::<&Arc<PlannedDef>>::new();
        for def in definitions.iter().filter(|def| def.span.source == source) {
            match own.iter_mut().find(|known| known.span == def.span) {
                Some(known) => *known = def,
                None => own.push(def),
            }
        }
        let is_called =
            |this: &Self, def: &PlannedDef| this.called.iter().any(|known| known.span == def.span);
        let (mut steps_of_defs, mut at) = (Vec::new(), 0);
        loop {
            while let Some(def) = self.called.get(at).cloned() {
                steps_of_defs.push((def.span.start, self.definition(&def)));
                at += 1;
            }
            let Some(def) = own.iter().find(|def| !is_called(self, def)) else { break };
            // What nobody calls has no hosts and needs nothing, but for the one that is run.
            let before = self.capabilities.clone();
            let step = self.definition(def);
            if def.name != "main" {
                self.capabilities = before;
            }
            self.called.insert(at, Arc::clone(def));
            steps_of_defs.push((def.span.start, step));
            at += 1;
        }
        steps_of_defs.sort_by_key(|(start, _)| *start);
        steps_of_defs.into_iter().map(|(_, step)| step).chain(steps).collect()
    }

    fn definition(&mut self, def: &PlannedDef) -> Step {
        let output = def.output.get().cloned().unwrap_or(Type::Unknown);
        let body = def.body.get();
        let effects = body.map_or(Effects::NONE, Block::effects);
        let text = format!("def {}", def.name);
        let mut step = self.step("def", text, def.span, effects, &output);
        let outside = std::mem::take(&mut self.variables);
        step.steps = body.map(|body| self.block(&body.statements)).unwrap_or_default();
        self.variables = outside;
        step
    }

    pub(super) fn step(
        &self,
        kind: &'static str,
        text: String,
        span: Span,
        effects: Effects,
        output: &Type,
    ) -> Step {
        Step {
            kind,
            text,
            place: place(span, self.sources),
            effects,
            output: output.clone(),
            runs: None,
            hosts: None,
            probes: Vec::new(),
            columns: None,
            notes: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn block(&mut self, statements: &[Statement]) -> Vec<Step> {
        let outside = self.variables.clone();
        let steps = statements.iter().map(|statement| self.statement(statement)).collect();
        self.variables = outside;
        steps
    }

    fn statement(&mut self, statement: &Statement) -> Step {
        use StatementKind as S;
        let (span, effects) = (statement.span, statement.effects());
        let nothing = Type::Nothing;
        let step =
            |kind, text: &str, ty: &Type| self.step(kind, text.to_owned(), span, effects, ty);
        match &statement.kind {
            S::Let(name, pipeline) => {
                let mut step = step("let", &format!("let {name}"), &pipeline.output);
                let (steps, flow) = self.stages(pipeline);
                match flow {
                    Some(flow) => self.variables.insert(name.clone(), flow),
                    None => self.variables.remove(name),
                };
                step.steps = steps;
                step
            }
            S::Show(pipeline) => {
                let mut step = step("result", "result", &pipeline.output);
                step.steps = self.stages(pipeline).0;
                step
            }
            S::Value(pipeline) => {
                let mut step = step("value", "value", &pipeline.output);
                step.steps = self.stages(pipeline).0;
                step
            }
            S::For { name, over, body } => {
                let text = format!("for {name} in {}", self.writer().typed(over));
                let mut step = self.step("for", text, span, effects, &nothing);
                step.steps = self.within(over);
                let outside = self.variables.clone();
                self.variables.remove(name);
                step.steps.extend(self.block(&body.statements));
                self.variables = outside;
                step
            }
            S::While { condition, body } => {
                let text = format!("while {}", self.writer().typed(condition));
                let mut step = self.step("while", text, span, effects, &nothing);
                step.steps = self.within(condition);
                step.steps.extend(self.block(&body.statements));
                step
            }
            S::Break => step("break", "break", &nothing),
            S::Continue => step("continue", "continue", &nothing),
            S::Return(pipeline) => {
                let ty = pipeline.as_ref().map_or(&nothing, |pipeline| &pipeline.output);
                let mut step = step("return", "return", ty);
                if let Some(pipeline) = pipeline {
                    step.steps = self.stages(pipeline).0;
                }
                step
            }
            S::Test(name, _, body) => {
                let mut step = step("test", &format!("test {name:?}"), &nothing);
                step.steps = self.block(&body.statements);
                step
            }
        }
    }

    /// An expression as a stage.
    pub(super) fn expression(&mut self, typed: &Typed, span: Span) -> Step {
        match &typed.kind {
            TypedKind::If(..) | TypedKind::Match(..) | TypedKind::Try(_) => {
                self.control(typed, span)
            }
            _ => {
                let text = self.writer().typed(typed);
                let mut step = self.step("expression", text, span, typed.effects(), &typed.ty);
                step.steps = self.within(typed);
                step
            }
        }
    }

    /// Pipelines, choices and closures inside of an expression.
    pub(super) fn within(&mut self, typed: &Typed) -> Vec<Step> {
        match &typed.kind {
            TypedKind::Pipeline(pipeline) => vec![self.inner(pipeline, typed.span)],
            TypedKind::If(..) | TypedKind::Match(..) | TypedKind::Try(_) => {
                vec![self.control(typed, typed.span)]
            }
            TypedKind::Closure(closure) => vec![self.closure(closure)],
            TypedKind::Apply(_, input, args) => {
                let args = args.entries.iter().flat_map(|(_, args)| args);
                let mut steps = self.within(input);
                for arg in args {
                    if let PlannedArg::Later(typed) = arg {
                        steps.extend(self.within(typed));
                    }
                }
                steps
            }
            _ => typed.children().flat_map(|child| self.within(child)).collect(),
        }
    }

    fn inner(&mut self, pipeline: &Pipeline, span: Span) -> Step {
        let text = self.writer().cut(span);
        let mut step = self.step("pipeline", text, span, pipeline.effects(), &pipeline.output);
        (step.steps, self.yielded) = self.stages(pipeline);
        step
    }

    pub(super) fn closure(&mut self, closure: &PlannedClosure) -> Step {
        let effects = closure.body.effects();
        let text = format!("{{|{}| …}}", closure.params.join(", "));
        let mut step = self.step("closure", text, closure.span, effects, &closure.output);
        step.steps = self.block(&closure.body.statements);
        step
    }

    /// `if`, `match` and `try` with their blocks.
    fn control(&mut self, typed: &Typed, span: Span) -> Step {
        let (kind, text) = match &typed.kind {
            TypedKind::If(condition, ..) => {
                ("if", format!("if {}", self.writer().typed(condition)))
            }
            TypedKind::Match(value, _) => {
                ("match", format!("match {}", self.writer().typed(value)))
            }
            _ => ("try", "try".to_owned()),
        };
        let mut step = self.step(kind, text, span, typed.effects(), &typed.ty);
        step.steps = match &typed.kind {
            TypedKind::If(condition, then, otherwise) => {
                let mut steps = self.within(condition);
                steps.push(self.part("then", "then".to_owned(), then, span));
                if let Some(otherwise) = otherwise {
                    steps.push(self.part("else", "else".to_owned(), otherwise, span));
                }
                steps
            }
            TypedKind::Match(value, arms) => {
                let mut steps = self.within(value);
                steps.extend(arms.iter().map(|arm| {
                    let text = arm_text(arm, self.writer());
                    let mut step = self.part("arm", text, &arm.body, span);
                    let guard = arm.guard.as_ref().map(|guard| self.within(guard));
                    step.steps.splice(0..0, guard.unwrap_or_default());
                    step
                }));
                steps
            }
            TypedKind::Try(one) => {
                let mut steps = vec![self.part("body", "body".to_owned(), &one.body, span)];
                for (kinds, _, body) in &one.handlers {
                    let text = format!("catch {}", kinds.join(" ")).trim_end().to_owned();
                    steps.push(self.part("catch", text, body, span));
                }
                let finally = one.finally.as_ref();
                let finally = finally.map(|b| self.part("finally", "finally".to_owned(), b, span));
                steps.extend(finally);
                steps
            }
            _ => Vec::new(),
        };
        step
    }

    /// A block of a choice.
    fn part(&mut self, kind: &'static str, text: String, block: &Block, around: Span) -> Step {
        let first = block.statements.first().map_or(around, |first| first.span);
        let mut step = self.step(kind, text, first, block.effects(), &block.ty);
        step.steps = self.block(&block.statements);
        step
    }
}

fn arm_text(arm: &PlannedArm, writer: Writer<'_>) -> String {
    let patterns = arm.patterns.iter().map(pattern).collect::<Vec<_>>().join(" | ");
    match &arm.guard {
        Some(guard) => format!("{patterns} if {}", writer.typed(guard)),
        None => patterns,
    }
}

/// A pattern as it is written.
fn pattern(one: &PlannedPattern) -> String {
    match one {
        PlannedPattern::Any => "_".to_owned(),
        PlannedPattern::Name(name) => format!("${name}"),
        PlannedPattern::Type(Some(name), ty) => format!("${name}: {ty}"),
        PlannedPattern::Type(None, ty) => format!("_: {ty}"),
        PlannedPattern::Value(Value::String { val, .. }) => format!("{val:?}"),
        PlannedPattern::Value(value) => plain_text(value),
        PlannedPattern::List(items, rest) => {
            let rest = rest.as_ref().map(|name| match name {
                Some(name) => format!("...${name}"),
                None => "...".to_owned(),
            });
            let items = items.iter().map(pattern).chain(rest).collect::<Vec<_>>();
            format!("[{}]", items.join(", "))
        }
        PlannedPattern::Record(fields) => {
            let fields = fields.iter().map(|(name, one)| format!("{name}: {}", pattern(one)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}
