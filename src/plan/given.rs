//! What a call of a `def` gives to its parameters.

use super::block::a;
use super::custom::usage;
use super::scope::ClosureTemplate;
use super::{Planner, Scope, Template, Typed, TypedKind};
use crate::diag::{Diagnostic, codes, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, Param, ParamKind, Spanned};
use crate::value::{Type, scalar};

/// The arguments of a call, under the names of parameters.
#[derive(Default)]
pub(super) struct Given {
    pub(super) values: Vec<(String, Typed)>,
    pub(super) rest: Vec<Typed>,
    pub(super) closures: Vec<(String, ClosureTemplate)>,
}

impl Planner<'_> {
    /// Sort the arguments of a call under the parameters of the definition in `template`.
    pub(super) fn given(
        &mut self,
        template: &Template,
        arguments: &[Spanned<Argument>],
        span: Span,
        scope: &Scope,
    ) -> Given {
        let def = &template.def;
        let mut given = Given::default();
        let is_place = |param: &&Param| !matches!(param.kind, ParamKind::Flag | ParamKind::Switch);
        let mut places = def.params.iter().filter(is_place).peekable();
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match &argument.node {
                Argument::Flag { name, value, short } => {
                    let Some(param) = self.param_flag(def, name, *short) else {
                        // The value of a misspelt flag is no argument.
                        let flags = def.params.iter().filter(|param| param.kind == ParamKind::Flag);
                        let names = flags.map(|param| param.name.node.as_str());
                        if value.is_none() && nearest(&name.node, names).is_some() {
                            rest.next();
                        }
                        continue;
                    };
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
            self.left_out(template, param, span, &mut given);
        }
        given
    }

    /// What a parameter is when the call does not give it.
    fn left_out(&mut self, template: &Template, param: &Param, span: Span, given: &mut Given) {
        let def = &template.def;
        let name = param.name.node.clone();
        match (&param.default, param.kind) {
            (_, ParamKind::Rest) => {}
            (Some(default), _) => {
                // A default may use what the definition itself may use.
                let scope = self.library.homes.get(template.home).cloned().unwrap_or_default();
                if matches!(&default.node, Expr::Closure(_)) {
                    if let Some(closure) = self.template(default, &scope) {
                        given.closures.push((name, closure));
                    }
                    return;
                }
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
}

/// A value that is known.
pub(super) fn literal(value: crate::value::Value, ty: Type, span: Span) -> Typed {
    Typed { kind: TypedKind::Literal(value), ty, span }
}
