//! Calls of what a script has named by `def`, of closures, and of programs of this machine.

use std::sync::{Arc, OnceLock};

use super::block::{Results, a, sharper};
use super::scope::{ClosureTemplate, Place};
use super::{
    Block, CustomCall, PlannedClosure, PlannedDef, Planner, ProgramCall, Scope, StageKind, Typed,
    TypedKind,
};
use crate::command::{Command, Mode};
use crate::diag::{Diagnostic, Severity, codes, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, Param, ParamKind, Spanned};
use crate::value::{Column, Schema, Type, scalar};

/// How many plans of one definition there may be within each other.
const DEEPEST: usize = 16;

/// The type of `^program | complete`.
pub(super) fn completed() -> Type {
    Type::Record(Schema::closed(vec![
        Column::new("exit_code", Type::Int),
        Column::new("stdout", Type::String),
        Column::new("stderr", Type::String),
    ]))
}

/// The arguments of a call, under the names of parameters.
#[derive(Default)]
struct Given {
    values: Vec<(String, Typed)>,
    rest: Vec<Typed>,
    closures: Vec<(String, ClosureTemplate)>,
}

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
            if ty == Type::Closure {
                let closure = ast::Closure { params: Vec::new(), body: ast::Block::default() };
                let scope = Arc::new(Scope::default());
                let closure = Arc::new(closure);
                given.closures.push((name, ClosureTemplate { closure, scope, variable: None }));
            } else {
                given.values.push((name, Typed { kind: TypedKind::Error, ty, span }));
            }
        }
        let input = def.input.as_ref().map_or(Type::Nothing, |ty| self.ty(ty));
        self.plan_def(id, &given, input, true);
    }

    /// The type that a parameter has inside of its definition, as far as that is declared.
    fn declared(&mut self, param: &Param) -> Type {
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
        let given = self.given(&def, arguments, span, scope);
        let flowing = self.flowing_in(&def, input, span);
        if self.is_wrong_since(before) {
            let output = def.output.as_ref().map_or(Type::Unknown, |ty| self.ty(ty));
            return (StageKind::Error, output);
        }
        let planned = self.plan_def(id, &given, flowing.clone(), false);
        let output = planned.output.get().cloned().unwrap_or(Type::Unknown);
        let closures = given.closures.iter().map(|(name, template)| {
            let closure = PlannedClosure {
                params: Vec::new(),
                body: Block { statements: Vec::new(), ty: Type::Nothing, leaves: false },
                output: Type::Unknown,
                variable: template.variable.clone(),
                span,
            };
            (name.clone(), closure)
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

    /// Sort the arguments of a call under the parameters of `def`.
    fn given(
        &mut self,
        def: &ast::Def,
        arguments: &[Spanned<Argument>],
        span: Span,
        scope: &Scope,
    ) -> Given {
        let mut given = Given::default();
        let is_place = |param: &&Param| !matches!(param.kind, ParamKind::Flag | ParamKind::Switch);
        let mut places = def.params.iter().filter(is_place).peekable();
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match &argument.node {
                Argument::Flag { name, value, short } => {
                    let Some(param) = self.param_flag(def, name, *short) else { continue };
                    seen.push(&param.name.node);
                    let value = match (param.kind, value) {
                        (ParamKind::Switch, None) => None,
                        (ParamKind::Switch, Some(value)) => {
                            let message = format!("`--{}` takes no value", param.name.node);
                            let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message);
                            self.problem(problem.at(value.span, "").help("leave it out"));
                            continue;
                        }
                        (_, Some(value)) => Some(value.clone()),
                        (_, None) => match rest.next().map(|next| (&next.node, next.span)) {
                            Some((Argument::Positional(expr), place)) => {
                                Some(Spanned::new(expr.clone(), place))
                            }
                            _ => {
                                let message = format!("`--{}` needs a value", param.name.node);
                                let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message);
                                let help = format!("write it behind the flag: `{}`", usage(def));
                                self.problem(problem.at(argument.span, "").help(help));
                                continue;
                            }
                        },
                    };
                    match value {
                        None => {
                            let truth = literal(scalar::boolean(true), Type::Bool, argument.span);
                            given.values.push((param.name.node.clone(), truth));
                        }
                        Some(value) => self.give(param, &value, scope, &mut given),
                    }
                }
                Argument::Positional(expr) => {
                    let is_rest = |param: &&Param| param.kind == ParamKind::Rest;
                    let param = match places.peek() {
                        Some(param) if is_rest(param) => Some(*param),
                        _ => places.next(),
                    };
                    let Some(param) = param else {
                        let message = format!("`{}` does not take this argument", def.name.node);
                        let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message);
                        let help = format!("usage: {}", usage(def));
                        self.problem(problem.at(argument.span, "").help(help));
                        break;
                    };
                    seen.push(&param.name.node);
                    let expr = Spanned::new(expr.clone(), argument.span);
                    self.give(param, &expr, scope, &mut given);
                }
            }
        }
        for param in &def.params {
            if seen.contains(&param.name.node.as_str()) {
                continue;
            }
            self.left_out(def, param, span, &mut given);
        }
        given
    }

    /// What a parameter is when the call does not give it.
    fn left_out(&mut self, def: &ast::Def, param: &Param, span: Span, given: &mut Given) {
        let name = param.name.node.clone();
        match (&param.default, param.kind) {
            (_, ParamKind::Rest) => {}
            (Some(default), _) => {
                let scope = self.library.homes.last().cloned().unwrap_or_default();
                let typed = self.expression(default, &scope);
                let declared = self.declared(param);
                let ty = self.fitting(&typed.ty, &declared, &name, default.span);
                given.values.push((name, Typed { ty, ..typed }));
            }
            (None, ParamKind::Switch) => {
                given.values.push((name, literal(scalar::boolean(false), Type::Bool, span)));
            }
            (None, ParamKind::Optional | ParamKind::Flag) => {
                let ty = self.declared(param).nullable();
                let ty = if ty == Type::Unknown { Type::Nothing } else { ty };
                given.values.push((name, literal(scalar::null(), ty, span)));
            }
            (None, ParamKind::Required) => {
                let ty = param.ty.as_ref().map(|_| self.declared(param));
                let ty = ty.map_or(String::new(), |ty| format!(", {}", a(&ty)));
                let message = format!("`{}` needs `{name}`{ty}", def.name.node);
                let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message);
                self.problem(problem.at(span, "").help(format!("usage: {}", usage(def))));
            }
        }
    }

    /// Give `expr` to `param`.
    fn give(&mut self, param: &Param, expr: &Spanned<Expr>, scope: &Scope, given: &mut Given) {
        let name = param.name.node.clone();
        let declared = self.declared(param);
        if declared == Type::Closure || matches!(&expr.node, Expr::Closure(_)) {
            if let Some(template) = self.template(expr, scope) {
                given.closures.push((name, template));
            }
            return;
        }
        let is_text = *declared.non_null() == Type::String;
        let item_is_text =
            matches!(&declared, Type::List(item) if *item.non_null() == Type::String);
        let rest = param.kind == ParamKind::Rest;
        let typed = match &expr.node {
            Expr::Word(word) if is_text || rest && item_is_text => {
                literal(scalar::text(word.as_str()), Type::String, expr.span)
            }
            Expr::Spread(inner) if rest => {
                let inner = self.expression(inner, &scope.without_row());
                let ty = self.item_of(&inner.ty, inner.span);
                Typed { kind: TypedKind::Spread(Box::new(inner)), ty, span: expr.span }
            }
            _ => self.expression(expr, &scope.without_row()),
        };
        let wanted = match (&declared, rest) {
            (Type::List(item), true) => item.as_ref().clone(),
            _ => declared,
        };
        let ty = self.fitting(&typed.ty, &wanted, &name, expr.span);
        let typed = Typed { ty, ..typed };
        if rest {
            given.rest.push(typed);
        } else {
            given.values.push((name, typed));
        }
    }

    fn param_flag<'d>(
        &mut self,
        def: &'d ast::Def,
        name: &Spanned<String>,
        short: bool,
    ) -> Option<&'d Param> {
        let is_flag = |param: &&Param| matches!(param.kind, ParamKind::Flag | ParamKind::Switch);
        let mut flags = def.params.iter().filter(is_flag);
        let found = flags.clone().find(|param| match short {
            true => param.short.is_some_and(|c| name.node == c.to_string()),
            false => param.name.node == name.node,
        });
        if found.is_none() {
            let dashes = if short { "-" } else { "--" };
            let message = format!("`{}` has no flag `{dashes}{}`", def.name.node, name.node);
            let problem = Diagnostic::error(codes::UNKNOWN_FLAG, message).at(name.span, "");
            let names = flags.by_ref().map(|param| param.name.node.as_str()).collect::<Vec<_>>();
            self.problem(match nearest(&name.node, names.iter().copied()) {
                Some(near) => {
                    problem.help(format!("did you mean `--{near}`?")).edit(name.span, near)
                }
                None if names.is_empty() => problem.help("it has no flags"),
                None => problem.help(format!("flags: --{}", names.join(", --"))),
            });
        }
        found
    }

    /// Plan definition `id` for the types of `given` and of what flows in.
    fn plan_def(&mut self, id: usize, given: &Given, input: Type, check: bool) -> Arc<PlannedDef> {
        let types = given.values.iter().map(|(_, typed)| typed.ty.clone());
        let rest = given.rest.iter().map(|typed| typed.ty.clone());
        let types = types.chain(rest).chain([input.clone()]).collect::<Vec<_>>();
        let is_this = |(other, known, _): &&(usize, Vec<Type>, Arc<PlannedDef>)| {
            *other == id && *known == types && given.closures.is_empty()
        };
        if let Some((_, _, planned)) = self.planned.iter().find(is_this) {
            let planned = Arc::clone(planned);
            self.recursive(id, &planned);
            return planned;
        }
        let template = self.library.defs.get(id).cloned();
        let span = template.as_ref().map_or_else(Span::default, |one| one.def.name.span);
        let name = template.as_ref().map_or_else(String::new, |one| one.def.name.node.clone());
        let (body, output) = (OnceLock::new(), OnceLock::new());
        let planned = Arc::new(PlannedDef { name, body, output, span });
        let Some(template) = template else { return planned };
        let def = &template.def;
        if self.open.iter().filter(|open| **open == id).count() >= DEEPEST {
            self.recursive(id, &planned);
            return planned;
        }
        self.planned.push((id, types, Arc::clone(&planned)));
        if let Some(ty) = &def.output {
            let _ = planned.output.set(self.ty(ty));
        }
        let mut scope = self.library.homes.get(template.home).cloned().unwrap_or_default();
        scope.place = Place { in_def: true, in_loop: false };
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
        self.returns.push(Vec::new());
        let results = if def.name.node == "main" { Results::Shown } else { Results::Value };
        let body = self.block(&def.body, results, &scope);
        let returns = self.returns.pop().unwrap_or_default();
        self.open.pop();
        let place = def.body.statements.last().map_or(def.name.span, |last| last.span);
        let output = self.yielded(&body, place, returns, planned.output.get());
        let _ = planned.output.set(output);
        let _ = planned.body.set(body);
        planned
    }

    /// A definition that is called while it is planned: its output has to be declared.
    fn recursive(&mut self, id: usize, planned: &Arc<PlannedDef>) {
        if self.open.contains(&id) && planned.output.get().is_none() {
            let name = &planned.name;
            let message = format!("`{name}` calls itself and does not say what it yields");
            let help = format!("declare it, as in `def {name} […]: int {{ … }}`");
            self.problem(
                Diagnostic::error(codes::RECURSION, message).at(planned.span, "").help(help),
            );
        }
    }

    /// The type of what a body yields by its last statement and by `return`.
    fn yielded(
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

    /// The closure that `expr` is or names.
    pub(super) fn template(
        &mut self,
        expr: &Spanned<Expr>,
        scope: &Scope,
    ) -> Option<ClosureTemplate> {
        match &expr.node {
            Expr::Closure(closure) => Some(ClosureTemplate {
                closure: Arc::new(closure.as_ref().clone()),
                scope: Arc::new(scope.without_row()),
                variable: None,
            }),
            Expr::Variable(name) if scope.closure(name).is_some() => {
                let template = scope.closure(name)?.clone();
                Some(ClosureTemplate { variable: Some(name.clone()), ..template })
            }
            Expr::Error => None,
            _ => {
                let typed = self.expression(expr, &scope.without_row());
                if typed.ty != Type::Unknown {
                    let message = format!("a closure is needed here, found {}", a(&typed.ty));
                    let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(expr.span, "");
                    self.problem(problem.help("write `{|x| … }`"));
                }
                None
            }
        }
    }

    /// Look for mistakes in a closure whose arguments are not known yet.
    pub(super) fn check_closure(&mut self, template: &ClosureTemplate) {
        let types = template.closure.params.iter().map(|param| self.declared(param));
        let types = types.collect::<Vec<_>>();
        let span = template.closure.body.span;
        self.closure_for(template, &types, span);
    }

    /// A closure, planned for arguments of `types`.
    pub(super) fn closure_for(
        &mut self,
        template: &ClosureTemplate,
        types: &[Type],
        span: Span,
    ) -> PlannedClosure {
        let closure = &template.closure;
        let mut scope = template.scope.as_ref().clone();
        scope.place = Place { in_def: true, in_loop: false };
        if closure.params.len() > types.len() {
            let (wanted, given) = (closure.params.len(), types.len());
            let message = format!("the closure has {wanted} parameters and is called with {given}");
            let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(span, "");
            self.problem(problem.help("leave parameters out, or give it more arguments"));
        }
        for (param, ty) in closure.params.iter().zip(types) {
            let declared = self.declared(param);
            let ty = self.fitting(ty, &declared, &param.name.node, param.name.span);
            scope.set(param.name.node.clone(), ty);
        }
        // Without parameters the item is `$in`.
        if let ([], [ty, ..]) = (closure.params.as_slice(), types) {
            scope.set("in", ty.clone());
        }
        self.returns.push(Vec::new());
        let body = self.block(&closure.body, Results::Value, &scope);
        let returns = self.returns.pop().unwrap_or_default();
        let output = self.yielded(&body, closure.body.span, returns, None);
        let params = closure.params.iter().map(|param| param.name.node.clone());
        let params =
            if closure.params.is_empty() { vec!["in".to_owned()] } else { params.collect() };
        PlannedClosure { params, body, output, variable: template.variable.clone(), span }
    }

    /// `do {|x| … } 5`.
    pub(super) fn closure_call(
        &mut self,
        command: &Command,
        arguments: &[Spanned<Argument>],
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> (StageKind, Type) {
        let before = self.diagnostics().len();
        if *input != Type::Nothing {
            let message = "`do` takes nothing from a pipeline";
            let problem = Diagnostic::error(codes::WRONG_INPUT, message).at(span, "");
            self.problem(problem.help("`each` calls a closure for each item of what flows in"));
        }
        let mut exprs = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match &argument.node {
                Argument::Positional(expr) => exprs.push(Spanned::new(expr.clone(), argument.span)),
                Argument::Flag { name, .. } => {
                    let message = format!("`do` has no flag `--{}`", name.node);
                    let problem = Diagnostic::error(codes::UNKNOWN_FLAG, message);
                    self.problem(problem.at(argument.span, "").help("it has no flags"));
                }
            }
        }
        let Some((first, rest)) = exprs.split_first() else {
            let problem = Diagnostic::error(codes::MISSING_ARGUMENT, "`do` needs a closure");
            let help = format!("usage: {}", command.signature.usage());
            self.problem(problem.at(span, "").help(help));
            return (StageKind::Error, Type::Unknown);
        };
        let args = rest.iter().map(|expr| self.expression(expr, &scope.without_row()));
        let args = args.collect::<Vec<_>>();
        let Some(template) = self.template(first, scope) else {
            return (StageKind::Error, Type::Unknown);
        };
        let types = args.iter().map(|arg| arg.ty.clone()).collect::<Vec<_>>();
        let closure = self.closure_for(&template, &types, first.span);
        if self.is_wrong_since(before) {
            return (StageKind::Error, closure.output);
        }
        let output = closure.output.clone();
        (StageKind::Closure(Arc::new(closure), args), output)
    }

    /// `^program arguments`.
    pub(super) fn program_call(
        &mut self,
        call: &ast::Call,
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> (StageKind, Type) {
        let program = call.name.node.trim_start_matches('^').to_owned();
        if program.is_empty() {
            let problem =
                Diagnostic::error(codes::MISSING_ARGUMENT, "`^` needs the name of a program");
            self.problem(
                problem.at(call.name.span, "").help("write it right behind, as in `^uname -r`"),
            );
            return (StageKind::Error, Type::Unknown);
        }
        if let Err(problem) = self.world.processes.find(&program, None) {
            let mut problem = problem.or_at(call.name.span);
            if self.mode == Mode::Check {
                // It may be there where the script will run.
                problem.severity = Severity::Warning;
            }
            self.problem(*problem);
        }
        if !matches!(input, Type::Nothing | Type::String | Type::Binary | Type::Unknown)
            && !matches!(input, Type::List(item) if **item == Type::String)
        {
            let message = format!("a program takes text, found {}", a(input));
            let problem = Diagnostic::error(codes::WRONG_INPUT, message).at(span, "");
            self.problem(problem.help("make text of it first, such as with `to json` or `to csv`"));
        }
        let mut args = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            let Argument::Positional(expr) = &argument.node else { continue };
            let expr = Spanned::new(expr.clone(), argument.span);
            let typed = match &expr.node {
                Expr::Word(word) => literal(scalar::text(word.as_str()), Type::String, expr.span),
                Expr::Spread(inner) => {
                    let inner = self.expression(inner, &scope.without_row());
                    let ty = self.item_of(&inner.ty, inner.span);
                    Typed { kind: TypedKind::Spread(Box::new(inner)), ty, span: expr.span }
                }
                _ => self.expression(&expr, &scope.without_row()),
            };
            if matches!(
                typed.ty,
                Type::List(_) | Type::Record(_) | Type::Table(_) | Type::Nullable(_)
            ) {
                let message = format!("a program takes single values, found {}", a(&typed.ty));
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(expr.span, "");
                self.problem(problem.help("give the items of a list one by one: `...$list`"));
            }
            args.push(typed);
        }
        let call = ProgramCall { program, args, span, complete: false };
        (StageKind::Program(Arc::new(call)), Type::String)
    }
}

fn literal(value: crate::value::Value, ty: Type, span: Span) -> Typed {
    Typed { kind: TypedKind::Literal(value), ty, span }
}

/// The line that shows how a definition is called.
pub fn usage(def: &ast::Def) -> String {
    let mut line = def.name.node.clone();
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
