//! Calls of what a script has named by `def`, of closures, and of programs of this machine.

use std::sync::{Arc, OnceLock};

use super::block::{Results, a};
use super::given::Given;
use super::scope::{ClosureTemplate, Place};
use super::types::sharper;
use super::{
    Block, CustomCall, Fact, PlannedClosure, PlannedDef, Planner, Scope, StageKind, Typed,
    TypedKind,
};
use crate::diag::{Diagnostic, Label, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Param, ParamKind, Spanned};
use crate::value::Type;

/// How many plans of one definition there may be within each other.
const DEEPEST: usize = 16;

impl Planner<'_> {
    /// Tell about a name that a `def` cannot have.
    pub(super) fn def_name(&mut self, name: &str, span: Span, first: Option<Span>) {
        if let Some(first) = first {
            let message = format!("`{name}` is defined twice");
            self.problem(
                Diagnostic::error(codes::DUPLICATE_NAME, message)
                    .at(span, "")
                    .at(first, "first defined here")
                    .help("give one of them another name"),
            );
        } else if self.registry.find(name).is_some() {
            let message = format!("`{name}` is a command of the language");
            let help = "give it another name, so that readers know which one is meant";
            self.problem(Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, "").help(help));
        }
    }

    /// Plan a definition for the types that it declares, so that its mistakes are found even when
    /// nobody calls it.
    pub(super) fn check_def(&mut self, id: usize) {
        let Some(template) = self.library.defs.get(id).cloned() else { return };
        let def = &template.def;
        let mut given = Given::default();
        for param in &def.params {
            let ty = self.declared(param);
            let span = param.name.span;
            let name = param.name.node.clone();
            self.note(span, || Fact::Value(ty.clone()));
            if ty == Type::Closure {
                let closure = ast::Closure { params: Vec::new(), body: ast::Block::default() };
                let scope = Arc::new(Scope::default());
                let closure = Arc::new(closure);
                let template = ClosureTemplate { closure, scope, variable: None, unknown: true };
                given.closures.push((name, template));
            } else {
                given.values.push((name, Typed { kind: TypedKind::Error, ty, span }));
            }
        }
        let input = def.input.as_ref().map_or(Type::Nothing, |ty| self.ty(ty));
        let planned = self.plan_def(id, &given, input, true);
        let output = planned.output.get().cloned().unwrap_or(Type::Unknown);
        self.note(def.name.span, || Fact::Def(output));
    }

    /// The type that a parameter has inside of its definition, as far as that is declared.
    pub(super) fn declared(&mut self, param: &Param) -> Type {
        let ty = param.ty.as_ref().map(|ty| self.ty(ty));
        match (param.kind, ty) {
            (ParamKind::Switch, _) => Type::Bool,
            (ParamKind::Rest, Some(list @ Type::List(_))) => list,
            (ParamKind::Rest, ty) => Type::List(Box::new(ty.unwrap_or(Type::Unknown))),
            (ParamKind::Optional | ParamKind::Flag, Some(ty)) if param.default.is_none() => {
                ty.nullable()
            }
            (_, Some(ty)) => ty,
            (_, None) => Type::Unknown,
        }
    }

    /// A call of definition `id`.
    pub(super) fn custom_call(
        &mut self,
        id: usize,
        arguments: &[Spanned<Argument>],
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> (StageKind, Type) {
        let Some(template) = self.library.defs.get(id).cloned() else {
            return (StageKind::Error, Type::Unknown);
        };
        let def = Arc::clone(&template.def);
        let before = self.diagnostics().len();
        let given = self.given(&template, arguments, span, scope);
        let flowing = self.flowing_in(&def, input, span);
        if self.is_wrong_since(before) {
            let output = def.output.as_ref().map_or(Type::Unknown, |ty| self.ty(ty));
            return (StageKind::Error, output);
        }
        let within = self.diagnostics().len();
        let planned = self.plan_def(id, &given, flowing.clone(), false);
        self.called_at(within, planned.span, span);
        let output = planned.yields().cloned().unwrap_or(Type::Unknown);
        let closures = given.closures.iter().map(|(name, template)| {
            (name.clone(), PlannedClosure::unknown(template.variable.clone(), span))
        });
        let closures = closures.collect();
        let mut args = given.values;
        if let Some(rest) = def.params.iter().find(|param| param.kind == ParamKind::Rest) {
            let ty = self.rest_type(rest, &given.rest);
            let kind = TypedKind::List(given.rest);
            args.push((rest.name.node.clone(), Typed { kind, ty, span }));
        }
        let call = CustomCall { def: planned, args, closures, span };
        (StageKind::Custom(Arc::new(call)), output)
    }

    /// What was told since there were `before` diagnostics about the definition at `def`, which
    /// stands in another text, is told of the call at `span`: that is what does not suit it.
    fn called_at(&mut self, before: usize, def: Span, span: Span) {
        if def.source == span.source {
            return;
        }
        for problem in self.diagnostics.iter_mut().skip(before) {
            if problem.labels.iter().all(|label| label.span.source == def.source) {
                problem.labels.insert(0, Label { span, text: "called here".to_owned() });
            }
        }
    }

    /// What flows into a call, if that is what the definition takes.
    fn flowing_in(&mut self, def: &ast::Def, input: &Type, span: Span) -> Type {
        let name = &def.name.node;
        let Some(written) = &def.input else {
            if *input != Type::Nothing {
                let message = format!("`{name}` takes nothing from a pipeline");
                let help = format!(
                    "declare what it takes, as in `def {name} [] : table -> table {{ $in | … }}`"
                );
                let problem = Diagnostic::error(codes::WRONG_INPUT, message);
                self.problem(problem.at(span, "what is piped in here would be lost").help(help));
            }
            return Type::Nothing;
        };
        let wanted = self.ty(written);
        if !input.fits(&wanted) || (*input == Type::Nothing && wanted != Type::Nothing) {
            let message = format!("`{name}` takes {}, found {}", a(&wanted), a(input));
            self.problem(
                Diagnostic::error(codes::WRONG_INPUT, message)
                    .at(span, "")
                    .at(written.span, "declared here")
                    .help(format!("pipe {} into it", a(&wanted))),
            );
        }
        sharper(input, &wanted)
    }

    fn rest_type(&mut self, param: &Param, items: &[Typed]) -> Type {
        let declared = self.declared(param);
        let item = items
            .iter()
            .map(|item| item.ty.clone())
            .reduce(|a, b| a.join(&b).unwrap_or(Type::Unknown));
        match (declared, item) {
            (Type::List(wanted), Some(item)) => Type::List(Box::new(sharper(&item, &wanted))),
            (declared, _) => declared,
        }
    }

    /// Plan definition `id` for the types of `given` and of what flows in.
    fn plan_def(&mut self, id: usize, given: &Given, input: Type, check: bool) -> Arc<PlannedDef> {
        let types = given.values.iter().map(|(_, typed)| typed.ty.clone());
        let rest = given.rest.iter().map(|typed| typed.ty.clone());
        let types = types.chain(rest).chain([input.clone()]).collect::<Vec<_>>();
        let is_this = |(other, known, _): &&(usize, Vec<Type>, Arc<PlannedDef>)| {
            *other == id && *known == types && given.closures.is_empty()
        };
        // Its facts are those of this plan of it alone.
        let again = check && self.facts.is_some() && !self.open.contains(&id);
        if let Some((_, _, planned)) = self.planned.iter().find(is_this).filter(|_| !again) {
            let planned = Arc::clone(planned);
            self.recursive(id, &planned);
            return planned;
        }
        let template = self.library.defs.get(id).cloned();
        let span = template.as_ref().map_or_else(Span::default, |one| one.def.name.span);
        let name = template.as_ref().map_or_else(String::new, |one| one.def.name.node.clone());
        let (body, output) = (OnceLock::new(), OnceLock::new());
        let declared = template.as_ref().and_then(|one| one.def.output.as_ref());
        let declared = declared.map(|ty| self.ty(ty));
        let planned = Arc::new(PlannedDef { name, declared, body, output, span });
        let Some(template) = template else { return planned };
        let def = &template.def;
        if self.open.iter().filter(|open| **open == id).count() >= DEEPEST {
            self.recursive(id, &planned);
            return planned;
        }
        self.planned.push((id, types, Arc::clone(&planned)));
        let mut scope = self.library.homes.get(template.home).cloned().unwrap_or_default();
        scope.place = Place { in_def: true, ..Place::default() };
        for (name, typed) in &given.values {
            scope.set(name.clone(), typed.ty.clone());
        }
        if let Some(param) = def.params.iter().find(|param| param.kind == ParamKind::Rest)
            && !check
        {
            let ty = self.rest_type(param, &given.rest);
            scope.set(param.name.node.clone(), ty);
        }
        for (name, closure) in &given.closures {
            let variable = Some(name.clone());
            scope.set_closure(name.clone(), ClosureTemplate { variable, ..closure.clone() });
        }
        if input != Type::Nothing {
            scope.set("in", input);
        }
        self.open.push(id);
        let muted = self.mute(!check);
        self.returns.push(Vec::new());
        let results = if def.name.node == "main" { Results::Shown } else { Results::Value };
        let body = self.block(&def.body, results, &scope);
        let returns = self.returns.pop().unwrap_or_default();
        self.open.pop();
        self.unmute(muted);
        let place = def.body.statements.last().map_or(def.name.span, |last| last.span);
        let output = self.yielded(&body, place, returns, planned.declared.as_ref());
        let _ = planned.output.set(output);
        let _ = planned.body.set(body);
        planned
    }

    /// A definition that is called while it is planned: its output has to be declared.
    fn recursive(&mut self, id: usize, planned: &Arc<PlannedDef>) {
        if self.open.contains(&id) && planned.yields().is_none() {
            let name = &planned.name;
            let message = format!("`{name}` calls itself and does not say what it yields");
            let help = format!("declare it, as in `def {name} […]: int {{ … }}`");
            self.problem(
                Diagnostic::error(codes::RECURSION, message).at(planned.span, "").help(help),
            );
        }
    }

    /// The type of what a body yields by its last statement and by `return`.
    pub(super) fn yielded(
        &mut self,
        body: &Block,
        place: Span,
        mut returns: Vec<(Type, Span)>,
        declared: Option<&Type>,
    ) -> Type {
        if !body.leaves {
            returns.push((body.ty.clone(), place));
        }
        if let Some(declared) = declared {
            let mut output = None::<Type>;
            for (ty, span) in returns {
                let found = self.fitting(&ty, declared, "the result", span);
                output = match output {
                    None => Some(found),
                    Some(so_far) => so_far.join(&found),
                };
            }
            return output.unwrap_or_else(|| declared.clone());
        }
        let mut returns = returns.into_iter();
        let Some((mut ty, first)) = returns.next() else { return Type::Nothing };
        for (other, span) in returns {
            match ty.join(&other) {
                Some(joined) => ty = joined,
                None => {
                    let message = "a `def` has to yield the same type wherever it ends";
                    self.problem(
                        Diagnostic::error(codes::TYPE_CLASH, message)
                            .at(span, format!("this yields {}", a(&other)))
                            .at(first, format!("this yields {}", a(&ty)))
                            .help("convert one of them, such as with `into string`"),
                    );
                    return Type::Unknown;
                }
            }
        }
        ty
    }
}

/// The line that shows how a definition is called.
pub fn usage(def: &ast::Def) -> String {
    usage_as(def, &def.name.node)
}

/// The same for one that is called by `name` here.
pub(super) fn usage_as(def: &ast::Def, name: &str) -> String {
    let mut line = name.to_owned();
    for param in &def.params {
        let name = &param.name.node;
        line.push_str(&match param.kind {
            ParamKind::Required => format!(" <{name}>"),
            ParamKind::Optional => format!(" [{name}]"),
            ParamKind::Rest => format!(" [{name}…]"),
            ParamKind::Flag => format!(" [--{name} VALUE]"),
            ParamKind::Switch => format!(" [--{name}]"),
        });
    }
    line
}
