//! All expressions and pipelines of a plan, and the rules applied to each.

use std::sync::{Arc, OnceLock};

use super::retype::retyped;
use super::rule::{Rewrite, Rule};
use crate::plan::{
    Block, CustomCall, Pipeline, Plan, PlannedArg, PlannedArgs, PlannedArm, PlannedClosure,
    PlannedDef, PlannedTry, ProgramCall, Stage, StageKind, Statement, StatementKind, Tools, Typed,
    TypedKind,
};
use crate::source::Span;

/// How often rules are applied to one pipeline or expression at most; no plan of ours comes near.
const MOST: usize = 256;

/// A plan after all rules.
pub struct Optimised {
    /// The plan.
    pub plan: Plan,
    /// The definitions that were given, in their order.
    pub definitions: Vec<Arc<PlannedDef>>,
    /// What the rules have done, in the order of the text.
    pub rewrites: Vec<Rewrite>,
}

/// Apply `rules` to `plan` and to what it calls, and to `definitions` besides.
pub fn optimise(
    plan: &Plan,
    definitions: &[Arc<PlannedDef>],
    rules: &[Rule],
    tools: Tools<'_>,
) -> Optimised {
    let mut walker = Walker { tools, rules, rewrites: Vec::new(), defs: Vec::new() };
    let statements = walker.statements(&plan.statements);
    let definitions = definitions.iter().map(|def| walker.def(def)).collect();
    let mut rewrites = walker.rewrites;
    rewrites.sort_by_key(|rewrite| (rewrite.span.source, rewrite.span.start));
    let plan = Plan { statements, library: Arc::clone(&plan.library) };
    Optimised { plan, definitions, rewrites }
}

struct Walker<'a> {
    tools: Tools<'a>,
    rules: &'a [Rule],
    rewrites: Vec<Rewrite>,
    /// Definitions that were met, by their address: one may call itself.
    defs: Vec<(*const PlannedDef, Arc<PlannedDef>)>,
}

impl Walker<'_> {
    fn statements(&mut self, statements: &[Statement]) -> Vec<Statement> {
        let one = |this: &mut Self, statement: &Statement| Statement {
            kind: this.statement(&statement.kind),
            span: statement.span,
        };
        statements.iter().map(|statement| one(self, statement)).collect()
    }

    fn block(&mut self, block: &Block) -> Block {
        Block { statements: self.statements(&block.statements), ..block.clone() }
    }

    fn statement(&mut self, kind: &StatementKind) -> StatementKind {
        use StatementKind as S;
        match kind {
            S::Let(name, pipeline) => S::Let(name.clone(), self.pipeline(pipeline)),
            S::Show(pipeline) => S::Show(self.pipeline(pipeline)),
            S::Value(pipeline) => S::Value(self.pipeline(pipeline)),
            S::For { name, over, body } => {
                S::For { name: name.clone(), over: self.typed(over), body: self.block(body) }
            }
            S::While { condition, body } => {
                S::While { condition: self.typed(condition), body: self.block(body) }
            }
            S::Return(pipeline) => S::Return(pipeline.as_ref().map(|one| self.pipeline(one))),
            S::Test(name, span, body) => S::Test(name.clone(), *span, self.block(body)),
            S::Break => S::Break,
            S::Continue => S::Continue,
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) -> Pipeline {
        let stages = pipeline.stages.iter().map(|stage| self.stage(stage)).collect();
        let mut pipeline = Pipeline { stages, output: pipeline.output.clone() };
        // One rule may prepare the ground for another.
        for _ in 0..MOST {
            let rules = self.rules;
            if !rules.iter().any(|rule| self.rewrite(rule, &mut pipeline)) {
                break;
            }
        }
        pipeline
    }

    /// Apply `rule` to `pipeline` once; whether it has changed anything.
    fn rewrite(&mut self, rule: &Rule, pipeline: &mut Pipeline) -> bool {
        let Some(change) = rule.pipeline.and_then(|apply| apply(&pipeline.stages, &self.tools))
        else {
            return false;
        };
        let (what, span) = (change.what.clone(), change.span);
        let Some(stages) = retyped(change, &pipeline.output, &self.tools) else { return false };
        pipeline.stages = stages;
        self.tell(rule, what, span);
        true
    }

    fn tell(&mut self, rule: &Rule, what: String, span: Span) {
        let rewrite = Rewrite { rule: rule.name, what, span };
        // A definition is planned for each call, and is rewritten the same each time.
        if !self.rewrites.contains(&rewrite) {
            self.rewrites.push(rewrite);
        }
    }

    fn stage(&mut self, stage: &Stage) -> Stage {
        let kind = match &stage.kind {
            // It is planned again when it runs.
            _ if stage.scope.is_some() => stage.kind.clone(),
            StageKind::Call(command, args) => StageKind::Call(command, self.args(args)),
            StageKind::Custom(call) => StageKind::Custom(Arc::new(CustomCall {
                def: self.def(&call.def),
                args: call.args.iter().map(|(name, arg)| (name.clone(), self.typed(arg))).collect(),
                closures: call
                    .closures
                    .iter()
                    .map(|(name, one)| (name.clone(), self.closure(one).as_ref().clone()))
                    .collect(),
                span: call.span,
            })),
            StageKind::Closure(closure, args) => {
                let args = args.iter().map(|arg| self.typed(arg)).collect();
                StageKind::Closure(self.closure(closure), args)
            }
            StageKind::Program(call) => StageKind::Program(Arc::new(ProgramCall {
                program: call.program.clone(),
                args: call.args.iter().map(|arg| self.typed(arg)).collect(),
                span: call.span,
                complete: call.complete,
            })),
            StageKind::Expression(typed) => StageKind::Expression(self.typed(typed)),
            StageKind::Error => StageKind::Error,
        };
        Stage { kind, ..stage.clone() }
    }

    fn args(&mut self, args: &PlannedArgs) -> PlannedArgs {
        let mut one = |arg: &PlannedArg| match arg {
            PlannedArg::Fixed(arg) => PlannedArg::Fixed(arg.clone()),
            PlannedArg::Later(typed) => PlannedArg::Later(self.typed(typed)),
            PlannedArg::Columns(typed) => PlannedArg::Columns(self.typed(typed)),
            PlannedArg::Closure(closure) => PlannedArg::Closure(self.closure(closure)),
        };
        let entries = args.entries.iter();
        let entries = entries.map(|(name, args)| (*name, args.iter().map(&mut one).collect()));
        PlannedArgs { entries: entries.collect(), span: args.span }
    }

    fn closure(&mut self, closure: &PlannedClosure) -> Arc<PlannedClosure> {
        Arc::new(PlannedClosure { body: self.block(&closure.body), ..closure.clone() })
    }

    fn def(&mut self, def: &Arc<PlannedDef>) -> Arc<PlannedDef> {
        let address = Arc::as_ptr(def);
        if let Some((_, known)) = self.defs.iter().find(|(known, _)| *known == address) {
            return Arc::clone(known);
        }
        let new = Arc::new(PlannedDef {
            name: def.name.clone(),
            body: OnceLock::new(),
            declared: def.declared.clone(),
            output: def.output.clone(),
            span: def.span,
        });
        self.defs.push((address, Arc::clone(&new)));
        if let Some(body) = def.body.get() {
            let body = self.block(body);
            let _ = new.body.set(body);
        }
        new
    }

    fn typed(&mut self, typed: &Typed) -> Typed {
        // What is constant as a whole is computed as a whole.
        let typed = self.simpler(typed.clone());
        let kind = self.parts(&typed.kind);
        self.simpler(Typed { kind, ..typed })
    }

    fn simpler(&mut self, mut typed: Typed) -> Typed {
        for _ in 0..MOST {
            let rules = self.rules;
            let found = rules.iter().find_map(|rule| {
                let (simpler, what) = (rule.expression?)(&typed, &self.tools)?;
                Some((rule, simpler, what))
            });
            let Some((rule, simpler, what)) = found else { break };
            self.tell(rule, what, typed.span);
            typed = simpler;
        }
        typed
    }

    /// `kind` with parts to which the rules were applied.
    fn parts(&mut self, kind: &TypedKind) -> TypedKind {
        use TypedKind as T;
        match kind {
            T::Literal(_) | T::Column(_) | T::Variable(_) | T::Environment(..) | T::Error => {
                kind.clone()
            }
            T::List(items) => T::List(self.all(items)),
            T::Text(items) => T::Text(self.all(items)),
            T::Record(fields) => T::Record(
                fields.iter().map(|(name, value)| (name.clone(), self.typed(value))).collect(),
            ),
            T::Field(base, name) => T::Field(self.boxed(base), name.clone()),
            T::Item(base, place, optional) => T::Item(self.boxed(base), *place, *optional),
            T::Spread(base) => T::Spread(self.boxed(base)),
            T::Range(start, next, end, inclusive) => {
                let start = self.boxed(start);
                let next = next.as_ref().map(|next| self.boxed(next));
                T::Range(start, next, end.as_ref().map(|end| self.boxed(end)), *inclusive)
            }
            T::Apply(command, input, args) => T::Apply(command, self.boxed(input), self.args(args)),
            T::If(condition, then, otherwise) => T::If(
                self.boxed(condition),
                Box::new(self.block(then)),
                otherwise.as_ref().map(|block| Box::new(self.block(block))),
            ),
            T::Match(value, arms) => {
                let arms = arms.iter().map(|arm| PlannedArm {
                    patterns: arm.patterns.clone(),
                    guard: arm.guard.as_ref().map(|guard| self.typed(guard)),
                    body: self.block(&arm.body),
                });
                let arms = arms.collect();
                T::Match(self.boxed(value), arms)
            }
            T::Try(one) => {
                let body = self.block(&one.body);
                let handlers = one
                    .handlers
                    .iter()
                    .map(|(kinds, name, body)| (kinds.clone(), name.clone(), self.block(body)));
                let handlers = handlers.collect();
                let finally = one.finally.as_ref().map(|block| self.block(block));
                T::Try(Box::new(PlannedTry { body, handlers, finally }))
            }
            T::Closure(closure) => T::Closure(self.closure(closure)),
            T::Binary(operator, left, right) => {
                T::Binary(*operator, self.boxed(left), self.boxed(right))
            }
            T::Unary(operator, operand) => T::Unary(*operator, self.boxed(operand)),
            T::Pipeline(pipeline) => T::Pipeline(Box::new(self.pipeline(pipeline))),
        }
    }

    fn boxed(&mut self, typed: &Typed) -> Box<Typed> {
        Box::new(self.typed(typed))
    }

    fn all(&mut self, items: &[Typed]) -> Vec<Typed> {
        items.iter().map(|item| self.typed(item)).collect()
    }
}
